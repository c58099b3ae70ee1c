// What this end announces and keeps to, over HTTP/3. Windows and stream counts belong to QUIC (quic/settings.h).
#pragma once

#include <cstddef>
#include <cstdint>

#include "quic/settings.h"

namespace culvert::h3 {

struct Settings {
  // Received bytes that may wait for slow readers, all streams together; beyond that the connection window closes.
  std::size_t max_buffered = 32 * 1024 * 1024;
  std::size_t max_head = 16 * 1024;  // a request's or response's field section
  std::size_t qpack_table = 4096;    // of the dynamic table, either way; no stream ever waits for it
  std::uint64_t max_streams = 4096;  // server: requests of the client at once
};

// What HTTP/3 asks of the QUIC connection below it.
[[nodiscard]] inline quic::Settings with_http3(quic::Settings settings, const Settings& http) {
  settings.max_streams = http.max_streams;
  settings.no_error = 0x100;  // H3_NO_ERROR: RFC 9114 §8.1
  return settings;
}

}  // namespace culvert::h3
