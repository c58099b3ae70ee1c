// What this end announces and keeps to, over HTTP/2. Reasons and measurements: docs/architecture.md, "Windows".
#pragma once

#include <cstddef>
#include <cstdint>

#include "http/life_signs.h"

namespace culvert::h2 {

struct Settings {
  std::uint32_t max_streams = 4096;           // server: at once
  std::uint32_t max_frame_size = 256 * 1024;  // largest frame that this end takes
  std::size_t stream_window = 1024 * 1024;    // at first; grows with the measured bandwidth-delay product
  std::size_t max_stream_window = 16 * 1024 * 1024;
  std::size_t connection_window = 16 * 1024 * 1024;
  // Received bytes that may wait for slow readers, all streams together; beyond that the connection window closes.
  std::size_t max_buffered = 32 * 1024 * 1024;
  std::size_t max_head = 16 * 1024;  // a request's or response's field section
  http::Patience patience = {};      // with a silent peer
};

}  // namespace culvert::h2
