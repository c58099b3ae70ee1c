// culvert-cli run: listeners, and what arrives there, until it is told to stop; by a setup that was saved, or by one
// that is made of options. It can be asked and told over the control socket.

#include <array>
#include <atomic>
#include <chrono>
#include <format>
#include <fstream>
#include <future>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "api/engine.h"
#include "api/trace_text.h"
#include "base/escape.h"
#include "common/descriptor_limit.h"
#include "common/line_writer.h"
#include "control/engine_commands.h"
#include "control/place.h"
#include "event_text.h"
#include "proxy_options.h"
#include "saved_setup.h"
#include "signals.h"
#include "system_proxy/keeper.h"

namespace culvert::app {

namespace {

struct Options {
  Arguments arguments;
  std::string control;  // its place; empty: this user's own
  bool no_control = false;
};

std::string lost_line(std::size_t n) { return nlohmann::ordered_json{{"event", "lost"}, {"lines", n}}.dump(); }
std::string lost_text(std::size_t n) { return std::format("({} messages left out.)", n); }

// Among the events.
std::string step_line(const Trace::Record& record, Trace::TimePoint start) {
  return R"({"event":"step",)" + api::to_json(record, start).substr(1);
}
std::string step_text(const Trace::Record& record, Trace::TimePoint start) {
  const std::string text = to_text(record);
  if (text.empty()) return {};
  const auto [connection, tunnel] = record.subject;
  return std::format("{:.1f} ms{}{}: {}", std::chrono::duration<double, std::milli>(record.at - start).count(),
                     tunnel != 0 ? std::format(", tunnel {}", tunnel) : "",
                     connection != 0 ? std::format(", connection {}", connection) : "", text);
}

void export_trace(api::Engine& engine, TraceSubject wanted, Trace::TimePoint start, std::ostream& to, bool csv) {
  std::promise<std::vector<Trace::Record>> records;
  engine.trace(wanted, [&](const std::vector<Trace::Record>& all) { records.set_value(all); });
  if (csv) to << api::csv_head() << "\r\n";
  for (const Trace::Record& record : records.get_future().get()) {
    to << (csv ? api::to_csv(record, start) + "\r\n" : api::to_json(record, start) + "\n");
  }
  to.flush();
  if (!to) std::cerr << "culvert-cli: the trace could not be written\n";
}

struct Plan {
  config::Setup setup;
  std::optional<SavedSetup> saved;  // where it is from, if not from options
};

// Desktops have no password to give.
Result<> has_port_for_desktop(const Arguments& a, const config::Setup& setup) {
  if (!a.system_proxy) return {};
  if (setup.listeners.empty()) {
    return fail(Stage::kLocal, Code::kInvalid, "--system-proxy needs a listener that applications can ask");
  }
  for (const config::MixedListener& listener : setup.listeners) {
    if (!listener.credentials) continue;
    return fail(Stage::kLocal, Code::kInvalid,
                "--system-proxy goes without listeners that ask for a password: desktops have none to give");
  }
  return {};
}

Result<Plan> plan_of(const Arguments& a) {
  if (!a.saved) {
    auto setup = setup_to_run(a);
    if (!setup) return std::unexpected(std::move(setup.error()));
    return Plan{std::move(*setup), std::nullopt};
  }
  auto saved = SavedSetup::load();
  if (!saved) return std::unexpected(std::move(saved.error()));
  if (saved->setup().profiles.empty()) {
    return fail(Stage::kLocal, Code::kInvalid,
                "no profile is saved: see culvert-cli profiles --help, or say which proxy is meant with --proxy");
  }
  for (const config::Problem& problem : saved->problems()) {
    std::cerr << "culvert-cli: " << escape(saved->path() + ": " + problem.field + ": " + problem.message) << "\n";
  }
  if (auto ok = has_port_for_desktop(a, saved->setup()); !ok) return std::unexpected(std::move(ok.error()));
  config::Setup setup = saved->setup();
  if (auto ok = reveal_secrets(setup, true); !ok) return std::unexpected(std::move(ok.error()));
  return Plan{std::move(setup), std::move(*saved)};
}

Result<LocalListener> listen(Loop& loop, const std::string& wanted) {
  const auto place = wanted.empty() ? control::prepared_place() : Result<std::string>(wanted);
  if (!place) return std::unexpected(place.error());
  auto listener = LocalListener::open(loop, *place);
  if (!listener && listener.error().code == Code::kDenied) listener.error().detail += "; use culvert-cli status";
  return listener;
}

class Run {
 public:
  Run(const Options& o, Plan plan, TraceSubject wanted, std::ofstream trace_file)
      : a_(o.arguments),
        plan_(std::move(plan)),
        wanted_(wanted),
        filter_(wanted),
        trace_file_(std::move(trace_file)),
        out_(a_.json ? lost_line : lost_text),
        system_proxy_(a_.system_proxy,
                      [this](const system_proxy::Outcome& outcome) {
                        for (const system_proxy::Remark& remark : outcome.remarks) {
                          out_.write([remark, json = a_.json] { return json ? to_json(remark) : remark.sentence; });
                        }
                      }),
        commands_(signals_.loop(), plan_.setup, keeper()) {}

  Result<> serve(const std::string& place) {
    auto listener = listen(signals_.loop(), place);
    if (!listener) return std::unexpected(std::move(listener.error()));
    server_.emplace(
        signals_.loop(), std::move(*listener),
        [this](const control::Request& request, control::Reply reply) { commands_.handle(request, std::move(reply)); });
    return {};
  }

