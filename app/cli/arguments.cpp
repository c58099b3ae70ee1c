#include "arguments.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <format>
#include <optional>
#include <utility>

#include "api/identity.h"
#include "api/tls_options.h"
#include "base/escape.h"
#include "config/secret_file.h"

namespace culvert::app {

namespace {

std::unexpected<Error> bad(std::string why) { return fail(Stage::kLocal, Code::kInvalid, std::move(why)); }

Result<std::optional<config::Credentials>> credentials(const std::string& user, const std::string& file) {
  if (user.empty() && file.empty()) return std::nullopt;
  if (user.empty() || file.empty()) return bad("a user name and a password file go together");
  auto password = config::read_secret_file(file);
  if (!password) return std::unexpected(std::move(password.error()));
  return config::Credentials{user, std::move(*password)};
}

// Of --user. Whoever is to type it is asked last.
Result<std::string> password(const Arguments& a) {
  if (!a.password_file.empty()) return config::read_secret_file(a.password_file);
  if (a.password_fd >= 0) return read_secret_descriptor(a.password_fd);
  auto typed = a.ask("Password of " + escape(a.user) + " for " + escape(a.proxy));
  if (typed) return typed;
  return bad("--user wants a password, from --password-file, --password-fd or a terminal: " + typed.error().detail);
}

Result<config::Authentication> authentication(const Arguments& a) {
  using Scheme = config::Authentication::Scheme;
  config::Authentication out;
  const bool password_given = !a.password_file.empty() || a.password_fd >= 0;
  if (a.user.empty() && password_given) return bad("a user name and a password go together");
  if (!a.password_file.empty() && a.password_fd >= 0)
    return bad("--password-file and --password-fd exclude each other");
  const int ways = static_cast<int>(!a.user.empty()) + static_cast<int>(!a.token_file.empty()) +
                   static_cast<int>(!a.concealed_key.empty() || !a.concealed_id.empty());
  if (ways > 1) return bad("--user, --token-file and --concealed-key exclude each other");
  constexpr std::array kSchemes{std::pair{"auto", Scheme::kPassword}, std::pair{"basic", Scheme::kBasic},
                                std::pair{"digest", Scheme::kDigest}};
  const auto* const scheme = std::ranges::find_if(kSchemes, [&](const auto& s) { return a.auth == s.first; });
  if (scheme == kSchemes.end()) return bad("--auth is auto, basic or digest");
  if (!a.user.empty()) {
    auto secret = password(a);
    if (!secret) return std::unexpected(std::move(secret.error()));
    out.scheme = scheme->second;
    out.credentials = {a.user, std::move(*secret)};
  } else if (a.auth != kSchemes.front().first) {
    return bad("--auth goes together with --user");
  }
  if (!a.token_file.empty()) {
    auto token = config::read_secret_file(a.token_file, "token");
    if (!token) return std::unexpected(std::move(token.error()));
    out.scheme = Scheme::kBearer;
    out.token = std::move(*token);
  }
  if (a.concealed_key.empty() != a.concealed_id.empty()) return bad("--concealed-key and --concealed-id go together");
  if (!a.concealed_key.empty()) {
    out.scheme = Scheme::kConcealed;
    out.key_file = a.concealed_key;
    out.key_id = a.concealed_id;
  }
  return out;
}

Result<> validated(const config::Profile& profile) {
  if (const auto problems = config::validate(profile); !problems.empty()) {
    return bad(problems.front().field + ": " + problems.front().message);
  }
  if (const auto identity = api::identity_of(profile.authentication); !identity) return bad(identity.error().detail);
  const auto options = api::tls_options(profile);
  if (!options) return std::unexpected(options.error());
  const auto tls = TlsContext::client(*options);
  if (!tls) return std::unexpected(tls.error());
  return {};
}

// The field of a setup, by the option that it comes from: "socks[0].listen".
std::string by_option(std::string_view field) {
  using Name = std::pair<std::string_view, std::string_view>;
  constexpr std::array kNames{Name{"listeners[", "socks["}, Name{"applications[0].forwards[", "forwards["}};
  for (const auto& [begin, option] : kNames) {
    if (field.starts_with(begin)) return std::string(option) + std::string(field.substr(begin.size()));
  }
  return std::string(field);
}

Result<> add_listeners(config::Setup& setup, const Arguments& a) {
  auto for_applications = credentials(a.socks_user, a.socks_password_file);
  if (!for_applications) return std::unexpected(std::move(for_applications.error()));
  const auto add = [&](const config::ListenAddress& at) {
    config::MixedListener listener;
    listener.listen = at;
    listener.credentials = *for_applications;
    setup.listeners.push_back(std::move(listener));
  };
  for (const std::string& text : a.socks) {
    auto listen = config::ListenAddress::parse(text);
    if (!listen) return bad("--socks " + text + ": " + listen.error().detail);
    add(*listen);
  }
  config::Application application;
  application.id = "command-line";
  application.access = config::Application::Access::kEveryone;
  for (const std::string& text : a.forwards) {
    auto forward = config::Forward::parse(text);
    if (!forward) return bad("--forward " + text + ": " + forward.error().detail);
    forward->id = std::format("forward-{}", application.forwards.size() + 1);
    application.forwards.push_back(std::move(*forward));
  }
  if (a.system_proxy && *for_applications) {
    return bad("--system-proxy goes without --socks-user: desktops have no password to give");
  }
  const bool forwards = !application.forwards.empty();
  if (a.system_proxy && setup.listeners.empty() && forwards) {
    return bad("--system-proxy needs a listener that applications can ask: --socks");
  }
  if (forwards) setup.applications.push_back(std::move(application));
  if (!setup.listeners.empty()) return {};
  if (!forwards) {
    add(config::ListenAddress::localhost(1080));
  } else if (*for_applications) {
    return bad("--socks-user is for --socks, and there is none");
  }
  return {};
}

}  // namespace

Result<config::Profile> profile_of(const Arguments& a) {
  config::Profile profile;
  profile.id = "command-line";
  profile.proxy = a.proxy;
  profile.ca_file = a.ca_file;
  profile.wire = a.wire;
  profile.pins = a.pins;
  profile.client_certificate_file = a.client_certificate;
  profile.client_key_file = a.client_key;
  profile.key_log_file = a.key_log;
  profile.early_data = a.early_data;
  profile.expect_continue = a.expect_continue;
  profile.classic_connect = a.classic;
  profile.session_file = a.session_file;
  profile.congestion = a.congestion;
  profile.qlog_directory = a.qlog;
  auto versions = http::parse_versions(a.http);
  if (!versions) return bad("--http " + a.http + ": " + versions.error().detail);
  profile.http = std::move(*versions);
  auto who = authentication(a);
  if (!who) return std::unexpected(std::move(who.error()));
  profile.authentication = std::move(*who);
  if (auto ok = validated(profile); !ok) return std::unexpected(std::move(ok.error()));
  return profile;
}

Result<config::Setup> setup_to_connect(const Arguments& a) {
  auto profile = profile_of(a);
  if (!profile) return std::unexpected(std::move(profile.error()));
  config::Setup setup;
  setup.profile = profile->id;
  setup.profiles.push_back(std::move(*profile));
  return setup;
}

Result<config::Setup> setup_to_run(const Arguments& a) {
  auto setup = setup_to_connect(a);
  if (!setup) return setup;
  setup->profiles.front().answer_early = a.answer_early;
  if (auto ok = add_listeners(*setup, a); !ok) return std::unexpected(std::move(ok.error()));
  if (const auto problems = config::validate(*setup); !problems.empty()) {
    return bad(by_option(problems.front().field) + ": " + problems.front().message);
  }
  return setup;
}

Result<TraceSubject> traced(const Arguments& a) {
  if (a.trace_of.empty()) return TraceSubject{};
  TraceSubject subject;
  const std::size_t colon = std::min(a.trace_of.find(':'), a.trace_of.size());
  const std::string_view kind = std::string_view(a.trace_of).substr(0, colon);
  const std::string_view digits = std::string_view(a.trace_of).substr(std::min(colon + 1, a.trace_of.size()));
  std::uint64_t& number = kind == "tunnel" ? subject.tunnel : subject.connection;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool known = kind == "tunnel" || kind == "connection";
  if (!known || ec != std::errc{} || end != digits.data() + digits.size() || number == 0) {
    return bad("--trace-of " + a.trace_of + ": it is tunnel:NUMBER or connection:NUMBER");
  }
  return subject;
}

Result<http::HostPort> destination(const Arguments& a) {
  const bool bare_v6 = a.host.find(':') != std::string::npos && !a.host.starts_with('[');
  return http::parse_host_port((bare_v6 ? "[" + a.host + "]" : a.host) + ":" + a.port);
}

}  // namespace culvert::app
