// What this end announces and keeps to, over QUIC. Sizes in bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "net/loop.h"

namespace culvert::quic {

enum class CongestionControl : std::uint8_t { kCubic, kBbr };

struct Settings {
  std::uint64_t max_streams = 4096;                  // server: bidirectional streams of the client at once
  std::uint64_t max_control_streams = 16;            // unidirectional streams of the peer
  std::size_t stream_window = 1024 * 1024;           // at first
  std::size_t max_stream_window = 16 * 1024 * 1024;  // it grows with the measured bandwidth-delay product up to here
  std::size_t connection_window = 16 * 1024 * 1024;
  CongestionControl congestion = CongestionControl::kBbr;  // why: docs/architecture.md, "Congestion"
  Duration handshake_timeout = std::chrono::seconds(10);
  Duration idle_timeout = std::chrono::seconds(60);  // without a sign of the peer: RFC 9000 §10.1
  // While there are streams: PING after so much silence of the peer, and after so much the connection is dead
  // (requirement G4).
  Duration keep_alive = std::chrono::seconds(10);
  Duration silence_limit = std::chrono::seconds(15);
  Duration probe_limit = std::chrono::seconds(3);  // the same after Connection::network_changed(),
  Duration doubt_limit =
      std::chrono::seconds(1);       // and when ICMP says that nobody listens there, which anybody may say
  bool always_retry = false;         // server: every client proves its address first (RFC 9000 §8.1.2); see Listener
  std::size_t max_half_open = 4096;  // server: handshakes at once; what comes beyond is dropped
  std::uint64_t no_error = 0;        // the application's code for a close in good order
  std::string qlog_directory = {};   // empty: no qlog; else a file for each connection
};

}  // namespace culvert::quic
