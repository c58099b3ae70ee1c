// What this end announces and keeps to, over QUIC. Sizes in bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "net/loop.h"

namespace culvert::quic {

enum class CongestionControl : std::uint8_t { kCubic, kBbr };

struct Settings {
  std::uint64_t max_streams = 4096;  // server: bidirectional streams of the client at once
  std::uint64_t max_control_streams = 16;             // unidirectional streams of the peer
  std::size_t stream_window = 1024 * 1024;            // at first
  std::size_t max_stream_window = 16 * 1024 * 1024;   // it grows with the measured bandwidth-delay product up to here
  std::size_t connection_window = 16 * 1024 * 1024;
  CongestionControl congestion = CongestionControl::kCubic;
  Duration idle_timeout = std::chrono::seconds(30);   // without a sign of the peer: RFC 9000 §10.1
  Duration keep_alive = std::chrono::seconds(10);     // PING after that much silence; zero for none (requirement G4)
  Duration handshake_timeout = std::chrono::seconds(10);
  bool address_validation = false;                    // server: Retry before anything else is kept (RFC 9000 §8.1.2)
  std::string qlog_directory;                         // empty: no qlog; else a file for each connection
};

}  // namespace culvert::quic
