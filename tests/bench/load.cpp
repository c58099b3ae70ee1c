// culvert-load: makes and measures traffic through a SOCKS5 server, and is the target of that traffic.
// README.md beside this file says what is measured and why it is fair; `culvert-load` without arguments prints its
// usage.
#include "load.h"

#include <array>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <sys/resource.h>
#include <unistd.h>

namespace load {

Options::Options(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& name = arguments[i];
    if (!name.starts_with("--")) throw Failure("not an option: " + name);
    const bool has_value = i + 1 < arguments.size() && !arguments[i + 1].starts_with("--");
    values_[name.substr(2)] = has_value ? arguments[++i] : "";
  }
}

std::string Options::text(const std::string& name, const std::string& otherwise) {
  const auto node = values_.extract(name);
  return node.empty() ? otherwise : node.mapped();
}

double Options::number(const std::string& name, double otherwise, double least, double most) {
  const auto node = values_.extract(name);
  if (node.empty()) return otherwise;
  const std::string& text = node.mapped();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !(value >= least && value <= most)) {
    std::array<char, 96> range{};
    std::snprintf(range.data(), range.size(), " is not a number from %.15g to %.15g", least, most);
    throw Failure("--" + name + " " + text + range.data());
  }
  return value;
}

std::uint64_t Options::count(const std::string& name, std::uint64_t otherwise, std::uint64_t least,
                             std::uint64_t most) {
  return static_cast<std::uint64_t>(
      number(name, static_cast<double>(otherwise), static_cast<double>(least), static_cast<double>(most)));
}

bool Options::flag(const std::string& name) {
  const auto node = values_.extract(name);
  if (!node.empty() && !node.mapped().empty()) throw Failure("--" + name + " takes no value");
  return !node.empty();
}

Route Options::route() {
  Route route;
  const bool direct = flag("direct");
  const std::string socks = text("socks");
  if (direct == !socks.empty()) throw Failure("give either --socks ADDR:PORT or --direct");
  if (!direct) route.socks = parse_endpoint(socks);
  route.target = parse_endpoint(text("target"));
  return route;
}

void Options::finish() const {
  if (!values_.empty()) throw Failure("unknown option --" + values_.begin()->first);
}

void limit_run_time(unsigned seconds) {
  std::signal(SIGALRM, [](int) {
    static constexpr std::string_view kSentence = "culvert-load: the run took longer than its time limit\n";
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kSentence.data(), kSentence.size());
    _exit(1);
  });
  alarm(seconds);
}

}  // namespace load

namespace {

constexpr const char* kUsage =
    "usage: culvert-load serve [--listen ADDR:PORT] [--lifetime S]\n"
    "       culvert-load down|up ROUTE [--connections N] (--bytes TOTAL | --seconds S) [--verify]\n"
    "       culvert-load rate    ROUTE [--concurrency C] [--seconds S] [--max N] [--tolerate N]\n"
    "       culvert-load ping    ROUTE [--count N] [--size B] [--seconds S] [--beside-bulk]\n"
    "       culvert-load idle    ROUTE [--tunnels N] [--hold S]\n"
    "ROUTE: (--socks ADDR:PORT | --direct) --target ADDR:PORT [--timeout S]\n";

int run(const std::string& command, load::Options& options) {
  if (command == "serve") return load::serve(options);
  load::limit_run_time(static_cast<unsigned>(options.count("timeout", 120, 1, 3600)));
  if (command == "down") return load::bulk(options, false);
  if (command == "up") return load::bulk(options, true);
  if (command == "rate") return load::rate(options);
  if (command == "ping") return load::ping(options);
  if (command == "idle") return load::idle(options);
  std::fputs(kUsage, stderr);
  return 2;
}

void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  if (argc < 2) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  raise_descriptor_limit();
  try {
    load::Options options({argv + 2, argv + argc});
    return run(argv[1], options);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "culvert-load %s: %s\n", argv[1], failure.what());
    return 1;
  }
}
