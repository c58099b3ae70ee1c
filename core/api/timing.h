// How long an engine waits before it does what it does.
#pragma once

#include "net/loop.h"

namespace culvert::api {

struct Timing {
  // A proxy that cannot be reached is asked after the others of its profile for so long, and twice as long after each
  // failure, up to the second.
  Duration proxy_pause = std::chrono::seconds(10);
  Duration longest_proxy_pause = std::chrono::minutes(5);
  // To connect to a proxy behind which others stand.
  Duration proxy_patience = std::chrono::seconds(5);
  Duration handshake_limit = std::chrono::seconds(30);  // for an application to say where it wants to go
  Duration farewell_limit = std::chrono::seconds(1);    // for connections to close in good order
};

}  // namespace culvert::api
