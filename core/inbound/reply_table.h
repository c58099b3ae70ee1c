// What an application is told when it cannot have its tunnel: the one table from errors to the words of each protocol.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"

namespace culvert::inbound {

// The SOCKS4 protocol, "CONNECT". There is one code for every failure; two more are about identd.
enum class Socks4Reply : std::uint8_t { kGranted = 0x5a, kRejected = 0x5b };

// RFC 1928 §6.
enum class Socks5Reply : std::uint8_t {
  kSucceeded = 0x00,
  kGeneralFailure = 0x01,
  kNotAllowed = 0x02,
  kNetworkUnreachable = 0x03,
  kHostUnreachable = 0x04,
  kConnectionRefused = 0x05,
  kTtlExpired = 0x06,
  kCommandNotSupported = 0x07,
  kAddressTypeNotSupported = 0x08,
};

struct Refusal {
  Socks4Reply socks4 = Socks4Reply::kRejected;
  Socks5Reply socks5 = Socks5Reply::kGeneralFailure;
  std::string_view proxy_error;  // for Proxy-Status: a token of RFC 9209 §2.3
  int status = 0;                // of HTTP: what RFC 9209 recommends for the token (http/proxy_status.h)
};
[[nodiscard]] Refusal refusal_for(const Error& error);

}  // namespace culvert::inbound
