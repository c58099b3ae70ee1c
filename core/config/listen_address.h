// Where something listens on this computer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "net/address.h"

namespace culvert::config {

struct ListenAddress {
  enum class Kind : std::uint8_t { kAddress, kLocalhost, kPath };
  Kind kind = Kind::kLocalhost;  // kLocalhost: 127.0.0.1 and [::1], with one port number
  Endpoint endpoint;             // kAddress; of kLocalhost only the port. Port 0: any that is free
  std::string path;              // kPath: a socket of the Unix domain, by its whole path

  // "127.0.0.1:1080", "[::1]:1080", "localhost:1080" or "1080" (both kLocalhost), "unix:/path". Errors: kLocal,
  // kInvalid.
  [[nodiscard]] static Result<ListenAddress> parse(std::string_view text);
  [[nodiscard]] static ListenAddress localhost(std::uint16_t port);
  [[nodiscard]] static ListenAddress at(const Endpoint& endpoint);
  [[nodiscard]] std::string to_string() const;  // what parse() takes; "localhost:1080"

  // Other computers cannot come in here.
  [[nodiscard]] bool is_local() const;
  // Both cannot be listened on at the same time.
  [[nodiscard]] bool clashes_with(const ListenAddress& other) const;

  bool operator==(const ListenAddress&) const = default;
};

}  // namespace culvert::config
