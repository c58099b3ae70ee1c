// A server on a loop of its own, and clients that say anything.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>

#include "control/remote.h"
#include "control/server.h"
#include "support/loop_runner.h"
#include "support/streams.h"

namespace culvert::control {

// A client that writes bytes and reads lines; -1 and errno where the system refuses.
class RawClient {
 public:
  explicit RawClient(const std::string& place) : native_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    place.copy(at.sun_path, sizeof at.sun_path - 1);
    error_ = ::connect(native_, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0 ? 0 : errno;
    const timeval limit{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(native_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(native_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  }
  ~RawClient() { ::close(native_); }
  RawClient(RawClient&& other) noexcept
      : native_(std::exchange(other.native_, -1)), error_(other.error_), unread_(std::move(other.unread_)) {}
  RawClient& operator=(RawClient&&) = delete;

  [[nodiscard]] int error() const { return error_; }
  bool write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t n = ::send(native_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  void finish() const { ::shutdown(native_, SHUT_WR); }
  // Without its end; empty if there is none.
  std::string line() {
    for (;;) {
      const std::size_t end = unread_.find('\n');
      if (end != std::string::npos) {
        std::string found = unread_.substr(0, end);
        unread_.erase(0, end + 1);
        return found;
      }
      std::string more(4096, '\0');
      const ssize_t n = ::recv(native_, more.data(), more.size(), 0);
      if (n <= 0) return {};
      unread_.append(more, 0, static_cast<std::size_t>(n));
    }
  }
  // Whether the server closed it, and said nothing more.
  bool at_end() {
    char byte = 0;
    const ssize_t n = unread_.empty() ? ::recv(native_, &byte, 1, 0) : 1;
    return n == 0 || (n < 0 && errno == ECONNRESET);
  }

 private:
  int native_;
  int error_ = 0;
  std::string unread_;
};

// "echo" gives the arguments back; "later" is answered by answer_all(); "follow" by events until then; "big" gives as
// many bytes as it is asked for; "drop" is dropped.
class ControlServer : public testing::Test {
 protected:
  ~ControlServer() override {
    thread.call([this] {
      server.reset();
      waiting.clear();
    });
  }

  Result<> start(const Limits& limits = {}) {
    Result<> result;
    thread.call([&] {
      auto listener = LocalListener::open(thread.loop(), place);
      if (!listener) {
        result = std::unexpected(listener.error());
        return;
      }
      server = std::make_unique<Server>(
          thread.loop(), std::move(*listener),
          [this](const Request& request, Reply reply) { handle(request, std::move(reply)); }, limits);
    });
    return result;
  }

  void handle(const Request& request, Reply reply) {
    ++requests;
    if (request.command == "echo") reply.result(Json(request.arguments));
    if (request.command == "big") reply.result(std::string(request.arguments["bytes"].get<std::size_t>(), 'x'));
    if (request.command == "later" || request.command == "follow") waiting.push_back(std::move(reply));
  }

  [[nodiscard]] std::size_t clients() {
    std::size_t n = 0;
    thread.call([&] { n = server->clients(); });
    return n;
  }
  [[nodiscard]] std::size_t seen() {
    std::size_t n = 0;
    thread.call([&] { n = requests; });
    return n;
  }
  template <class F>
  bool eventually(F condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::yield();
    }
    return true;
  }
  void answer_all() {
    thread.call([this] {
      for (Reply& reply : waiting) reply.result("now");
      waiting.clear();
    });
  }

  test::TempDir directory;
  const std::string place = directory.file("control");
  std::size_t requests = 0;    // the loop's thread
  std::vector<Reply> waiting;  // the loop's thread
  std::unique_ptr<Server> server;
  test::LoopThread thread;
};

}  // namespace culvert::control
