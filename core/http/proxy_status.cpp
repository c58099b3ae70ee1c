#include "http/proxy_status.h"

#include <algorithm>
#include <array>

#include "http/structured_fields.h"

namespace culvert::http {

namespace {

// RFC 9209 §2.3. The first row of a (stage, code) is the one that is sent for it.
constexpr std::array kErrors{
    ProxyErrorType{"dns_error", 502, Stage::kDestination, Code::kNotFound},
    ProxyErrorType{"dns_timeout", 504, Stage::kDestination, Code::kTimedOut},
    ProxyErrorType{"destination_not_found", 500, Stage::kDestination, Code::kNotFound},
    ProxyErrorType{"destination_unavailable", 503, Stage::kDestination, Code::kUnreachable},
    ProxyErrorType{"destination_ip_prohibited", 502, Stage::kProxy, Code::kDenied},
    ProxyErrorType{"destination_ip_unroutable", 502, Stage::kDestination, Code::kUnreachable},
    ProxyErrorType{"connection_refused", 502, Stage::kDestination, Code::kRefused},
    ProxyErrorType{"connection_terminated", 502, Stage::kDestination, Code::kReset},
    ProxyErrorType{"connection_timeout", 504, Stage::kDestination, Code::kTimedOut},
    ProxyErrorType{"connection_read_timeout", 504, Stage::kDestination, Code::kTimedOut},
    ProxyErrorType{"connection_write_timeout", 504, Stage::kDestination, Code::kTimedOut},
    ProxyErrorType{"connection_limit_reached", 503, Stage::kProxy, Code::kLimit},
    ProxyErrorType{"tls_protocol_error", 502, Stage::kProxy, Code::kProtocol},
    ProxyErrorType{"tls_certificate_error", 502, Stage::kProxy, Code::kUntrusted},
    ProxyErrorType{"tls_alert_received", 502, Stage::kProxy, Code::kProtocol},
    ProxyErrorType{"http_request_error", 400, Stage::kProxy, Code::kInvalid},
    ProxyErrorType{"http_request_denied", 403, Stage::kProxy, Code::kDenied},
    ProxyErrorType{"http_response_incomplete", 502, Stage::kProxy, Code::kTruncated},
    ProxyErrorType{"http_response_header_section_size", 502, Stage::kProxy, Code::kProtocol},
    ProxyErrorType{"http_response_header_size", 502, Stage::kProxy, Code::kProtocol},
    ProxyErrorType{"http_response_body_size", 502, Stage::kProxy, Code::kProtocol},
    ProxyErrorType{"http_response_trailer_section_size", 502, Stage::kProxy, Code::kProtocol},
    ProxyErrorType{"http_response_trailer_size", 502, Stage::kProxy, Code::kProtocol},
    ProxyErrorType{"http_response_transfer_coding", 502, Stage::kProxy, Code::kProtocol},
    ProxyErrorType{"http_response_content_coding", 502, Stage::kProxy, Code::kProtocol},
    ProxyErrorType{"http_response_timeout", 504, Stage::kProxy, Code::kTimedOut},
    ProxyErrorType{"http_protocol_error", 502, Stage::kProxy, Code::kProtocol},
    ProxyErrorType{"http_upgrade_failed", 502, Stage::kProxy, Code::kUnsupported},
    ProxyErrorType{"proxy_internal_response", 500, Stage::kProxy, Code::kSystem},
    ProxyErrorType{"proxy_internal_error", 500, Stage::kProxy, Code::kSystem},
    ProxyErrorType{"proxy_configuration_error", 500, Stage::kProxy, Code::kSystem},
    ProxyErrorType{"proxy_loop_detected", 502, Stage::kProxy, Code::kProtocol},
};
constexpr const ProxyErrorType& kInternalError =
    *std::ranges::find(kErrors, "proxy_internal_error", &ProxyErrorType::token);

std::optional<std::string> text_of(const sf::Bare* value) {
  if (value == nullptr) return {};
  if (const auto* token = std::get_if<sf::Token>(value)) return token->text;
  if (const auto* string = std::get_if<std::string>(value)) return *string;
  if (const auto* display = std::get_if<sf::DisplayString>(value)) return display->utf8;
  return {};
}

Error by_status(int status) {
  const std::string code = std::to_string(status);
  switch (status) {
    case 401:
      return {Stage::kAuth, Code::kUnauthorized, "it wants credentials (401)"};
    case 407:
      return {Stage::kAuth, Code::kUnsupported, "it asks as classic proxies do (407), which connect-tcp does not have"};
    case 403:
      return {Stage::kProxy, Code::kDenied, "it is not allowed (403)"};
    case 400:
      return {Stage::kProxy, Code::kInvalid, "the proxy did not understand the request (400)"};
    case 404:
    case 405:
    case 501:
      return {Stage::kProxy, Code::kUnsupported, "there is no connect-tcp proxy at this address (" + code + ")"};
    case 425:
      return {Stage::kProxy, Code::kDenied, "the proxy calls the request too early (425)"};
    case 429:
      return {Stage::kProxy, Code::kLimit, "too many requests (429)"};
    case 502:
      return {Stage::kDestination, Code::kUnreachable, "it cannot be reached (502)"};
    case 503:
      return {Stage::kProxy, Code::kLimit, "the proxy is overloaded (503)"};
    case 504:
      return {Stage::kDestination, Code::kTimedOut, "it did not answer in time (504)"};
    default:
      break;
  }
  // Credentials and destinations are not sent to other places than the one configured (requirement R7).
  if (status / 100 == 3)
    return {Stage::kProxy, Code::kUnsupported, "the proxy wants to send us elsewhere (" + code + ")"};
  return {Stage::kProxy, Code::kSystem, "the proxy answered " + code};
}

}  // namespace

Result<std::vector<ProxyStatus>> parse_proxy_status(std::string_view field) {
  auto members = sf::parse_list(field);
  if (!members) return std::unexpected(std::move(members.error()));
  std::vector<ProxyStatus> entries;
  for (const sf::Member& member : *members) {
    const auto* item = std::get_if<sf::Item>(&member);
    const auto name = item != nullptr ? text_of(&item->value) : std::nullopt;
    if (!name) return culvert::fail(Stage::kHttp, Code::kInvalid, "this is no Proxy-Status");
    // RFC 9209 §2.1.1: a token. A string that could be one is understood as well.
    auto error = text_of(item->parameter("error"));
    if (error && !sf::is_token(*error)) error.reset();
    entries.push_back(
        {*name, std::move(error), text_of(item->parameter("next-hop")), text_of(item->parameter("details"))});
  }
  return entries;
}

std::string write_proxy_status(const ProxyStatus& status) {
  std::string out = sf::is_token(status.proxy) ? status.proxy : sf::write_string(status.proxy);
  if (status.error) out += ";error=" + *status.error;
  if (status.next_hop) out += ";next-hop=" + sf::write_string(*status.next_hop);
  if (status.details) out += ";details=" + sf::write_string(*status.details);
  return out;
}

const ProxyErrorType* find_proxy_error(std::string_view token) {
  const auto it = std::ranges::find(kErrors, token, &ProxyErrorType::token);
  return it != kErrors.end() ? &*it : nullptr;
}

const ProxyErrorType& proxy_error_for(const Error& error) {
  // A lookup that timed out and a connection that timed out differ in stage only at the place where they happen.
  if (error.stage == Stage::kDns && error.code == Code::kTimedOut) return *find_proxy_error("dns_timeout");
  if (error.stage == Stage::kDns) return *find_proxy_error("dns_error");
  if (error.stage == Stage::kDestination && error.code == Code::kTimedOut) {
    return *find_proxy_error("connection_timeout");
  }
  const auto it = std::ranges::find_if(
      kErrors, [&](const ProxyErrorType& e) { return e.stage == error.stage && e.code == error.code; });
  return it != kErrors.end() ? *it : kInternalError;
}

Error error_of(const Response& response) {
  if (response.status == 401 || response.status == 407 || response.status / 100 == 3) return by_status(response.status);
  if (const auto field = response.fields.get("proxy-status")) {
    if (const auto entries = parse_proxy_status(*field); entries) {
      for (const ProxyStatus& entry : *entries) {
        const ProxyErrorType* type = entry.error ? find_proxy_error(*entry.error) : nullptr;
        if (type == nullptr && !entry.details) continue;
        if (const Error by = by_status(response.status); type == nullptr)
          return {by.stage, by.code, *entry.details};  // a newer error; its words still say more
        const Code code = response.status == 429 ? Code::kLimit : type->code;  // not what is asked for, but how often
        return {type->stage, code, entry.details.value_or(std::string(type->token))};
      }
    }
  }
  return by_status(response.status);
}

}  // namespace culvert::http
