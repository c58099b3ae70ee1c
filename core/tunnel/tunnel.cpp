#include "tunnel/tunnel.h"

#include <coroutine>
#include <format>

namespace culvert {

using namespace std::chrono_literals;

namespace {

constexpr int kPiecesPerTurn = 16;     // then everybody else has a turn
constexpr Duration kCloseLimit = 10s;  // for the other end to close its stream after both directions ended

}  // namespace

// Waits for either of two things; kept by a loop so that waiting costs no further memory.
class Tunnel::Either {
  struct Arm final : Waiter {
    explicit Arm(Either* e) : either(e) {}
    void wake() override { either->wake(); }
    Either* either;
  };

 public:
  Arm first{this};
  Arm second{this};

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) noexcept { handle_ = h; }
  void await_resume() noexcept {}

 private:
  void wake() {
    first.unlink();
    second.unlink();
    handle_.resume();
  }
  std::coroutine_handle<> handle_;
};

Tunnel::Tunnel(TunnelSet& owner, Id id, std::string label, std::unique_ptr<ByteStream> near,
               std::unique_ptr<FarStream> far)
    : owner_(owner),
      id_(id),
      label_(std::move(label)),
      near_(std::move(near)),
      far_(std::move(far)),
      up_(pump(*near_, *far_, traffic_.sent)),
      down_(pump(*far_, *near_, traffic_.received)) {
  traffic_.sent = far_->written();  // what the application sent before there was a tunnel (requirement S1)
}

Result<> Tunnel::result() const {
  if (error_ != nullptr) return std::unexpected(*error_);
  return {};
}

void Tunnel::tell(Step step, std::string_view text) const {
  if (owner_.trace_ != nullptr) owner_.trace_->add(owner_.loop_.now(), {.connection = 0, .tunnel = id_}, step, text);
}

void Tunnel::start() {
  tell(Step::kOpened);
  up_.start();
  down_.start();
}

// What an idle tunnel costs is mostly the frames of its two pumps: what can live on the stack of the functions below
// does.
Task<> Tunnel::pump(ByteStream& from, ByteStream& to, std::uint64_t& count) {
  Either wait;
  for (int pieces = 1;; ++pieces) {
    ChunkQueue bytes;
    while (!received(from, to, wait, bytes)) co_await wait;
    if (error_ != nullptr) co_return;
    if (bytes.empty()) break;

    const std::size_t n = bytes.size();
    to.start_write(std::move(bytes));
    while (!written(from, to, wait)) co_await wait;
    if (error_ != nullptr) co_return;
    from.consume(n);
    count += n;
    if (pieces % kPiecesPerTurn == 0) co_await owner_.loop_.yield();
  }
  tell(&from == near_.get() ? Step::kApplicationEnd : Step::kDestinationEnd);
  to.start_finish();
  while (!finished(from, to, wait)) co_await wait;
  if (error_ == nullptr && --running_ == 0) co_await close_far();
}

// Each of these is true when its step is done, well or not. While one stream is waited for, the other is watched for
// breaking: a reset must get through even when nothing can be read or written (X7).

bool Tunnel::received(ByteStream& from, ByteStream& to, Either& wait, ChunkQueue& bytes) {
  if (auto result = from.poll_next(wait.first)) {
    if (*result) {
      bytes = std::move(**result);
    } else {
      broke(result->error());
    }
    return true;
  }
  return watch(to, wait);
}

bool Tunnel::written(ByteStream& from, ByteStream& to, Either& wait) {
  if (const auto result = to.poll_writable(wait.first)) {
    if (!*result) broke(result->error());
    return true;
  }
  return watch(from, wait);
}

bool Tunnel::finished(ByteStream& from, ByteStream& to, Either& wait) {
  if (const auto result = to.poll_finished(wait.first)) {
    if (!*result) broke(result->error());
    return true;
  }
  return watch(from, wait);
}

bool Tunnel::watch(ByteStream& other, Either& wait) {
  const auto failure = other.poll_failed(wait.second);
  if (failure) broke(*failure);
  return failure.has_value();
}

// The TCP connection is done with: whatever happens to the far stream now, what the system still has to deliver there
// must not be cut off.
Task<> Tunnel::close_far() {
  near_.reset();
  Either wait;
  Timer limit(owner_.loop_);
  limit.start(kCloseLimit);
  Poll<Result<>> closed;
  while (!(closed = far_->poll_closed(wait.first))) {
    if (limit.poll_expired(wait.second)) break;
    co_await wait;
  }
  if (closed && !*closed) far_->reset(closed->error());
  owner_.over(*this);
}

void Tunnel::broke(const Error& why) {
  if (error_ != nullptr) return;
  error_ = std::make_unique<Error>(why);
  if (near_ != nullptr) near_->reset(why);
  far_->reset(why);
  owner_.over(*this);
}

void Tunnel::tell_end() const {
  if (owner_.trace_ == nullptr) return;
  tell(Step::kTunnelEnd, error_ != nullptr
                             ? error_->detail
                             : std::format("{} bytes sent, {} received", traffic_.sent, traffic_.received));
}

struct TunnelSet::Sweeper final : Waiter {
  explicit Sweeper(TunnelSet& s) : set(s) {}
  void wake() override { set.sweep(); }
  TunnelSet& set;
};

TunnelSet::TunnelSet(Loop& loop, Listener on_over, Trace* trace)
    : loop_(loop),
      on_over_(std::move(on_over)),
      trace_(trace),
      empty_waiters_(loop),
      sweeper_(std::make_unique<Sweeper>(*this)) {}

TunnelSet::~TunnelSet() = default;

void TunnelSet::add(Tunnel::Id id, std::string label, std::unique_ptr<ByteStream> near,
                    std::unique_ptr<FarStream> far) {
  std::unique_ptr<Tunnel> tunnel(new Tunnel(*this, id, std::move(label), std::move(near), std::move(far)));
  tunnels_.emplace(id, std::move(tunnel));
  fresh_.push_back(id);
  loop_.make_ready(*sweeper_);
}

bool TunnelSet::close(Tunnel::Id id, const Error& why) {
  const auto it = tunnels_.find(id);
  if (it == tunnels_.end()) return false;
  it->second->broke(why);
  return true;
}

void TunnelSet::close_all(const Error& why) {
  for (const auto& [id, tunnel] : tunnels_) tunnel->broke(why);
}

void TunnelSet::wrap_up() {
  for (const auto& [id, tunnel] : tunnels_) tunnel->far_->wrap_up();
}

void TunnelSet::over(Tunnel& tunnel) {
  over_.push_back(tunnel.id());
  loop_.make_ready(*sweeper_);
}

void TunnelSet::sweep() {
  for (const Tunnel::Id id : std::exchange(fresh_, {})) {
    if (const auto it = tunnels_.find(id); it != tunnels_.end()) it->second->start();
  }
  for (const Tunnel::Id id : std::exchange(over_, {})) {
    auto tunnel = tunnels_.extract(id);
    if (tunnel.empty()) continue;
    past_.sent += tunnel.mapped()->traffic_.sent;
    past_.received += tunnel.mapped()->traffic_.received;
    tunnel.mapped()->tell_end();
    if (on_over_) on_over_(*tunnel.mapped());
  }
  if (tunnels_.empty()) empty_waiters_.notify_all();
}

Poll<bool> TunnelSet::poll_empty(Waiter& w) {
  if (tunnels_.empty()) return true;
  empty_waiters_.add(w);
  return {};
}

}  // namespace culvert
