// Console events. Compiled with MinGW-w64, never run so far.
#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <windows.h>

#include <atomic>
#include <system_error>

#include "net/signals.h"
#include "net/socket_io.h"

namespace culvert {

// Windows calls the handler on a thread of its own.
struct StopSignals::Impl {
  explicit Impl(Loop& l) : loop(l), waiters(l) {
    current = this;
    if (::SetConsoleCtrlHandler(on_event, TRUE) == 0) {
      throw std::system_error(static_cast<int>(::GetLastError()), std::system_category(), "console events");
    }
  }
  ~Impl() {
    ::SetConsoleCtrlHandler(on_event, FALSE);
    current = nullptr;
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  static BOOL WINAPI on_event(DWORD event) {
    Impl* self = current;
    if (self == nullptr || (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT && event != CTRL_CLOSE_EVENT)) {
      return FALSE;
    }
    self->loop.post([self] {
      ++self->count;
      self->waiters.notify_all();
    });
    return TRUE;
  }

  static inline std::atomic<Impl*> current = nullptr;
  Loop& loop;
  WaitList waiters;
  int count = 0;
};

void ignore_broken_pipes() { socket_io::ignore_broken_pipes(); }

StopSignals::StopSignals(Loop& loop) : impl_(std::make_unique<Impl>(loop)) {}

StopSignals::~StopSignals() = default;

Poll<int> StopSignals::poll_more_than(int seen, Waiter& w) {
  if (impl_->count > seen) return impl_->count;
  impl_->waiters.add(w);
  return {};
}

}  // namespace culvert
