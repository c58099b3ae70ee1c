// A TCP connection to the destination itself as the far side of a tunnel: no proxy, nothing but the bytes.
#pragma once

#include <memory>

#include "net/far_stream.h"
#include "net/socket.h"

namespace culvert {

// `connected` is what dial() gives, with Stage::kDestination.
[[nodiscard]] std::unique_ptr<FarStream> make_direct(Socket connected);

}  // namespace culvert
