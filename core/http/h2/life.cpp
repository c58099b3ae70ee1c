// How a session finds out that its peer is gone (requirement G4).
#include <nghttp2/nghttp2.h>

#include <array>

#include "http/h2/session.h"
#include "net/first_of.h"

namespace culvert::h2 {

void Session::count_streams(int change) {
  if (open_streams_ == 0) {
    life_.woke_up(loop_.now());
    life_news_.set();
  }
  open_streams_ += static_cast<std::size_t>(change);
}

void Session::network_changed() {
  if (state_ == http::ConnectionState::kClosed) return;
  life_.doubt(loop_.now());
  life_news_.set();
}

// One timer, which looks again when it is due and is not moved by what comes meanwhile.
Task<> Session::watch_peer() {
  constexpr std::array<std::uint8_t, 8> kAsking{'a', 'l', 'i', 'v', 'e', '?'};
  Timer timer(loop_);
  while (state_ != http::ConnectionState::kClosed) {
    life_news_.clear();
    const auto verdict = life_.look(loop_.now(), open_streams_ != 0);
    if (verdict.dead) {
      const bool client = role_ == Role::kClient;
      const Error gone{Stage::kHttp, Code::kTimedOut,
                       client ? "the proxy does not answer any more" : "the client does not answer any more"};
      fail_all(gone);
      transport_->reset(gone);
      co_return;
    }
    if (verdict.ask) {
      nghttp2_submit_ping(session_.get(), NGHTTP2_FLAG_NONE, kAsking.data());
      wake_writer();
    }
    timer.cancel();
    if (verdict.look_again != TimePoint::max()) timer.start(verdict.look_again - loop_.now());
    co_await first_of([this](Waiter& w) { return life_news_.poll_set(w); },
                      [&timer](Waiter& w) { return timer.poll_expired(w); });
  }
}

}  // namespace culvert::h2
