// A TCP connection to a name: lookup and racing of its addresses (Happy Eyeballs, RFC 8305).
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/trace.h"
#include "net/address_race.h"
#include "net/resolver.h"
#include "net/socket.h"

namespace culvert {

struct DialOptions {
  Stage lookup_stage = Stage::kDns;
  Stage connect_stage = Stage::kTcp;
  Duration attempt_delay = kAttemptDelay;
  Duration timeout = std::chrono::seconds(30);  // for the whole of it
  // Addresses for which this is false are not tried; if none is left the result is kDenied. Empty: all are.
  std::function<bool(const Endpoint&)> allowed = {};
  // Told of each step: kLookup, kLookedUp, kTcp, kTcpReady. May be empty.
  std::function<void(Step, std::string_view text, std::uint64_t value)> on_step = {};
};

[[nodiscard]] Task<Result<Socket>> dial(Loop& loop, Resolver& resolver, std::string host, std::uint16_t port,
                                        DialOptions options);

}  // namespace culvert
