// ngtcp2's callbacks for a Transport.
#pragma once

#include <ngtcp2/ngtcp2.h>

#include <cstdint>

namespace culvert::quic {

class Transport;

struct Callbacks {
  [[nodiscard]] static ngtcp2_callbacks client();
  [[nodiscard]] static ngtcp2_callbacks server();
  static ngtcp2_ssize write_packet(ngtcp2_conn* conn, ngtcp2_path* path, ngtcp2_pkt_info* info, std::uint8_t* dest,
                                   std::size_t size, ngtcp2_tstamp now, void* user);
  static void qlog(void* user, std::uint32_t flags, const void* data, std::size_t size);
};

}  // namespace culvert::quic
