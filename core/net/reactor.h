// What the system says about sockets, and how a loop waits for it. For net/ only: everybody else waits with Waiters.
//
// One implementation per system, chosen by CMake: reactor_linux.cpp (epoll), reactor_asio.cpp (Asio: kqueue, IOCP). The
// manner is the same: try the system call first, and wait only when it said "not now".
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "net/waiter.h"

namespace culvert {

using Duration = std::chrono::steady_clock::duration;
using TimePoint = std::chrono::steady_clock::time_point;

class Watch;

class Reactor {
 public:
  Reactor();
  ~Reactor();  // no Watch is left by then
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;

  // Sleeps until a watched socket has news, `until` has passed, or wake() was called; then tells every watch that has
  // news. With an `until` in the past it only looks.
  void wait(TimePoint until);
  // Ends the wait() under way, or the next one. Any thread.
  void wake();

 private:
  friend class Watch;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The news of one socket or descriptor. Core thread only.
class Watch {
 public:
  enum class Kind : std::uint8_t {
    kSocket,      // nobody else has it, and it is closed right after stop()
    kDescriptor,  // others may have it too, and may keep it
  };

  explicit Watch(Loop& loop) : readers_(loop), writers_(loop), failure_waiters_(loop) {}
  ~Watch() { stop(); }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // Begins to watch. `native` stays the caller's, who keeps it open until stop(). The system's error number, 0 for
  // none.
  [[nodiscard]] int start(int native, Kind kind);
  // Whoever waits asks again, and gets the answer of whoever stopped.
  void stop();

  // Whether a read may bring something: not after wait_readable() or was_drained(), until there is news.
  [[nodiscard]] bool may_read() const { return may_read_; }
  // The last read took less than it asked for, so there is no more.
  void was_drained();
  // The last read or write said "not now": the waiter is run once that may have changed.
  void wait_readable(Waiter& w);
  void wait_writable(Waiter& w);
  // The system said that a write may go through: of a socket that connects, that this is decided.
  [[nodiscard]] bool may_write() const { return may_write_; }

  // Whether the system may have told of an error since this was last asked. A socket's SO_ERROR then says which, if
  // any.
  [[nodiscard]] bool take_alarm();
  void wait_alarm(Waiter& w);
  void notify_all();

 private:
  friend class Reactor;
  static constexpr std::uint32_t kNowhere = UINT32_MAX;
  struct News {
    bool read = false;
    bool write = false;
    bool alarm = false;
    bool end = false;  // the peer sends no more, so that a read never says "not now" again
  };
  void tell(News news);

  std::uint32_t place_ = kNowhere;  // in the reactor's list
  int native_ = -1;                 // only where the reactor has to be told of the end
  bool may_read_ = true;
  bool may_write_ = false;
  bool ended_ = false;
  bool alarm_ = false;
  WaitList readers_;
  WaitList writers_;
  WaitList failure_waiters_;
};

}  // namespace culvert
