// The Capsule Protocol (RFC 9297 §3.2) as connect-tcp uses it, taken in pieces of any size.
#pragma once

#include <cstdint>
#include <span>

#include "base/error.h"
#include "base/varint.h"
#include "capsule/wire_revision.h"

namespace culvert {

// Which end of a tunnel reads: proxies ask clients to wrap up, never the other way round.
enum class TunnelEnd : std::uint8_t { kClient, kProxy };

class CapsuleParser {
 public:
  explicit CapsuleParser(const WireRevision& revision, TunnelEnd end = TunnelEnd::kClient)
      : data_(revision.data), final_data_(revision.final_data), end_(end) {}

  // Takes bytes off the front of `in` up to and including the next piece of TCP payload, and returns that piece (a
  // view of `in`'s memory). An empty piece means that `in` is used up. Payload comes as it arrives, never by whole
  // capsules (C2); other capsules are skipped in constant memory (C3).
  // Error, kProtocol: DATA or FINAL_DATA after FINAL_DATA (C5); WRAP_UP with a body, a second time, or from a client
  // (C7).
  [[nodiscard]] Result<std::span<const std::uint8_t>> next(std::span<const std::uint8_t>& in);

  // FINAL_DATA has come, with all of its payload.
  [[nodiscard]] bool ended() const { return ended_; }
  // WRAP_UP has come: the proxy means to close the stream before long (C7).
  [[nodiscard]] bool wrapping_up() const { return wrapping_up_; }
  // Whether the stream may end here; otherwise it is truncated (C6).
  [[nodiscard]] bool may_end() const { return ended_ && state_ == State::kType && !type_.started(); }

 private:
  enum class State : std::uint8_t { kType, kLength, kBody };
  [[nodiscard]] Result<> begin_body();
  void end_body();

  const std::uint64_t data_;
  const std::uint64_t final_data_;
  const TunnelEnd end_;
  varint::Reader type_;
  varint::Reader length_;
  std::uint64_t left_ = 0;  // of the body
  State state_ = State::kType;
  bool ended_ = false;
  bool wrapping_up_ = false;
};

// Bytes of the header of a capsule, and the header itself, in the shortest form; returns one past its end.
[[nodiscard]] std::size_t capsule_header_size(std::uint64_t type, std::uint64_t length);
std::uint8_t* write_capsule_header(std::uint8_t* out, std::uint64_t type, std::uint64_t length);

}  // namespace culvert
