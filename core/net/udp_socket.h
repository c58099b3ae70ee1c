// A UDP socket as QUIC needs it: many datagrams in one call, with both addresses and the ECN marks of each. Core thread
// only.
#pragma once

#include <memory>
#include <span>

#include "base/error.h"
#include "net/address.h"
#include "net/loop.h"

namespace culvert {

// Datagrams between the same two endpoints, one behind the other, all of `segment` bytes; the last may be shorter.
struct Datagrams {
  Endpoint local = {};  // when sending from a bound socket: an unspecified address leaves the choice to the system
  Endpoint remote = {};
  std::uint8_t ecn = 0;  // RFC 3168 §5: the two bits
  std::size_t segment = 0;
  std::span<const std::uint8_t> bytes = {};
};

class UdpSocket {
 public:
  UdpSocket(UdpSocket&&) noexcept;
  UdpSocket& operator=(UdpSocket&&) noexcept;
  ~UdpSocket();

  // For everybody. Port 0 lets the system choose.
  [[nodiscard]] static Result<UdpSocket> bind(Loop& loop, const Endpoint& at);
  // To one peer only, from the address that the route to it begins at: then an ICMP error is heard of.
  [[nodiscard]] static Result<UdpSocket> connect(Loop& loop, const Endpoint& to);

  // What has come, at least one; lent until the next call. An error of a connected socket says that the peer cannot be
  // reached now; the socket can be used on.
  [[nodiscard]] Poll<Result<std::span<const Datagrams>>> poll_receive(Waiter& w);
  // How many bytes were taken: whole datagrams, at least one. A datagram that is larger than the path allows counts as
  // taken: whoever sends such finds out by itself (RFC 8899).
  [[nodiscard]] Poll<Result<std::size_t>> poll_send(const Datagrams& datagrams, Waiter& w);

  [[nodiscard]] const Endpoint& local() const;
  [[nodiscard]] Loop& loop() const;

 private:
  struct Impl;
  explicit UdpSocket(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace culvert
