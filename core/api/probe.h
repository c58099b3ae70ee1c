// A real tunnel that is opened to see whether it opens, and how long each part of that takes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "net/loop.h"
#include "upstream/origin_pool.h"

namespace culvert::api {

enum class ProbePhase : std::uint8_t {
  kLookup,       // the proxy's name
  kTcp,          // connection to it
  kQuic,         // over HTTP/3: connection and handshake, instead of kTcp and kTls
  kTls,          // handshake
  kSettings,     // until requests may be made
  kRequest,      // until the proxy said that it has it; only where it is asked to (Profile::expect_continue)
  kDestination,  // until the answer: the proxy's way to the destination, and the request's where kRequest is missing
};
[[nodiscard]] std::string_view name_of(ProbePhase phase);  // "lookup", "tcp", "quic", …

struct ProbeResult {
  struct Phase {
    ProbePhase phase{};
    Duration took{};
  };
  std::string proxy;                         // "host:port"
  std::vector<Phase> phases;                 // in order; those that came to their end, on the connection that was used
  Duration total{};                          // until the tunnel was open, or had failed
  std::optional<ConnectionInfo> connection;  // what was negotiated, as far as it came
  Result<> result;
  std::string sentence;  // empty for a good end
};

}  // namespace culvert::api
