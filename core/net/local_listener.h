// Accepts connections of programs on this computer, and knows whose they are: a socket of the Unix domain; on Windows a
// named pipe. One implementation per platform.
#pragma once

#include <memory>
#include <string>

#include "net/byte_stream.h"
#include "net/loop.h"

namespace culvert {

class LocalListener {
 public:
  struct Arrival {
    std::unique_ptr<ByteStream> stream;
    bool same_user = false;  // as the system says; another one has no business here
  };

  ~LocalListener();
  LocalListener(LocalListener&&) noexcept;
  LocalListener& operator=(LocalListener&&) noexcept;

  // Listens at `place`, a path (on Windows: the name of a pipe), for this user only. What a process that died left
  // there is replaced; beside it lies a file `place`.lock, which a living one holds. The socket is removed with the
  // listener. Errors: kLocal; kDenied, with the number of the process, if one that lives listens there.
  [[nodiscard]] static Result<LocalListener> open(Loop& loop, const std::string& place);

  // The next connection. Whoever waits when the listener is destroyed waits on, until its task is dropped.
  [[nodiscard]] auto accept() {
    return poll([impl = impl_](Waiter& w) { return poll_accept(*impl, w); });
  }

 private:
  struct Impl;
  [[nodiscard]] static Poll<Arrival> poll_accept(Impl& s, Waiter& w);
  explicit LocalListener(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace culvert
