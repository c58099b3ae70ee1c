// culvert-cli connect: standard input and output, joined to one tunnel.

#include <array>
#include <atomic>
#include <format>
#include <memory>

#include "api/engine.h"
#include "common/line_writer.h"
#include "event_text.h"
#include "net/fd_stream.h"
#include "proxy_options.h"
#include "saved_setup.h"
#include "signals.h"

namespace culvert::app {

namespace {

int connect(const Arguments& arguments) {
  auto setup = arguments.saved ? saved_to_connect(arguments.profile) : setup_to_connect(arguments);
  if (!setup) return usage_error(setup.error());
  const auto target = destination(arguments);
  if (!target) return usage_error(target.error());

  ignore_broken_pipes();
  LineWriter out([](std::size_t n) { return std::format("({} messages left out.)", n); }, Output::kError);
  Signals signals;
  std::atomic<int> code = kFailed;  // of an end by a signal, too
  std::atomic<bool> told = false;
  const auto end = [&](bool well, const std::string& sentence) {
    if (told.exchange(true)) return;
    if (!sentence.empty()) out.write([sentence] { return "culvert-cli: " + sentence; });
    if (well) code = kDone;
    signals.release();
  };
  {
    api::Engine engine([&](const api::Event& event) {
      if (arguments.verbose) out.write([event] { return to_text(event, true); });
      if (is_fatal(event)) end(false, to_text(event, false));
      if (const auto* e = std::get_if<api::event::TunnelFailed>(&event)) end(false, e->sentence);
      if (const auto* e = std::get_if<api::event::TunnelClosed>(&event)) end(e->result.has_value(), e->sentence);
    });
    engine.apply(std::move(*setup));
    engine.carry(*target, [](Loop& loop) { return make_fd_stream(loop, 0, 1); });
    signals.wait();
    told = true;  // what the end of the engine has to say is no news
  }
  return code;
}

}  // namespace

void add_connect(CLI::App& program, Chosen& chosen) {
  auto a = std::make_shared<Arguments>();
  CLI::App* command = program.add_subcommand("connect", "join standard input and output to one tunnel");
  add_proxy_options(*command, *a, false);
  add_saved_profile(*command, *a);
  command->add_flag("--verbose", a->verbose, "tell on standard error what happens");
  command->add_option("HOST", a->host, "destination")->required();
  command->add_option("PORT", a->port, "its port")->required();
  command->callback([&chosen, a, command] {
    static constexpr std::array<std::string_view, 5> kAnyway{"--help", "--profile", "--verbose", "HOST", "PORT"};
    choose_saved(*command, *a, kAnyway);
    chosen = [a] { return connect(*a); };
  });
}

}  // namespace culvert::app
