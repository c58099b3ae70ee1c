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

json connected(const ConnectionInfo& c) {
  return {{"event", "connected"},
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
}

void add_error(json& line, const Error& error, const std::string& sentence) {
  line["stage"] = name_of(error.stage);
  line["code"] = name_of(error.code);
  line["message"] = sentence;
}

struct ToJson {
  json operator()(const event::Listening& e) const {
    json line{{"event", "listening"}, {"kind", e.kind}, {"address", e.address}};
    if (!e.target.empty()) line["target"] = e.target;
    return line;
  }
  json operator()(const event::Started&) const { return {{"event", "started"}}; }
  json operator()(const event::Failed& e) const {
    json line{{"event", "failed"}};
    add_error(line, e.error, e.sentence);
    return line;
  }
  json operator()(const event::Connected& e) const { return connected(e.connection); }
  json operator()(const event::Disconnected& e) const {
    return {{"event", "disconnected"}, {"id", e.connection.id}, {"message", e.sentence}};
  }
  json operator()(const event::TunnelOpened& e) const {
    return {{"event", "tunnel-opened"}, {"id", e.id}, {"target", e.target}, {"setup_ms", milliseconds(e.setup)}};
  }
  json operator()(const event::TunnelFailed& e) const {
    json line{{"event", "tunnel-failed"}, {"id", e.id}, {"target", e.target}};
    add_error(line, e.error, e.sentence);
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
    return line;
  }
  json operator()(const event::Stopped&) const { return {{"event", "stopped"}}; }
};

struct ToText {
  bool verbose;
  std::string operator()(const event::Listening& e) const {
    if (e.target.empty()) return std::format("Listening on {} (SOCKS and HTTP).", e.address);
    return std::format("Listening on {}, forwarding to {}.", e.address, escape(e.target));
  }
  std::string operator()(const event::Started&) const { return {}; }
  std::string operator()(const event::Failed& e) const { return e.sentence; }
  std::string operator()(const event::Connected& e) const {
    const ConnectionInfo& c = e.connection;
    return std::format("Connected to the proxy at {} ({}, {}, {:.0f} ms).", c.remote.to_string(),
                       http::name_of(c.version), c.tls.version, milliseconds(c.setup));
  }
  std::string operator()(const event::Disconnected& e) const { return e.sentence; }
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
