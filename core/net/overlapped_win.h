// A call of Windows that goes on by itself (overlapped I/O), waited for by a loop. Included behind NOMINMAX.
#pragma once

#include <windows.h>

#include <memory>

#include "net/loop.h"

namespace culvert {

// One call at a time. A thread of the system's waits for its end, and tells the loop.
class Overlapped {
 public:
  struct Outcome {
    DWORD error = ERROR_SUCCESS;
    DWORD bytes = 0;
  };

  explicit Overlapped(Loop& loop) : loop_(loop), waiters_(std::make_shared<WaitList>(loop)) {
    overlapped_.hEvent = ::CreateEventW(nullptr, TRUE, FALSE, nullptr);
  }
  ~Overlapped() { ::CloseHandle(overlapped_.hEvent); }  // after cancel()
  Overlapped(const Overlapped&) = delete;
  Overlapped& operator=(const Overlapped&) = delete;

  [[nodiscard]] bool under_way() const { return under_way_; }
  // `call` is given the OVERLAPPED and says whether the system took it: TRUE, or GetLastError().
  template <class F>
  void begin(F call) {
    ::ResetEvent(overlapped_.hEvent);
    refused_ = call(&overlapped_) ? ERROR_SUCCESS : ::GetLastError();
    if (refused_ == ERROR_IO_PENDING) refused_ = ERROR_SUCCESS;
    under_way_ = true;
  }
  // The end of the call that was begun.
  [[nodiscard]] Poll<Outcome> poll_end(HANDLE handle, Waiter& w) {
    Outcome outcome{.error = refused_};
    if (refused_ == ERROR_SUCCESS && ::GetOverlappedResult(handle, &overlapped_, &outcome.bytes, FALSE) == 0) {
      outcome.error = ::GetLastError();
      if (outcome.error == ERROR_IO_INCOMPLETE) {
        waiters_->add(w);
        watch();
        return {};
      }
    }
    unwatch();
    under_way_ = false;
    return outcome;
  }
  // When it returns the system has no pointer into our memory any more. Before `handle` is closed.
  void cancel(HANDLE handle) {
    if (under_way_ && refused_ == ERROR_SUCCESS) {
      ::CancelIoEx(handle, &overlapped_);
      DWORD bytes = 0;
      ::GetOverlappedResult(handle, &overlapped_, &bytes, TRUE);
    }
    unwatch();
    under_way_ = false;
  }

 private:
  static void CALLBACK on_end(void* self, BOOLEAN) {
    auto& o = *static_cast<Overlapped*>(self);
    o.loop_.post([waiters = o.waiters_] { waiters->notify_all(); });
  }
  void watch() {
    if (watch_ != nullptr) return;
    ::RegisterWaitForSingleObject(&watch_, overlapped_.hEvent, on_end, this, INFINITE, WT_EXECUTEONLYONCE);
  }
  void unwatch() {
    if (watch_ != nullptr) ::UnregisterWaitEx(watch_, INVALID_HANDLE_VALUE);  // on_end() is not running any more
    watch_ = nullptr;
  }

  Loop& loop_;
  const std::shared_ptr<WaitList> waiters_;
  OVERLAPPED overlapped_{};
  HANDLE watch_ = nullptr;
  DWORD refused_ = ERROR_SUCCESS;
  bool under_way_ = false;
};

}  // namespace culvert
