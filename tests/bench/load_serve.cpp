// The target: one thread, level-triggered epoll, a role per connection (see make_request in load_net.h).
// Prints {"event":"listening",…} first and {"event":"stopped",…} with its own counts at SIGTERM or SIGINT, so that a
// test can compare what the clients claim with what happened here.
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>
#include <unordered_map>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "load.h"

namespace load {
namespace {

constexpr int kTurnsPerEvent = 8;  // sends or receives before the other connections get their turn
constexpr std::size_t kEchoPiece = std::size_t{64} * 1024;

enum class Role : std::uint8_t { kUnknown, kSource, kSink, kEcho, kDrain };
enum class Next : std::uint8_t { kKeep, kClose };

struct Connection {
  Fd fd;
  Role role = Role::kUnknown;
  bool verify = false;
  std::uint32_t events = EPOLLIN;  // what epoll was last asked for
  std::size_t request_bytes = 0;
  Request request{};
  std::uint64_t moved = 0;  // sent (source) or received (sink)
  std::uint64_t total = 0;  // to send (source) or expected (sink, 0: until FIN)
  std::string pending;      // echo: what the peer has not taken yet; nothing is read while it is not empty
};

class Server {
 public:
  explicit Server(const Endpoint& listen);
  void run(double lifetime);

 private:
  void watch(int fd, std::uint32_t events, int operation) const;
  void accept_all();
  void step(Connection& connection);
  Next read_request(Connection& connection);
  Next begin_role(Connection& connection);
  Next send_source(Connection& connection);
  Next read_sink(Connection& connection);
  static Next answer_count(Connection& connection);
  Next echo(Connection& connection);
  Next drain(Connection& connection);
  Next dispatch(Connection& connection);
  void want(Connection& connection, std::uint32_t events) const;

  Fd epoll_, listener_, signals_;
  std::unordered_map<int, std::unique_ptr<Connection>> connections_;
  std::unique_ptr<char[]> buffer_ = std::make_unique<char[]>(kBuffer);
  std::uint64_t accepted_ = 0, sent_ = 0, received_ = 0, answered_ = 0;
};

Server::Server(const Endpoint& listen_at) : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  if (!epoll_) throw system_failure("epoll_create1");
  listener_ = stream_socket(listen_at, SOCK_NONBLOCK);
  const int on = 1;
  setsockopt(listener_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener_.get(), reinterpret_cast<const sockaddr*>(&listen_at.storage), listen_at.length) != 0 ||
      listen(listener_.get(), 4096) != 0) {
    throw system_failure("cannot listen on " + listen_at.text);
  }
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  signals_ = Fd(signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
  watch(listener_.get(), EPOLLIN, EPOLL_CTL_ADD);
  watch(signals_.get(), EPOLLIN, EPOLL_CTL_ADD);
}

void Server::watch(int fd, std::uint32_t events, int operation) const {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  if (epoll_ctl(epoll_.get(), operation, fd, &event) != 0) throw system_failure("epoll_ctl");
}

void Server::want(Connection& connection, std::uint32_t events) const {
  if (connection.events == events) return;
  connection.events = events;
  watch(connection.fd.get(), events, EPOLL_CTL_MOD);
}

void Server::run(double lifetime) {
  std::printf("{\"event\":\"listening\",\"address\":\"%s\"}\n", local_endpoint(listener_.get()).text.c_str());
  std::fflush(stdout);
  const auto start = Clock::now();
  bool stop = false;
  int last_turns = 64;  // after the signal: what has already arrived is still counted, as far as it takes these turns
  while (seconds_since(start) < lifetime && last_turns > 0) {
    std::array<epoll_event, 64> events{};
    const int ready = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), stop ? 0 : 1000);
    if (ready < 0 && errno != EINTR) throw system_failure("epoll_wait");
    if (stop) last_turns = ready > 0 ? last_turns - 1 : 0;
    for (int i = 0; i < ready; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      if (fd == signals_.get()) {
        stop = true;
        epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
      } else if (fd == listener_.get()) {
        accept_all();
      } else if (const auto found = connections_.find(fd); found != connections_.end()) {
        step(*found->second);
      }
    }
  }
  std::printf(
      "{\"event\":\"stopped\",\"accepted\":%llu,\"answered\":%llu,\"sent\":%llu,\"received\":%llu,\"open\":%zu}\n",
      static_cast<unsigned long long>(accepted_), static_cast<unsigned long long>(answered_),
      static_cast<unsigned long long>(sent_), static_cast<unsigned long long>(received_), connections_.size());
}

void Server::accept_all() {
  for (int turn = 0; turn < 256; ++turn) {
    Fd fd(accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!fd) {
      if (would_block() || errno == ECONNABORTED) return;
      throw system_failure("accept");
    }
    const int on = 1;
    setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const int key = fd.get();
    auto connection = std::make_unique<Connection>();
    connection->fd = std::move(fd);
    watch(key, EPOLLIN, EPOLL_CTL_ADD);
    connections_[key] = std::move(connection);
    ++accepted_;
  }
}

void Server::step(Connection& connection) {
  if (dispatch(connection) == Next::kClose) connections_.erase(connection.fd.get());
}

Next Server::dispatch(Connection& connection) {
  switch (connection.role) {
    case Role::kUnknown:
      return read_request(connection);
    case Role::kSource:
      return send_source(connection);
    case Role::kSink:
      return read_sink(connection);
    case Role::kEcho:
      return echo(connection);
    case Role::kDrain:
      return drain(connection);
  }
  return Next::kClose;
}

