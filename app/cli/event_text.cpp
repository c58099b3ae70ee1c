#include "event_text.h"

#include <chrono>
#include <format>
#include <nlohmann/json.hpp>

#include "base/escape.h"

namespace culvert::app {

namespace {

using json = nlohmann::ordered_json;  // the event's name first
// Lines end up on terminals: control characters beyond ASCII and overrides of direction go out as \uXXXX, bytes that
// are no UTF-8 as U+FFFD (requirement K4).
constexpr bool kAsciiOnly = true;

namespace event = api::event;

double milliseconds(Duration d) { return std::chrono::duration<double, std::milli>(d).count(); }

// Without those that are empty: they do not apply.
void add_texts(json& line, std::initializer_list<std::pair<const char*, std::string_view>> members) {
  for (const auto& [name, text] : members) {
    if (!text.empty()) line[name] = text;
  }
}

json connected(const event::Connected& e) {
  const ConnectionInfo& c = e.connection;
  json line{{"event", "connected"},
            {"id", c.id},
            {"http", http::name_of(c.version)},
            {"tls", c.tls.version},
            {"cipher", c.tls.cipher},
            {"group", c.tls.group},
            {"alpn", c.tls.alpn},
            {"resumed", c.tls.resumed},
            {"early_data", c.tls.early_data},
            {"remote", c.remote.to_string()},
            {"setup_ms", milliseconds(c.setup)}};
  add_texts(line, {{"profile", e.profile}, {"proxy", e.proxy}});
  return line;
}

json at(std::string_view event, const api::Entrance& e) {
  json line{{"event", event}, {"kind", e.kind}, {"address", e.address}};
  add_texts(line, {{"target", e.target}, {"application", e.application}, {"forward", e.forward}});
  return line;
}

json caller_of(const inbound::Caller& c) {
  json line = json::object();
  if (c.pid) line["pid"] = *c.pid;
  if (c.uid) line["uid"] = *c.uid;
  add_texts(line, {{"executable", c.executable}});
  return line;
}

void add_error(json& line, const Error& error, const std::string& sentence) {
  line["stage"] = name_of(error.stage);
  line["code"] = name_of(error.code);
  line["message"] = sentence;
}

struct ToJson {
  json operator()(const event::Listening& e) const { return at("listening", e.entrance); }
  json operator()(const event::ListenerFailed& e) const {
    json line = at("listener-failed", e.entrance);
    add_error(line, e.error, e.sentence);
    if (e.free_port) line["free_port"] = *e.free_port;
    return line;
  }
  json operator()(const event::ListenerClosed& e) const { return at("listener-closed", e.entrance); }
  json operator()(const event::ProfileFailed& e) const {
    json line{{"event", "profile-failed"}, {"profile", e.profile}};
    add_error(line, e.error, e.sentence);
    return line;
  }
  json operator()(const event::ProfileInUse& e) const { return {{"event", "profile-in-use"}, {"profile", e.profile}}; }
  json operator()(const event::Started&) const { return {{"event", "started"}}; }
  json operator()(const event::Applied& e) const { return {{"event", "applied"}, {"number", e.number}}; }
  json operator()(const event::Failed& e) const {
    json line{{"event", "failed"}, {"number", e.number}};
    add_error(line, e.error, e.sentence);
    for (const config::Problem& p : e.problems) {
      line["problems"].push_back({{"field", p.field}, {"message", p.message}});
    }
    return line;
  }
  json operator()(const event::Connected& e) const { return connected(e); }
  json operator()(const event::Disconnected& e) const {
    json line{{"event", "disconnected"}, {"id", e.connection.id}, {"message", e.sentence}};
    add_texts(line, {{"profile", e.profile}, {"proxy", e.proxy}});
    return line;
  }
  json operator()(const event::ProxyAvoided& e) const {
    json line{{"event", "proxy-avoided"}, {"profile", e.profile}, {"proxy", e.proxy}};
    add_error(line, e.error, e.sentence);
    line["pause_ms"] = milliseconds(e.pause);
    return line;
  }
  json operator()(const event::ProxyBack& e) const {
    return {{"event", "proxy-back"}, {"profile", e.profile}, {"proxy", e.proxy}};
  }
  json operator()(const event::CallerRefused& e) const {
    json line{{"event", "caller-refused"}, {"application", e.application}, {"forward", e.forward}};
    if (e.caller) line["caller"] = caller_of(*e.caller);
    line["message"] = e.sentence;
    return line;
  }
  json operator()(const event::TunnelOpened& e) const {
    json line{{"event", "tunnel-opened"}, {"id", e.id}, {"target", e.target}, {"setup_ms", milliseconds(e.setup)}};
    add_texts(line, {{"application", e.application}, {"forward", e.forward}, {"profile", e.profile}, {"rule", e.rule}});
    return line;
  }
  json operator()(const event::TunnelFailed& e) const {
    json line{{"event", "tunnel-failed"}, {"id", e.id}, {"target", e.target}};
    add_error(line, e.error, e.sentence);
    add_texts(line, {{"application", e.application}, {"forward", e.forward}, {"profile", e.profile}, {"rule", e.rule}});
    return line;
  }
  json operator()(const event::TunnelClosed& e) const {
    json line{{"event", "tunnel-closed"},
              {"id", e.id},
              {"target", e.target},
              {"sent", e.traffic.sent},
              {"received", e.traffic.received},
              {"ok", e.result.has_value()}};
    if (!e.result) add_error(line, e.result.error(), e.sentence);
    add_texts(line, {{"application", e.application}, {"forward", e.forward}, {"profile", e.profile}});
    return line;
  }
  json operator()(const event::Stopped&) const { return {{"event", "stopped"}}; }
};

struct ToText {
  bool verbose;
  std::string operator()(const event::Listening& e) const {
    const std::string address = escape(e.entrance.address);
    if (e.entrance.target.empty()) return std::format("Listening on {} (SOCKS and HTTP).", address);
    return std::format("Listening on {}, forwarding to {}.", address, escape(e.entrance.target));
  }
  std::string operator()(const event::ListenerFailed& e) const { return e.sentence; }
  std::string operator()(const event::ListenerClosed& e) const {
    return std::format("No longer listening on {}.", escape(e.entrance.address));
  }
  std::string operator()(const event::ProfileFailed& e) const { return e.sentence; }
  std::string operator()(const event::ProfileInUse&) const { return {}; }
  std::string operator()(const event::Started&) const { return {}; }
  std::string operator()(const event::Applied&) const { return {}; }
  std::string operator()(const event::Failed& e) const { return e.sentence; }
  std::string operator()(const event::Connected& e) const {
    const ConnectionInfo& c = e.connection;
    return std::format("Connected to the proxy at {} ({}, {}, {:.0f} ms).", c.remote.to_string(),
                       http::name_of(c.version), c.tls.version, milliseconds(c.setup));
  }
  std::string operator()(const event::Disconnected& e) const { return e.sentence; }
  std::string operator()(const event::ProxyAvoided& e) const {
    return std::format("{} The other proxies are asked before {} for {:.0f} s.", e.sentence, escape(e.proxy),
                       milliseconds(e.pause) / 1000);
  }
  std::string operator()(const event::ProxyBack& e) const {
    return std::format("{} can be reached again.", escape(e.proxy));
  }
  std::string operator()(const event::CallerRefused& e) const { return e.sentence; }
  std::string operator()(const event::TunnelOpened& e) const {
    return verbose ? std::format("{}: connected to {} ({:.0f} ms).", e.id, escape(e.target), milliseconds(e.setup))
                   : std::string();
  }
  std::string operator()(const event::TunnelFailed& e) const { return e.sentence; }
  std::string operator()(const event::TunnelClosed& e) const {
    if (e.result && !verbose) return {};
    const std::string bytes = std::format("{} bytes sent, {} received", e.traffic.sent, e.traffic.received);
    if (e.result) return std::format("{}: {} closed ({}).", e.id, escape(e.target), bytes);
    return std::format("{} ({}.)", e.sentence, bytes);
  }
  std::string operator()(const event::Stopped&) const { return {}; }
};

}  // namespace

bool is_fatal(const api::Event& event) {
  return std::holds_alternative<event::Failed>(event) || std::holds_alternative<event::ListenerFailed>(event) ||
         std::holds_alternative<event::ProfileFailed>(event);
}

bool is_routine(const api::Event& event) {
  // Over HTTP/1.1 a connection comes and goes with every tunnel.
  const auto* connected = std::get_if<event::Connected>(&event);
  if (connected != nullptr) return connected->connection.version == http::Version::kHttp11;
  const auto* disconnected = std::get_if<event::Disconnected>(&event);
  if (disconnected != nullptr) return disconnected->connection.version == http::Version::kHttp11;
  const auto* closed = std::get_if<event::TunnelClosed>(&event);
  return std::holds_alternative<event::TunnelOpened>(event) || (closed != nullptr && closed->result);
}

std::string to_json(const api::Event& event) {
  return std::visit(ToJson{}, event).dump(-1, ' ', kAsciiOnly, json::error_handler_t::replace);
}

std::string to_text(const api::Event& event, bool verbose) { return std::visit(ToText{verbose}, event); }

std::string to_text(const Trace::Record& record) {
  const std::string text = escape(record.text());
  switch (record.step) {
    case Step::kLookup:
      return std::format("looking up {}", text);
    case Step::kLookedUp:
      return record.value == 1 ? std::string("found 1 address") : std::format("found {} addresses", record.value);
    case Step::kTcp:
      return std::format("connecting to {} over TCP", text);
    case Step::kTcpReady:
      return std::format("connected to {}", text);
    case Step::kTls:
      return "TLS handshake";
    case Step::kTlsReady:
      return std::format("the proxy is who it says: {}", text);
    case Step::kQuic:
      return std::format("connecting to {} over QUIC", text);
    case Step::kQuicReady:
      return std::format("connected over QUIC, the proxy is who it says: {}", text);
    case Step::kQuicFailed:
      return std::format("no connection over QUIC: {}", text);
    case Step::kHttpReady:
      return std::format("{} is ready for requests", text);
    case Step::kGivenUp:
      return std::format("no connection: {}", text);
    case Step::kConnectionEnd:
      return std::format("the connection ended: {}", text);
    case Step::kArrived:
      return std::format("a tunnel to {} is wanted", text);
    case Step::kDecided:
      return escape(record.text());
    case Step::kWaiting:
      return {};
    case Step::kRequest:
      return std::format("the proxy is asked ({})", text);
    case Step::kTaken:
      return "the proxy has the request";
    case Step::kAnswer:
      return text.empty() ? std::format("the proxy answered {}", record.value)
                          : std::format("the proxy answered {}, from {}", record.value, text);
    case Step::kAgain:
      return std::format("once more: {}", text);
    case Step::kNextProxy:
      return std::format("{} cannot be reached, the next proxy is asked", text);
    case Step::kOpened:
      return "the tunnel is open";
    case Step::kApplicationEnd:
      return "the application sends no more";
    case Step::kDestinationEnd:
      return "the destination sends no more";
    case Step::kTunnelEnd:
      return std::format("the tunnel is over: {}", text);
    case Step::kFailed:
      return std::format("no tunnel: {}", text);
  }
  return {};
}

}  // namespace culvert::app
