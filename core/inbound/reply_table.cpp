#include "inbound/reply_table.h"

#include <algorithm>
#include <array>
#include <optional>

#include "http/proxy_status.h"

namespace culvert::inbound {

namespace {

struct Row {
  Stage stage;
  std::optional<Code> code;  // none: all that have no row before
  std::string_view proxy_error;
  Socks5Reply socks5 = Socks5Reply::kGeneralFailure;
};

// In SOCKS5 "host unreachable" and "connection refused" are said of the destination only, never of the proxy: some
// applications remember it for the host.
constexpr std::array kRows{
    Row{Stage::kLocal, Code::kInvalid, "http_request_error"},
    Row{Stage::kLocal, Code::kDenied, "http_request_denied", Socks5Reply::kNotAllowed},
    Row{Stage::kLocal, Code::kUnauthorized, "http_request_denied", Socks5Reply::kNotAllowed},
    Row{Stage::kLocal, Code::kLimit, "connection_limit_reached"},
    Row{Stage::kLocal, Code::kUnreachable, "destination_ip_unroutable", Socks5Reply::kNetworkUnreachable},
    Row{Stage::kLocal, {}, "proxy_internal_error"},

    Row{Stage::kDns, Code::kTimedOut, "dns_timeout"},
    Row{Stage::kDns, {}, "dns_error"},

    Row{Stage::kTcp, Code::kRefused, "connection_refused"},
    Row{Stage::kTcp, Code::kTimedOut, "connection_timeout"},
    Row{Stage::kTcp, Code::kReset, "connection_terminated"},
    Row{Stage::kTcp, Code::kUnreachable, "destination_ip_unroutable", Socks5Reply::kNetworkUnreachable},
    Row{Stage::kTcp, {}, "destination_unavailable"},

    Row{Stage::kTls, Code::kUntrusted, "tls_certificate_error"},
    Row{Stage::kTls, Code::kTimedOut, "connection_timeout"},
    Row{Stage::kTls, Code::kReset, "connection_terminated"},
    Row{Stage::kTls, {}, "tls_protocol_error"},

    Row{Stage::kQuic, Code::kRefused, "connection_refused"},
    Row{Stage::kQuic, Code::kTimedOut, "connection_timeout"},
    Row{Stage::kQuic, Code::kUnreachable, "destination_ip_unroutable", Socks5Reply::kNetworkUnreachable},
    Row{Stage::kQuic, {}, "connection_terminated"},

    Row{Stage::kHttp, Code::kTimedOut, "http_response_timeout"},
    Row{Stage::kHttp, Code::kReset, "connection_terminated"},
    Row{Stage::kHttp, Code::kTruncated, "http_response_incomplete"},
    Row{Stage::kHttp, Code::kUnsupported, "http_upgrade_failed"},
    Row{Stage::kHttp, {}, "http_protocol_error"},

    // What is set up here is wrong, not what the application asked for.
    Row{Stage::kAuth, Code::kUnauthorized, "proxy_configuration_error", Socks5Reply::kNotAllowed},
    Row{Stage::kAuth, Code::kDenied, "proxy_configuration_error", Socks5Reply::kNotAllowed},
    Row{Stage::kAuth, {}, "proxy_configuration_error"},

    Row{Stage::kProxy, Code::kInvalid, "http_request_error"},
    Row{Stage::kProxy, Code::kDenied, "http_request_denied", Socks5Reply::kNotAllowed},
    Row{Stage::kProxy, Code::kUnauthorized, "http_request_denied", Socks5Reply::kNotAllowed},
    Row{Stage::kProxy, Code::kLimit, "connection_limit_reached"},
    Row{Stage::kProxy, Code::kTimedOut, "http_response_timeout"},
    Row{Stage::kProxy, Code::kTruncated, "http_response_incomplete"},
    Row{Stage::kProxy, Code::kUnsupported, "http_upgrade_failed"},
    Row{Stage::kProxy, Code::kUntrusted, "tls_certificate_error"},
    Row{Stage::kProxy, Code::kProtocol, "http_protocol_error"},
    Row{Stage::kProxy, Code::kUnreachable, "destination_ip_unroutable", Socks5Reply::kNetworkUnreachable},
    Row{Stage::kProxy, {}, "proxy_internal_response"},

    Row{Stage::kDestination, Code::kNotFound, "dns_error", Socks5Reply::kHostUnreachable},
    Row{Stage::kDestination, Code::kRefused, "connection_refused", Socks5Reply::kConnectionRefused},
    Row{Stage::kDestination, Code::kTimedOut, "connection_timeout", Socks5Reply::kHostUnreachable},
    Row{Stage::kDestination, Code::kUnreachable, "destination_ip_unroutable", Socks5Reply::kHostUnreachable},
    Row{Stage::kDestination, Code::kDenied, "http_request_denied", Socks5Reply::kNotAllowed},
    Row{Stage::kDestination, Code::kUnauthorized, "http_request_denied", Socks5Reply::kNotAllowed},
    Row{Stage::kDestination, Code::kReset, "connection_terminated"},
    Row{Stage::kDestination, Code::kTruncated, "http_response_incomplete"},
    Row{Stage::kDestination, {}, "destination_unavailable"},
};

}  // namespace

Refusal refusal_for(const Error& error) {
  const auto* const row = std::ranges::find_if(
      kRows, [&](const Row& r) { return r.stage == error.stage && (!r.code || *r.code == error.code); });
  Refusal refusal{.socks5 = row->socks5, .proxy_error = row->proxy_error};
  refusal.status = http::find_proxy_error(row->proxy_error)->status;
  return refusal;
}

}  // namespace culvert::inbound
