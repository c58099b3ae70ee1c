// What a tunnel has on its far side: a byte stream that is closed as a whole once both of its directions are over, and
// may be asked to be given up before that. Capsules in an HTTP stream, a classic CONNECT, or a TCP connection of one's
// own.
#pragma once

#include <cstdint>

#include "net/byte_stream.h"

namespace culvert {

class FarStream : public ByteStream {
 public:
  // Once next() has given the end and finish() has completed: closes the stream, and completes when the other end did
  // so too. An error if something came after the end.
  virtual Poll<Result<>> poll_closed(Waiter& waiter) = 0;
  // Payload bytes given to write() so far.
  [[nodiscard]] virtual std::uint64_t written() const = 0;
  // The other end has asked to wrap up: the stream goes on, and will be closed before long.
  [[nodiscard]] virtual bool wrapping_up() const { return false; }
  // Asks the other end to, if there is a way to say so. At any time.
  virtual void wrap_up() {}
};

}  // namespace culvert
