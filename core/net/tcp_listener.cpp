#include "net/tcp_listener.h"

#include "net/reactor.h"
#include "net/socket_io.h"

namespace culvert {

using namespace std::chrono_literals;

struct TcpListener::Impl {
  Impl(Loop& l, Stage s) : loop(l), watch(l), stage(s), pause(l) {}
  ~Impl() { close(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void close() {
    pause.cancel();
    watch.stop();
    if (native >= 0) socket_io::close(native);
    native = -1;
    if (!path.empty()) socket_io::remove_local(path);
    path.clear();
  }

  Loop& loop;
  Watch watch;
  Stage stage;
  int native = -1;
  Endpoint endpoint;
  std::string path;  // of the Unix domain, once it is ours
  Timer pause;
};

TcpListener::TcpListener(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
TcpListener::TcpListener(TcpListener&&) noexcept = default;
TcpListener& TcpListener::operator=(TcpListener&&) noexcept = default;

TcpListener::~TcpListener() {
  if (impl_ != nullptr) impl_->close();  // whoever waits in accept() has a share in it
}

namespace {
std::unexpected<Error> told(const ListenFailure& failure) {
  return std::unexpected(system_error(Stage::kLocal, failure.error, "listening on " + failure.at.to_string()));
}
}  // namespace

std::expected<TcpListener, ListenFailure> TcpListener::try_open(Loop& loop, const Endpoint& at, Stage stage) {
  auto impl = std::make_shared<Impl>(loop, stage);
  int e = socket_io::open_stream(at.address.is_v6(), &impl->native);
  if (e == 0) e = socket_io::listen(impl->native, at);
  if (e == 0) e = impl->watch.start(impl->native, Watch::Kind::kSocket);
  if (e != 0) return std::unexpected(ListenFailure{.error = e, .at = at});
  impl->endpoint = socket_io::local_endpoint(impl->native);
  return TcpListener(std::move(impl));
}

Result<TcpListener> TcpListener::open(Loop& loop, const Endpoint& at, Stage stage) {
  auto opened = try_open(loop, at, stage);
  if (!opened) return told(opened.error());
  return std::move(*opened);
}

Result<std::vector<TcpListener>> TcpListener::open_localhost(Loop& loop, std::uint16_t port, Stage stage) {
  auto opened =
      culvert::open_localhost<TcpListener>(port, [&](const Endpoint& at) { return try_open(loop, at, stage); });
  if (!opened) return told(opened.error());
  return std::move(*opened);
}

Result<TcpListener> TcpListener::open_local(Loop& loop, const std::string& path, Stage stage, Access access) {
  auto impl = std::make_shared<Impl>(loop, stage);
  int e = socket_io::listen_local(path, access == Access::kOwnerAndGroup, &impl->native);
  if (e == 0) impl->path = path;
  if (e == 0) e = impl->watch.start(impl->native, Watch::Kind::kSocket);
  if (e != 0) return std::unexpected(system_error(Stage::kLocal, e, "listening on " + path));
  return TcpListener(std::move(impl));
}

Poll<Socket> TcpListener::poll_accept(Impl& s, Waiter& w) {
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
    if (auto socket = Socket::adopt(s.loop, accepted.native, accepted.remote, s.stage)) return std::move(*socket);
  }
  // Out of descriptors or memory, or a connection that was gone before it was taken.
  s.pause.start(50ms);
  static_cast<void>(s.pause.poll_expired(w));
  return {};
}

const Endpoint& TcpListener::endpoint() const { return impl_->endpoint; }

}  // namespace culvert
