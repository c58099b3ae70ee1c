// culvert-cli check: the proxy, and a tunnel through it, tried step by step.

#include <array>
#include <atomic>
#include <format>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "api/engine.h"
#include "api/trace_text.h"
#include "base/escape.h"
#include "common/line_writer.h"
#include "event_text.h"
#include "net/silent_stream.h"
#include "proxy_options.h"
#include "saved_setup.h"
#include "signals.h"

namespace culvert::app {

namespace {

constexpr std::size_t kLongest = 1024;  // of a sentence about the command line

namespace event = api::event;

double milliseconds(Duration d) { return std::chrono::duration<double, std::milli>(d).count(); }

std::string negotiated(const ConnectionInfo& c) {
  return std::format("{}, {}, {}, {}{}{}, at {}", http::name_of(c.version), c.tls.version, c.tls.cipher, c.tls.group,
                     c.tls.resumed ? ", resumed" : "", c.tls.early_data ? ", with early data" : "",
                     c.remote.to_string());
}

// What came of it; on the core thread.
class Verdict {
 public:
  Verdict(const Arguments& arguments, LineWriter& out, Signals& done) : a_(arguments), out_(out), done_(done) {}

  void good(const std::string& what) {
    if (over_) return;
    const std::string how = connection_ ? negotiated(*connection_) : std::string();
    end(0,
        a_.json ? nlohmann::ordered_json{{"event", "checked"}, {"ok", true}, {"message", what}, {"negotiated", how}}
                : nlohmann::ordered_json(),
        std::format("{} ({}).", what, how));
  }
  void bad(const Error& error, const std::string& sentence) {
    if (over_) return;
    end(kFailed,
        a_.json ? nlohmann::ordered_json{{"event", "checked"},
                                         {"ok", false},
                                         {"stage", name_of(error.stage)},
                                         {"code", name_of(error.code)},
                                         {"message", sentence}}
                : nlohmann::ordered_json(),
        sentence);
  }
  void connected(const ConnectionInfo& c) { connection_ = c; }
  [[nodiscard]] bool over() const { return over_; }
  [[nodiscard]] int code() const { return code_; }  // any thread

 private:
  void end(int code, const nlohmann::ordered_json& line, const std::string& sentence) {
    over_ = true;
    code_ = code;
    out_.write([json = a_.json, line, sentence] {
      return json ? line.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace) : sentence;
    });
    done_.release();
  }

  const Arguments& a_;
  LineWriter& out_;
  Signals& done_;
  bool over_ = false;
  std::atomic<int> code_ = kFailed;  // of an end by a signal, too
  std::optional<ConnectionInfo> connection_;
};

int check(const Arguments& arguments) {
  auto setup = arguments.saved ? saved_to_connect(arguments.profile) : setup_to_connect(arguments);
  const bool with_tunnel = !arguments.host.empty();
  Arguments a = arguments;
  if (a.port.empty()) a.port = "443";
  const auto target = with_tunnel ? destination(a) : Result<http::HostPort>();
  if (!setup || !target) {
    std::cerr << "culvert-cli: " << escape((setup ? target.error() : setup.error()).detail, kLongest) << "\n";
    return kUsage;
  }

  ignore_broken_pipes();
  const auto start = std::chrono::steady_clock::now();
  LineWriter out([](std::size_t n) { return std::format("({} messages left out.)", n); });
  Signals signals;
  Verdict verdict(a, out, signals);
  {
    api::Engine engine([&](const api::Event& event) {
      if (const auto* e = std::get_if<event::Failed>(&event)) verdict.bad(e->error, e->sentence);
      if (const auto* e = std::get_if<event::ProfileFailed>(&event)) verdict.bad(e->error, e->sentence);
      if (const auto* e = std::get_if<event::Connected>(&event)) verdict.connected(e->connection);
      if (const auto* e = std::get_if<event::TunnelFailed>(&event)) verdict.bad(e->error, e->sentence);
      if (const auto* e = std::get_if<event::TunnelOpened>(&event)) {
        verdict.good(std::format("The tunnel to {} opens, in {:.0f} ms", escape(e->target), milliseconds(e->setup)));
      }
    });
    engine.watch_trace([&](const Trace::Record& record) {
      if (verdict.over() || record.step == Step::kFailed) return;  // the sentence says it
      out.write([record, start, json = a.json] {
        if (json) return api::to_json(record, start);
        const std::string text = to_text(record);
        return text.empty() ? text : std::format("{:9.1f} ms  {}", milliseconds(record.at - start), text);
      });
    });
    const std::string profile = setup->profile;  // whatever rules say of the destination
    engine.apply(std::move(*setup));
    if (with_tunnel) {
      engine.carry(
          *target, [](Loop&) -> Result<std::unique_ptr<ByteStream>> { return std::make_unique<SilentStream>(); },
          profile);
    } else {
      engine.reach("", [&](const Result<ConnectionInfo>& reached) {
        if (!reached) {
          verdict.bad(reached.error(), describe(reached.error()));
          return;
        }
        verdict.connected(*reached);
        verdict.good("The proxy can be reached");
      });
    }
    signals.wait();
    engine.watch_trace({});
  }
  return verdict.code();
}

}  // namespace

void add_check(CLI::App& program, Chosen& chosen) {
  auto a = std::make_shared<Arguments>();
  CLI::App* command = program.add_subcommand("check", "try the proxy, and a tunnel through it, and tell of every step");
  add_proxy_options(*command, *a, false);
  add_saved_profile(*command, *a);
  command->add_flag("--json", a->json, "one JSON object a line for each step");
  command->add_option("HOST", a->host, "destination; without one only the proxy is tried");
  command->add_option("PORT", a->port, "its port (default: 443)");
  command->callback([&chosen, a, command] {
    static constexpr std::array<std::string_view, 5> kAnyway{"--help", "--profile", "--json", "HOST", "PORT"};
    choose_saved(*command, *a, kAnyway);
    chosen = [a] { return check(*a); };
  });
}

}  // namespace culvert::app