  int operator()() {
    api::Engine engine([this](const api::Event& event) { tell(event); });
    engine.watch_trace([this](const Trace::Record& record) { tell(record); });
    commands_.attach(engine);
    signals_.wait();
    system_proxy_.end();  // before the port closes that applications are sent to
    if (trace_file_.is_open()) export_trace(engine, wanted_, start_, trace_file_, a_.trace_file.ends_with(".csv"));
    engine.watch_trace({});
    return failed_ ? kFailed : kDone;
  }

 private:
  control::EngineCommands::Keeper keeper() {
    if (!plan_.saved) return {};
    return {.save = [this](const config::Setup& setup) { return plan_.saved->save(setup); },
            .reveal = [](config::Setup& setup) { return reveal_secrets(setup, false); }};
  }

  // Both on the core thread.
  void tell(const api::Event& event) {
    commands_.tell(event);
    system_proxy_.on_event(event);
    // What is asked for on the command line is wanted whole; what came later was asked for over the control socket.
    if (!applied_ && is_fatal(event) && (!plan_.saved || std::holds_alternative<api::event::Failed>(event))) {
      failed_ = true;
      signals_.release();
    }
    applied_ = applied_ || std::holds_alternative<api::event::Applied>(event);
    if (!a_.verbose && is_routine(event)) return;
    out_.write(
        [event, json = a_.json, verbose = a_.verbose] { return json ? to_json(event) : to_text(event, verbose); });
  }
  void tell(const Trace::Record& record) {
    commands_.tell(record);
    if (!a_.trace || !filter_.takes(record)) return;
    out_.write([record, start = start_, json = a_.json] {
      return json ? step_line(record, start) : step_text(record, start);
    });
  }

  const Arguments& a_;
  Plan plan_;
  const TraceSubject wanted_;
  Trace::Filter filter_;  // the core thread's, as is applied_
  bool applied_ = false;
  std::ofstream trace_file_;
  const Trace::TimePoint start_ = std::chrono::steady_clock::now();
  std::atomic<bool> failed_ = false;
  LineWriter out_;
  system_proxy::Keeper system_proxy_;
  Signals signals_;
  control::EngineCommands commands_;
  std::optional<control::Server> server_;
};

int run(const Options& o) {
  auto plan = plan_of(o.arguments);
  if (!plan) return usage_error(plan.error());
  const auto wanted = traced(o.arguments);
  if (!wanted) return usage_error(wanted.error());
  std::ofstream trace_file;
  if (!o.arguments.trace_file.empty()) trace_file.open(o.arguments.trace_file);
  if (!trace_file) {
    return usage_error({Stage::kLocal, Code::kInvalid, "the file " + o.arguments.trace_file + " cannot be written"});
  }
  raise_descriptor_limit();
  ignore_broken_pipes();
  Run running(o, std::move(*plan), *wanted, std::move(trace_file));
  if (o.no_control) return running();
  if (const auto served = running.serve(o.control); !served) {
    std::cerr << "culvert-cli: " << escape(served.error().detail) << "\n";
    return kFailed;
  }
  return running();
}

}  // namespace

void add_run(CLI::App& program, Chosen& chosen) {
  auto o = std::make_shared<Options>();
  Arguments& a = o->arguments;
  CLI::App* command = program.add_subcommand("run", "open local listeners and carry what arrives there");
  add_proxy_options(*command, a, false);
  command->get_option("--proxy")->description(
      "URI template of the proxy, or its HOST[:PORT]; without it the setup is used that was saved");
  command->add_option("--socks", a.socks,
                      "port for SOCKS4, SOCKS5 and HTTP proxy requests, ADDR:PORT; port 0: any (default: "
                      "localhost:1080, if there is no forward)");
  command->add_option("--socks-user", a.socks_user, "user name that applications must give");
  command->add_option("--socks-password-file", a.socks_password_file,
                      "file (mode 0600) with the password that they must give");
  command->add_option("--forward", a.forwards, "LISTEN=HOST:PORT: carry what arrives at LISTEN to HOST:PORT");
  command->add_flag("--answer-early", a.answer_early,
                    "tell applications that they are connected before it is known, to save a round trip");
  command->add_flag("--system-proxy", a.system_proxy,
                    "lead the desktop's applications here while it runs, and set back what was there before");
  command->add_option("--control", o->control, "path of the control socket (default: your own)");
  command->add_flag("--no-control", o->no_control, "do not listen for culvert-cli status and the like");
  command->add_flag("--json", a.json, "one JSON object a line for each event");
  command->add_flag("--verbose", a.verbose, "tell of every tunnel");
  command->add_flag("--trace", a.trace, "tell of every step of every connection and tunnel");
  command->add_option("--trace-file", a.trace_file,
                      "file for the last 4096 steps, written at the end: CSV if its name says so, else JSON lines");
  command->add_option("--trace-of", a.trace_of, "only the steps of tunnel:NUMBER or connection:NUMBER");
  command->callback([&chosen, o, command] {
    static constexpr std::array<std::string_view, 9> kAnyway{"--help",       "--control",  "--no-control",
                                                             "--json",       "--verbose",  "--trace",
                                                             "--trace-file", "--trace-of", "--system-proxy"};
    choose_saved(*command, o->arguments, kAnyway);
    chosen = [o] { return run(*o); };
  });
}

}  // namespace culvert::app
