// culvert-cli: the client without a window.
//
// Exit codes: 0 done; 1 the tunnel or the client failed; 2 the command line or a file it names is wrong.

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <format>
#include <fstream>
#include <future>
#include <iostream>
#include <nlohmann/json.hpp>

#include "api/engine.h"
#include "api/trace_text.h"
#include "arguments.h"
#include "base/escape.h"
#include "check.h"
#include "common/descriptor_limit.h"
#include "common/line_writer.h"
#include "event_text.h"
#include "net/fd_stream.h"
#include "proxies.h"
#include "repair.h"
#include "signals.h"
#include "system_proxy.h"

namespace culvert::app {
namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr std::size_t kLongest = 1024;  // of a sentence about the command line

void add_proxy_options(CLI::App& command, Arguments& a) {
  command.add_option("--proxy", a.proxy, "URI template of the proxy, or its HOST[:PORT]")->required();
  command.add_option("--ca", a.ca_file, "PEM file with the certificates to trust (default: the system's)");
  command.add_option("--pin", a.pins, "sha256/BASE64 of a public key; the proxy must have one of those given");
  command.add_option("--client-cert", a.client_certificate, "PEM file with a certificate to show to the proxy");
  command.add_option("--client-key", a.client_key, "PEM file (mode 0600) with its key");
  command.add_option("--key-log", a.key_log, "file to add the TLS secrets of every connection to (for Wireshark)");
  command.add_flag("--early-data", a.early_data,
                   "send requests with the TLS handshake, where somebody in between can send them once more");
  command.add_flag("--expect-continue", a.expect_continue,
                   "ask the proxy to say at once that it has a request, within 10 seconds");
  command.add_flag("--classic", a.classic, "the proxy is a classic CONNECT proxy (HOST[:PORT]), if it does not object");
  command.add_option("--session-file", a.session_file, "file (mode 0600) that keeps TLS sessions for the next run");
  command.add_option("--user", a.user, "user name for the proxy");
  command.add_option("--password-file", a.password_file, "file (mode 0600) whose first line is the password");
  command
      .add_option("--auth", a.auth,
                  "how the password is given: auto (when asked, by Digest or Basic), basic (at once), digest")
      ->capture_default_str();
  command.add_option("--token-file", a.token_file, "file (mode 0600) whose first line is a bearer token for the proxy");
  command.add_option("--concealed-key", a.concealed_key,
                     "PEM file (mode 0600) with a private key (Ed25519 or P-256) to sign in with, without being asked");
  command.add_option("--concealed-id", a.concealed_id, "the name that the proxy knows the key by");
  command.add_option("--http", a.http, "versions of HTTP that may be used, in order of preference")
      ->capture_default_str();
  command.add_option("--congestion", a.congestion, "congestion control over HTTP/3: cubic or bbr")
      ->capture_default_str();
  command.add_option("--qlog", a.qlog, "directory for a qlog file of each HTTP/3 connection");
  command
      .add_option("--wire", a.wire, "revision of the protocol: auto, draft-12, draft-08, rfc, or TOKEN,DATA,FINAL_DATA")
      ->capture_default_str();
}

int usage_error(const Error& error) {
  std::cerr << "culvert-cli: " << escape(error.detail, kLongest) << "\n";
  return kUsage;
}

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

int run(const Arguments& arguments) {
  auto setup = setup_to_run(arguments);
  if (!setup) return usage_error(setup.error());
  const auto wanted = traced(arguments);
  if (!wanted) return usage_error(wanted.error());
  std::ofstream trace_file;
  if (!arguments.trace_file.empty()) trace_file.open(arguments.trace_file);
  if (!trace_file) {
    return usage_error({Stage::kLocal, Code::kInvalid, "the file " + arguments.trace_file + " cannot be written"});
  }
  raise_descriptor_limit();
  ignore_broken_pipes();
  const auto start = std::chrono::steady_clock::now();
  LineWriter out(arguments.json ? lost_line : lost_text);
  std::atomic<bool> failed = false;
  Signals signals;
  SystemProxyKeeper system_proxy(arguments.system_proxy, [&](const system_proxy::Remark& remark) {
    out.write([remark, json = arguments.json] { return json ? to_json(remark) : remark.sentence; });
  });
  {
    api::Engine engine([&](const api::Event& event) {
      system_proxy.on_event(event);
      if (is_fatal(event)) {
        failed = true;
        signals.release();
      }
      if (!arguments.verbose && is_routine(event)) return;
      out.write([event, json = arguments.json, verbose = arguments.verbose] {
        return json ? to_json(event) : to_text(event, verbose);
      });
    });
    if (arguments.trace) {
      engine.watch_trace([&, filter = Trace::Filter(*wanted)](const Trace::Record& record) mutable {
        if (!filter.takes(record)) return;
        out.write([record, start, json = arguments.json] {
          return json ? step_line(record, start) : step_text(record, start);
        });
      });
    }
    engine.apply(std::move(*setup));
    signals.wait();
    system_proxy.end();  // before the port closes that applications are sent to
    if (trace_file.is_open()) export_trace(engine, *wanted, start, trace_file, arguments.trace_file.ends_with(".csv"));
    engine.watch_trace({});
  }
  return failed ? kFailed : 0;
}

int connect(const Arguments& arguments) {
  auto setup = setup_to_connect(arguments);
  if (!setup) return usage_error(setup.error());
  const auto target = destination(arguments);
  if (!target) return usage_error(target.error());

  ignore_broken_pipes();
  LineWriter out(lost_text, Output::kError);
  Signals signals;
  std::atomic<int> code = kFailed;  // of an end by a signal, too
  std::atomic<bool> told = false;
  const auto end = [&](bool well, const std::string& sentence) {
    if (told.exchange(true)) return;
    if (!sentence.empty()) out.write([sentence] { return "culvert-cli: " + sentence; });
    if (well) code = 0;
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

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Carries TCP connections through a connect-tcp proxy.", "culvert-cli");
  app.require_subcommand(1);
  app.set_version_flag("--version", CULVERT_VERSION);
  app.footer("Exit codes: 0 done; 1 the tunnel or the client failed; 2 the command line or a file it names is wrong.");

  CLI::App* run_command = app.add_subcommand("run", "open local listeners and carry what arrives there");
  add_proxy_options(*run_command, arguments);
  run_command->add_option("--socks", arguments.socks,
                          "port for SOCKS4, SOCKS5 and HTTP proxy requests, ADDR:PORT; port 0: any (default: "
                          "localhost:1080, if there is no forward)");
  run_command->add_option("--socks-user", arguments.socks_user, "user name that applications must give");
  run_command->add_option("--socks-password-file", arguments.socks_password_file,
                          "file (mode 0600) with the password that they must give");
  run_command->add_option("--forward", arguments.forwards,
                          "LISTEN=HOST:PORT: carry what arrives at LISTEN to HOST:PORT");
  run_command->add_flag("--answer-early", arguments.answer_early,
                        "tell applications that they are connected before it is known, to save a round trip");
  run_command->add_flag("--system-proxy", arguments.system_proxy,
                        "lead the desktop's applications here while it runs, and set back what was there before");
  run_command->add_flag("--json", arguments.json, "one JSON object a line for each event");
  run_command->add_flag("--verbose", arguments.verbose, "tell of every tunnel");
  run_command->add_flag("--trace", arguments.trace, "tell of every step of every connection and tunnel");
  run_command->add_option("--trace-file", arguments.trace_file,
                          "file for the last 4096 steps, written at the end: CSV if its name says so, else JSON lines");
  run_command->add_option("--trace-of", arguments.trace_of, "only the steps of tunnel:NUMBER or connection:NUMBER");

  CLI::App* connect_command = app.add_subcommand("connect", "join standard input and output to one tunnel");
  add_proxy_options(*connect_command, arguments);
  connect_command->add_flag("--verbose", arguments.verbose, "tell on standard error what happens");
  connect_command->add_option("HOST", arguments.host, "destination")->required();
  connect_command->add_option("PORT", arguments.port, "its port")->required();

  CLI::App* check_command =
      app.add_subcommand("check", "try the proxy, and a tunnel through it, and tell of every step");
  add_proxy_options(*check_command, arguments);
  check_command->add_flag("--json", arguments.json, "one JSON object a line for each step");
  check_command->add_option("HOST", arguments.host, "destination; without one only the proxy is tried");
  check_command->add_option("PORT", arguments.port, "its port (default: 443)");

  CLI::App* proxies_command = app.add_subcommand("proxies", "list the proxies that a provisioning domain offers");
  proxies_command->add_option("URI", arguments.proxy, "https://HOST/.well-known/pvd")->required();
  proxies_command->add_option("--ca", arguments.ca_file,
                              "PEM file with the certificates to trust, instead of those of the system");
  proxies_command->add_option("--pin", arguments.pins, "public key that the host must have, sha256/BASE64");
  proxies_command->add_option("--http", arguments.http, "versions of HTTP that may be used, in order of preference")
      ->capture_default_str();
  proxies_command->add_flag("--json", arguments.json, "one JSON object");

  CLI::App* repair_command =
      app.add_subcommand("repair", "set back the desktop's proxy where a run that was cut off has left it");
  repair_command->add_flag("--json", arguments.json, "one JSON object a line");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : kUsage;
  }
  if (check_command->parsed()) return check(arguments);
  if (proxies_command->parsed()) return list_proxies(arguments);
  if (repair_command->parsed()) return repair(arguments);
  return run_command->parsed() ? run(arguments) : connect(arguments);
}

}  // namespace culvert::app

int main(int argc, char** argv) { return culvert::app::main(argc, argv); }