Next Server::read_request(Connection& connection) {
  const ssize_t got = recv(connection.fd.get(), connection.request.data() + connection.request_bytes,
                           kRequestSize - connection.request_bytes, 0);
  if (got < 0 && would_block()) return Next::kKeep;
  if (got <= 0) return Next::kClose;
  connection.request_bytes += static_cast<std::size_t>(got);
  return connection.request_bytes < kRequestSize ? Next::kKeep : begin_role(connection);
}

Next Server::begin_role(Connection& connection) {
  const std::string_view request(connection.request.data(), kRequestSize);
  const std::size_t space = request.find(' ');
  const std::string_view role = request.substr(0, space);
  if (space == std::string_view::npos) return Next::kClose;
  std::uint64_t number = 0;
  if (std::from_chars(request.data() + space + 1, request.data() + kRequestSize, number).ec != std::errc{}) {
    return Next::kClose;
  }
  if (role == "SOURCE") {
    connection.role = Role::kSource;
    connection.total = number;
    want(connection, EPOLLOUT);
  } else if (role == "SINK" || role == "CHECK") {
    connection.role = Role::kSink;
    connection.verify = role == "CHECK";
    connection.total = number;
  } else if (role == "ECHO") {
    connection.role = Role::kEcho;
  } else if (role == "RESPOND") {
    const Request reply = make_request("REPLY", number);
    if (send(connection.fd.get(), reply.data(), reply.size(), MSG_NOSIGNAL) != std::ssize(reply)) return Next::kClose;
    ++answered_;
    connection.role = Role::kDrain;
  } else {
    return Next::kClose;
  }
  return Next::kKeep;
}

Next Server::send_source(Connection& connection) {
  for (int turn = 0; turn < kTurnsPerEvent && connection.moved < connection.total; ++turn) {
    const std::size_t size = std::min<std::uint64_t>(kBuffer, connection.total - connection.moved);
    const ssize_t sent = send(connection.fd.get(), pattern_at(connection.moved), size, MSG_NOSIGNAL);
    if (sent < 0 && would_block()) return Next::kKeep;
    if (sent < 0) return Next::kClose;  // a client that measures by time goes away in the middle
    connection.moved += static_cast<std::uint64_t>(sent);
    sent_ += static_cast<std::uint64_t>(sent);
    if (static_cast<std::size_t>(sent) < size) return Next::kKeep;
  }
  if (connection.moved < connection.total) return Next::kKeep;
  shutdown(connection.fd.get(), SHUT_WR);
  connection.role = Role::kDrain;
  want(connection, EPOLLIN);
  return Next::kKeep;
}

Next Server::read_sink(Connection& connection) {
  for (int turn = 0; turn < kTurnsPerEvent; ++turn) {
    // MSG_TRUNC on TCP discards without copying: the target costs the machine less, for every system alike.
    const ssize_t got = recv(connection.fd.get(), buffer_.get(), kBuffer, connection.verify ? 0 : MSG_TRUNC);
    if (got < 0 && would_block()) return Next::kKeep;
    if (got < 0) return Next::kClose;
    if (got == 0) {
      if (connection.total == 0) answer_count(connection);
      return Next::kClose;
    }
    if (connection.verify &&
        std::memcmp(buffer_.get(), pattern_at(connection.moved), static_cast<std::size_t>(got)) != 0) {
      return Next::kClose;
    }
    connection.moved += static_cast<std::uint64_t>(got);
    received_ += static_cast<std::uint64_t>(got);
    if (connection.total == 0 || connection.moved < connection.total) continue;
    return connection.moved == connection.total ? answer_count(connection) : Next::kClose;
  }
  return Next::kKeep;
}

Next Server::answer_count(Connection& connection) {
  std::array<char, 8> answer{};
  for (std::size_t i = 0; i < 8; ++i) answer[i] = static_cast<char>(connection.moved >> (56 - 8 * i));
  send(connection.fd.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
  connection.role = Role::kDrain;
  return Next::kKeep;
}

Next Server::echo(Connection& connection) {
  std::string& pending = connection.pending;
  if (pending.empty()) {
    const ssize_t got = recv(connection.fd.get(), buffer_.get(), kEchoPiece, 0);
    if (got < 0 && would_block()) return Next::kKeep;
    if (got <= 0) return Next::kClose;
    const ssize_t sent = send(connection.fd.get(), buffer_.get(), static_cast<std::size_t>(got), MSG_NOSIGNAL);
    if (sent < 0 && !would_block()) return Next::kClose;
    const ssize_t taken = std::max<ssize_t>(sent, 0);
    pending.assign(buffer_.get() + taken, static_cast<std::size_t>(got - taken));
  } else {
    const ssize_t sent = send(connection.fd.get(), pending.data(), pending.size(), MSG_NOSIGNAL);
    if (sent < 0 && !would_block()) return Next::kClose;
    pending.erase(0, static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
  }
  want(connection, pending.empty() ? EPOLLIN : EPOLLOUT);
  return Next::kKeep;
}

Next Server::drain(Connection& connection) {
  const ssize_t got = recv(connection.fd.get(), buffer_.get(), kBuffer, 0);
  if (got > 0 || (got < 0 && would_block())) return Next::kKeep;
  return Next::kClose;
}

}  // namespace

int serve(Options& options) {
  const Endpoint listen_at = parse_endpoint(options.text("listen", "127.0.0.1:0"));
  const double lifetime = options.number("lifetime", 3600, 0.1, 86400);
  options.finish();
  Server(listen_at).run(lifetime);
  return 0;
}

}  // namespace load
