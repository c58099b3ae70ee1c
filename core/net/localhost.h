// "localhost" as people mean it: 127.0.0.1 and [::1], with one port number.
#pragma once

#include <cstdint>
#include <expected>
#include <system_error>
#include <utility>
#include <vector>

#include "net/address.h"

namespace culvert {

struct ListenFailure {
  int error = 0;  // of the system
  Endpoint at;
};

// `open` makes a listener at an endpoint, which endpoint() of it then tells, or gives a ListenFailure. Port 0 is one
// number for both: when somebody has it in the second family, another is tried, kLocalhostTries times in all. Where the
// machine has only one of the families that one is enough.
inline constexpr int kLocalhostTries = 32;
template <class Listener, class Open>
[[nodiscard]] std::expected<std::vector<Listener>, ListenFailure> open_localhost(std::uint16_t port, Open open) {
  const auto missing = [](const ListenFailure& failure) {
    const auto condition = std::error_code(failure.error, std::system_category()).default_error_condition();
    return condition == std::errc::address_family_not_supported || condition == std::errc::address_not_available ||
           condition == std::errc::protocol_not_supported;
  };
  for (int tries = 1;; ++tries) {
    std::vector<Listener> opened;
    std::expected<Listener, ListenFailure> v4 = open(Endpoint{IpAddress::v4({127, 0, 0, 1}), port});
    if (!v4 && !missing(v4.error())) return std::unexpected(v4.error());
    const std::uint16_t number = v4 ? v4->endpoint().port : port;
    const bool alone = !v4;
    if (v4) opened.push_back(std::move(*v4));
    std::expected<Listener, ListenFailure> v6 =
        open(Endpoint{IpAddress::v6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}), number});
    if (v6) opened.push_back(std::move(*v6));
    if (v6 || (!alone && missing(v6.error()))) return opened;
    if (alone || port != 0 || tries == kLocalhostTries) return std::unexpected(v6.error());
  }
}

}  // namespace culvert
