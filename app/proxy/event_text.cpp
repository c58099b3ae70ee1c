#include "event_text.h"

#include <format>
#include <nlohmann/json.hpp>

#include "base/escape.h"

namespace culvert::app {

namespace {

// A gateway at a socket of the Unix domain has no address.
std::string client_of(const Endpoint& client) { return client == Endpoint{} ? "unix" : client.to_string(); }

using json = nlohmann::ordered_json;  // the event's name first
// Lines end up on terminals: control characters beyond ASCII and overrides of direction go out as \uXXXX, bytes that
// are no UTF-8 as U+FFFD (requirement K4).
constexpr bool kAsciiOnly = true;

namespace event = proxy::event;

void add_error(json& line, const Error& error) {
  line["stage"] = name_of(error.stage);
  line["code"] = name_of(error.code);
  line["message"] = error.detail;
}

struct ToJson {
  json operator()(const event::Connected& e) const {
    json line{{"event", "connected"},
              {"connection", e.connection},
              {"client", client_of(e.client)},
              {"http", http::name_of(e.version)}};
    if (e.tls.version.empty()) return line;
    line.update({{"tls", e.tls.version},
                 {"cipher", e.tls.cipher},
                 {"alpn", e.tls.alpn},
                 {"resumed", e.tls.resumed},
                 {"early_data", e.tls.early_data}});
    return line;
  }
  json operator()(const event::Disconnected& e) const {
    json line{{"event", "disconnected"}, {"connection", e.connection}, {"client", client_of(e.client)}};
    add_error(line, e.error);
    return line;
  }
  json operator()(const event::Opened& e) const {
    json line{{"event", "opened"},
              {"id", e.id},
              {"connection", e.connection},
              {"destination", e.destination},
              {"next_hop", e.next_hop}};
    if (!e.user.empty()) line["user"] = e.user;
    return line;
  }
  json operator()(const event::Refused& e) const {
    json line{{"event", "refused"}, {"connection", e.connection}};
    if (!e.destination.empty()) line["destination"] = e.destination;
    line["status"] = e.status;
    add_error(line, e.error);
    if (!e.rule.empty()) line["rule"] = e.rule;
    return line;
  }
  json operator()(const event::Closed& e) const {
    json line{{"event", "closed"},
              {"id", e.id},
              {"destination", e.destination},
              {"to_destination", e.traffic.received},
              {"from_destination", e.traffic.sent},
              {"ok", e.result.has_value()}};
    if (!e.result) add_error(line, e.result.error());
    return line;
  }
};

struct ToText {
  bool verbose;
  std::string operator()(const event::Connected& e) const {
    if (!verbose) return {};
    return std::format("client {}: connected from {} ({}, {})", e.connection, client_of(e.client),
                       http::name_of(e.version), e.tls.version.empty() ? "cleartext" : e.tls.version);
  }
  std::string operator()(const event::Disconnected& e) const {
    if (!verbose && (e.error.code == Code::kClosed || e.error.code == Code::kReset)) return {};
    return std::format("client {}: {} from {}", e.connection, escape(e.error.detail), client_of(e.client));
  }
  std::string operator()(const event::Opened& e) const {
    return verbose ? std::format("tunnel {}: {} at {}", e.id, escape(e.destination), e.next_hop) : std::string();
  }
  std::string operator()(const event::Refused& e) const {
    const std::string what = e.destination.empty() ? "a request" : escape(e.destination);
    const std::string rule = e.rule.empty() ? "" : " (" + escape(e.rule) + ")";
    return std::format("client {}: refused {} ({}): {}{}", e.connection, what, e.status, escape(e.error.detail), rule);
  }
  std::string operator()(const event::Closed& e) const {
    if (!verbose) return {};
    return std::format("tunnel {}: {} after {} bytes there and {} back", e.id,
                       e.result ? std::string("closed") : escape(e.result.error().detail), e.traffic.received,
                       e.traffic.sent);
  }
};

}  // namespace

bool is_routine(const proxy::Event& event) {
  const auto* closed = std::get_if<event::Closed>(&event);
  const auto* refused = std::get_if<event::Refused>(&event);
  return std::holds_alternative<event::Opened>(event) || (closed != nullptr && closed->result) ||
         (refused != nullptr && refused->question);
}

std::string to_json(const proxy::Event& event) {
  return std::visit(ToJson{}, event).dump(-1, ' ', kAsciiOnly, json::error_handler_t::replace);
}

std::string to_text(const proxy::Event& event, bool verbose) { return std::visit(ToText{verbose}, event); }

}  // namespace culvert::app
