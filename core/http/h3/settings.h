// What this end announces and keeps to, over HTTP/3. Windows and stream counts belong to QUIC (quic/settings.h).
#pragma once

#include <cstddef>
#include <cstdint>

namespace culvert::h3 {

struct Settings {
  // Received bytes that may wait for slow readers, all streams together; beyond that the connection window closes.
  std::size_t max_buffered = 32 * 1024 * 1024;
  std::size_t max_head = 16 * 1024;  // a request's or response's field section
  std::size_t qpack_table = 4096;    // of the dynamic table, either way; no stream ever waits for it
  std::uint64_t max_streams = 4096;  // server: as quic::Settings::max_streams says
};

}  // namespace culvert::h3
