#include "net/local_listener.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <format>

#include "net/reactor.h"
#include "net/socket_io.h"
#include "net/tcp_stream.h"

namespace culvert {

using namespace std::chrono_literals;

namespace {

constexpr mode_t kOwner = 0600;

// The number of the process that holds the lock; 0 if it has not written it yet.
int holder(int lock) {
  std::array<char, 16> digits{};
  const ssize_t n = ::pread(lock, digits.data(), digits.size(), 0);
  int number = 0;
  if (n > 0) std::from_chars(digits.data(), digits.data() + n, number);
  return number;
}

}  // namespace

struct LocalListener::Impl {
  explicit Impl(Loop& l) : loop(l), watch(l), pause(l) {}
  ~Impl() { close(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  // The lock ends with the process, however that ends, and decides alone who may remove the socket: of two that start
  // at the same time none takes the other's.
  Result<> take_lock(const std::string& path) {
    lock = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kOwner);
    if (lock < 0) return std::unexpected(system_error(Stage::kLocal, errno, "opening " + path));
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) return std::unexpected(system_error(Stage::kLocal, errno, "locking " + path));
      const int process = holder(lock);
      return fail(Stage::kLocal, Code::kDenied,
                  "Culvert runs already" + (process != 0 ? std::format(", process {}", process) : std::string()));
    }
    const std::string number = std::format("{}\n", ::getpid());
    if (::ftruncate(lock, 0) != 0 || ::pwrite(lock, number.data(), number.size(), 0) < 0) {
      return std::unexpected(system_error(Stage::kLocal, errno, "writing " + path));
    }
    return {};
  }

  Result<> listen(const std::string& path) {
    int e = socket_io::listen_local(path, false, &native);
    if (e == 0) place = path;
    if (e == 0) e = watch.start(native, Watch::Kind::kSocket);
    if (e != 0) return std::unexpected(system_error(Stage::kLocal, e, "listening on " + path));
    return {};
  }

  void close() {
    pause.cancel();
    watch.stop();
    if (native >= 0) socket_io::close(native);
    native = -1;
    if (!place.empty()) socket_io::remove_local(place);
    place.clear();
    if (lock >= 0) ::close(lock);
    lock = -1;
  }

  Loop& loop;
  Watch watch;
  int native = -1;
  int lock = -1;
  std::string place;  // once it is ours
  Timer pause;
};

LocalListener::LocalListener(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
LocalListener::LocalListener(LocalListener&&) noexcept = default;
LocalListener& LocalListener::operator=(LocalListener&&) noexcept = default;

LocalListener::~LocalListener() {
  if (impl_ != nullptr) impl_->close();  // whoever waits in accept() has a share in it
}

Result<LocalListener> LocalListener::open(Loop& loop, const std::string& place) {
  auto impl = std::make_shared<Impl>(loop);
  auto ok = impl->take_lock(place + ".lock");
  if (ok) ok = impl->listen(place);
  if (!ok) return std::unexpected(std::move(ok.error()));
  return LocalListener(std::move(impl));
}

Poll<LocalListener::Arrival> LocalListener::poll_accept(Impl& s, Waiter& w) {
  if (s.native < 0) return {};
  if (s.pause.running()) {
    static_cast<void>(s.pause.poll_expired(w));
    return {};
  }
  socket_io::Accepted accepted;
  const auto outcome = socket_io::accept(s.native, &accepted);
  if (outcome.would_block) {
    s.watch.wait_readable(w);
    return {};
  }
  if (outcome.error == 0) {
    const auto who = socket_io::peer_process(accepted.native);
    const bool same_user = who && who->uid == ::geteuid();
    if (auto socket = Socket::adopt(s.loop, accepted.native, accepted.remote, Stage::kLocal)) {
      return Arrival{std::make_unique<TcpStream>(std::move(*socket)), same_user};
    }
  }
  // Out of descriptors or memory, or a connection that was gone before it was taken.
  s.pause.start(50ms);
  static_cast<void>(s.pause.poll_expired(w));
  return {};
}

}  // namespace culvert
