// culvert-proxy: the companion proxy.
//
// Exit codes: 0 stopped when asked to; 1 it could not listen, or hash a password; 2 the command line or a file it names
// is wrong.

#include <CLI/CLI.hpp>
#include <format>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/escape.h"
#include "common/descriptor_limit.h"
#include "common/line_writer.h"
#include "config/secret_file.h"
#include "event_text.h"
#include "net/first_of.h"
#include "net/signals.h"
#include "proxy/server.h"
#include "tls/certificate_maker.h"

namespace culvert::app {
namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr std::string_view kLocalPrefix = "unix:";
constexpr std::size_t kLongest = 1024;  // of a sentence about the command line

struct Arguments {
  std::string listen;
  std::string cleartext;
  std::string http = "3,2,1.1";
  std::string congestion = "bbr";
  std::string qlog;
  std::string certificate;
  std::string key;
  std::string client_ca;
  bool early_data = false;
  std::string self_signed;
  std::vector<std::string> names;
  std::string path{http::kDefaultTemplatePath};
  std::string users;
  std::vector<std::string> allow;
  std::vector<std::string> deny;
  bool allow_private = false;
  // Generous: over HTTP/1.1 each tunnel is a connection, and behind one address there may be many people.
  proxy::Limits limits{.connections = 1024, .tunnels = 4096, .new_per_second = 200};
  std::size_t max_buffered = 48;  // MiB, what the windows of HTTP/2 and HTTP/3 come to by themselves
  unsigned grace = 30;
  bool json = false;
  bool verbose = false;
  bool hash_password = false;
};

int usage_error(const std::string& why) {
  std::cerr << "culvert-proxy: " << escape(why, kLongest) << "\n";
  return kUsage;
}

// Names that the self-signed certificate is for, the one for the printed template first.
std::vector<std::string> certificate_names(const Arguments& a, const Endpoint& listen) {
  std::vector<std::string> names = a.names;
  if (!listen.address.is_unspecified()) names.push_back(listen.address.to_string());
  for (const char* name : {"localhost", "127.0.0.1", "::1"}) names.emplace_back(name);
  return names;
}

Result<Endpoint> parse_address(const std::string& text) {
  auto where = http::parse_host_port(text.ends_with(":0") ? text.substr(0, text.size() - 1) + "1" : text);
  if (!where) return std::unexpected(std::move(where.error()));
  const auto address = IpAddress::parse(where->host);
  if (!address) return fail(Stage::kLocal, Code::kInvalid, "this is no IP address to listen on");
  return Endpoint{*address, text.ends_with(":0") ? std::uint16_t{0} : where->port};
}

std::string listening_line(const Arguments& a, const std::string& uri_template, const Endpoint& at) {
  if (a.json) {
    return nlohmann::ordered_json{{"event", "listening"}, {"template", uri_template}, {"address", at.to_string()}}
        .dump();
  }
  return "Listening on " + at.to_string() + ". Template: " + uri_template;
}

std::string cleartext_line(const Arguments& a, const std::string& at) {
  if (a.json) return nlohmann::ordered_json{{"event", "listening-cleartext"}, {"address", at}}.dump();
  return "Listening on " + escape(at, kLongest) + " without TLS, for a gateway on this machine.";
}

// Until the first signal; then a graceful stop, cut short by a second one or by the time of grace.
Task<> run_until_stopped(Loop& loop, proxy::Server& server, const Arguments& a) {
  StopSignals signals(loop);
  co_await poll([&](Waiter& w) { return signals.poll_more_than(0, w); });
  server.drain();
  Timer grace(loop);
  grace.start(std::chrono::seconds(a.grace));
  Event enough(loop);
  TaskSet reasons(loop);
  reasons.spawn([](proxy::Server& s, Event& e) -> Task<> {
    co_await poll([&](Waiter& w) { return s.poll_drained(w); });
    e.set();
  }(server, enough));
  reasons.spawn([](StopSignals& s, Event& e) -> Task<> {
    co_await poll([&](Waiter& w) { return s.poll_more_than(1, w); });
    e.set();
  }(signals, enough));
  co_await first_of([&](Waiter& w) { return enough.poll_set(w); }, [&](Waiter& w) { return grace.poll_expired(w); });
  loop.stop();
}

Result<proxy::Policy> make_policy(const Arguments& a) {
  using Action = proxy::Policy::Action;
  proxy::Policy policy;
  for (const auto& [option, action, rules] :
       {std::tuple{"--allow ", Action::kAllow, &a.allow}, std::tuple{"--deny ", Action::kDeny, &a.deny}}) {
    for (const std::string& rule : *rules) {
      if (const auto added = policy.add(action, rule); !added) {
        return fail(Stage::kLocal, Code::kInvalid, option + rule + ": " + added.error().detail);
      }
    }
  }
  return policy;
}

int serve(const Arguments& a) {
  const auto listen = parse_address(a.listen);
  if (!listen) return usage_error("--listen " + a.listen + ": " + listen.error().detail);
  std::optional<Endpoint> cleartext;
  const bool local = a.cleartext.starts_with(kLocalPrefix);
  if (!a.cleartext.empty() && !local) {
    const auto at = parse_address(a.cleartext);
    if (!at) return usage_error("--cleartext " + a.cleartext + ": " + at.error().detail);
    if (!at->address.is_loopback()) {
      return usage_error("--cleartext " + a.cleartext +
                         ": without TLS only this machine may connect: 127.0.0.1 or [::1]");
    }
    cleartext = *at;
  }
  auto versions = http::parse_versions(a.http);
  if (!versions) return usage_error("--http " + a.http + ": " + versions.error().detail);
  auto path = http::UriTemplate::parse_path(a.path);
  if (!path) return usage_error("--template " + a.path + ": " + path.error().detail);

  proxy::Options options;
  options.listen = *listen;
  options.cleartext = cleartext;
  if (local) options.cleartext_path = a.cleartext.substr(kLocalPrefix.size());
  options.versions = *versions;
  if (a.congestion != "cubic" && a.congestion != "bbr") return usage_error("--congestion is cubic or bbr");
  if (a.congestion == "cubic") options.quic.congestion = quic::CongestionControl::kCubic;
  options.quic.qlog_directory = a.qlog;
  options.rules.uri_template = std::move(*path);
  options.allow_private = a.allow_private;
  options.limits = a.limits;
  proxy::limit_buffers(a.max_buffered << 20, options.h2, options.h3, options.quic);
  if (auto policy = make_policy(a)) {
    options.policy = std::move(*policy);
  } else {
    return usage_error(policy.error().detail);
  }
  if (!a.users.empty()) {
    auto users = http::UserFile::load(a.users);
    if (!users) return usage_error(users.error().detail);
    options.rules.users = std::make_shared<http::UserFile>(std::move(*users));
  }
  TlsContext::Server files{a.certificate, a.key, http::alpn_over_tcp(*versions), a.client_ca, a.early_data};
  options.rules.early_data = a.early_data;
  const std::vector<std::string> names = certificate_names(a, *listen);
  if (!a.self_signed.empty()) {
    auto made = make_certificate(a.self_signed, {.names = names});
    if (!made) return usage_error(made.error().detail);
    files.certificate_file = made->certificate_file;
    files.key_file = made->key_file;
  }
  auto tls = TlsContext::server(files);
  if (!tls) return usage_error(tls.error().detail);

  raise_descriptor_limit();
  ignore_broken_pipes();
  LineWriter out([json = a.json](std::size_t n) {
    return json ? nlohmann::ordered_json{{"event", "lost"}, {"lines", n}}.dump()
                : std::format("({} messages left out)", n);
  });
  Loop loop;
  SystemResolver resolver(loop);
  proxy::Server server(loop, resolver, std::move(*tls), std::move(options), [&](const proxy::Event& event) {
    if (!a.verbose && is_routine(event)) return;
    out.write([event, json = a.json, verbose = a.verbose] { return json ? to_json(event) : to_text(event, verbose); });
  });
  if (auto opened = server.open(); !opened) {
    std::cerr << "culvert-proxy: " << describe(opened.error()) << "\n";
    return kFailed;
  }
  const http::HostPort origin{names.front(), server.endpoint().port};
  out.write([line = listening_line(a, "https://" + origin.to_string() + a.path, server.endpoint())] { return line; });
  if (cleartext) {
    out.write([line = cleartext_line(a, server.cleartext_endpoint().to_string())] { return line; });
  } else if (local) {
    out.write([line = cleartext_line(a, a.cleartext)] { return line; });
  }
  TaskSet tasks(loop);
  tasks.spawn(run_until_stopped(loop, server, a));
  loop.run();
  return 0;
}

int hash_password() {
  const auto password = config::read_secret_line(std::cin);
  if (!password) return usage_error("the password on standard input " + password.error().detail);
  const auto hash = http::hash_password(*password);
  if (!hash) {
    std::cerr << "culvert-proxy: " << describe(hash.error()) << "\n";
    return kFailed;
  }
  std::cout << *hash << "\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments a;
  CLI::App app("A connect-tcp proxy: carries TCP connections for clients over HTTP/3, HTTP/2 and HTTP/1.1.",
               "culvert-proxy");
  app.set_version_flag("--version", CULVERT_VERSION);
  app.add_option("--listen", a.listen, "ADDR:PORT; port 0: any");
  app.add_option("--cleartext", a.cleartext,
                 "ADDR:PORT on loopback, or unix:PATH, where a gateway that has ended TLS connects, over HTTP/1.1");
  app.add_option("--http", a.http, "versions of HTTP, in order of preference")->capture_default_str();
  app.add_option("--congestion", a.congestion, "congestion control over HTTP/3: cubic or bbr")->capture_default_str();
  app.add_option("--qlog", a.qlog, "directory for a qlog file of each HTTP/3 connection");
  app.add_option("--cert", a.certificate, "PEM file with the certificate and its chain");
  app.add_option("--key", a.key, "PEM file with the key");
  app.add_option("--client-ca", a.client_ca, "PEM file: clients must show a certificate from there");
  app.add_flag("--early-data", a.early_data,
               "take requests that clients send with the TLS handshake, from each TLS session once");
  app.add_option("--self-signed", a.self_signed,
                 "directory in which to make a CA (ca.pem, for the clients) and a certificate");
  app.add_option("--name", a.names, "name or address that the self-signed certificate is for, besides localhost");
  app.add_option("--template", a.path, "path of the URI template")->capture_default_str();
  app.add_option("--users", a.users, "file of users, NAME:HASH a line; see --hash-password (default: everybody may)");
  app.add_flag("--hash-password", a.hash_password, "read a password from standard input and print its HASH");
  app.add_option("--allow", a.allow,
                 "destinations to allow: ADDRESS[/BITS], NAME, *.NAME or *, each with :PORT[-LAST] if wanted; may be "
                 "given several times; what no rule allows is then denied");
  app.add_option("--deny", a.deny, "destinations to deny, whatever is allowed; written as for --allow");
  app.add_flag("--allow-private", a.allow_private, "let clients reach loopback, private and other special addresses");
  const CLI::Range up_to_a_million(0, 1'000'000);
  app.add_option("--max-connections", a.limits.connections,
                 "connections of an address (of IPv6: a /64) at once; 0: no limit, also below")
      ->capture_default_str()
      ->check(up_to_a_million);
  app.add_option("--max-tunnels", a.limits.tunnels, "tunnels of a user (without users: of an address) at once")
      ->capture_default_str()
      ->check(up_to_a_million);
  app.add_option("--max-new-per-second", a.limits.new_per_second,
                 "new tunnels of a user (without users: of an address) a second; five times as many at once")
      ->capture_default_str()
      ->check(up_to_a_million);
  app.add_option("--max-buffered", a.max_buffered,
                 "MiB that one connection may make the proxy keep for slow destinations")
      ->capture_default_str()
      ->check(CLI::Range(1, 48));
  app.add_option("--grace", a.grace, "seconds that tunnels get to end after SIGTERM")->capture_default_str();
  app.add_flag("--json", a.json, "one JSON object a line for each event");
  app.add_flag("--verbose", a.verbose, "tell of every client and tunnel");
  app.footer(
      "Exit codes: 0 stopped when asked to; 1 it could not listen, or hash a password; 2 the command line or a file it "
      "names is wrong.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : kUsage;
  }
  if (a.hash_password) return hash_password();
  if (a.listen.empty()) return usage_error("--listen is missing");
  if (a.certificate.empty() != a.key.empty()) return usage_error("--cert and --key go together");
  if (a.certificate.empty() == a.self_signed.empty()) {
    return usage_error("either --cert and --key, or --self-signed, is needed");
  }
  return serve(a);
}

}  // namespace culvert::app

int main(int argc, char** argv) { return culvert::app::main(argc, argv); }
