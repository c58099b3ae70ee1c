// What the roles of culvert-load share: sockets, the SOCKS5 handshake, the request that chooses a role of the target.
//
// culvert-load measures tunnels from outside and shares no code with them. Failures are exceptions with one sentence,
// because there is only one thing to do with them: print and exit non-zero. Sizes are bytes, times are seconds.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <sys/socket.h>

namespace load {

using Clock = std::chrono::steady_clock;

inline constexpr std::size_t kRequestSize = 64;  // what a client sends first; also the answer of RESPOND
inline constexpr std::size_t kBuffer = std::size_t{256} * 1024;  // largest single send or recv of bulk data
inline constexpr int kStepSeconds = 10;                          // longest wait for the next sign of life on any socket

struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// `what: strerror(errno)`.
[[nodiscard]] Failure system_failure(const std::string& what);

// Owner of a file descriptor.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd();
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// A numeric address and port, e.g. 127.0.0.1:1080 or [::1]:1080.
struct Endpoint {
  sockaddr_storage storage{};
  socklen_t length = 0;
  std::string text;
};
[[nodiscard]] Endpoint parse_endpoint(std::string_view text);
[[nodiscard]] Endpoint local_endpoint(int fd);

// The way to the target: through a SOCKS5 server, or directly when there is none.
struct Route {
  std::optional<Endpoint> socks;
  Endpoint target;
  [[nodiscard]] const Endpoint& first_hop() const { return socks ? *socks : target; }
};

// The first 64 bytes of every connection to the target: "ROLE NUMBER\n", padded with spaces.
//   SOURCE n   the target sends n bytes of the pattern, then FIN, then waits for the client's FIN
//   SINK n     the target reads n bytes (0: until FIN), answers with its count as 8 bytes big endian, then closes after
//              the client's FIN; more than n bytes are answered by closing at once
//   CHECK n    the same, and it compares what arrives with the pattern: one wrong byte, and it closes without an answer
//   ECHO 0     the target sends back what follows
//   RESPOND n  the target answers with the request "REPLY n", then waits for the client's FIN
using Request = std::array<char, kRequestSize>;
[[nodiscard]] Request make_request(std::string_view role, std::uint64_t number);

// Bulk data is one endless pattern without structure that anything could compress. Returns what stands at `position`;
// kBuffer bytes are readable there. The period is prime, so a lost or doubled buffer does not go unnoticed.
[[nodiscard]] const char* pattern_at(std::uint64_t position);

// SOCKS5 without authentication, one message per round trip.
inline constexpr std::array<char, 3> kSocksGreeting = {5, 1, 0};
[[nodiscard]] std::string socks_connect(const Endpoint& target);
void check_socks_method(std::span<const char> answer);  // throws unless "no authentication" was chosen
// Whole length of the reply that begins with `head`, 0 while that cannot be told; throws when it is a refusal.
[[nodiscard]] std::size_t socks_reply_size(std::span<const char> head);

// A stream socket for this address, `flags` being those of socket(2). Its congestion control does not pace: BBR, which
// may be the machine's default, would make the load generator's own timers the limit of what is measured.
[[nodiscard]] Fd stream_socket(const Endpoint& where, int flags);

// Blocking sockets; every step takes at most kStepSeconds. TCP_NODELAY is on.
[[nodiscard]] Fd open_tunnel(const Route& route);
void write_all(int fd, std::span<const char> bytes, const char* purpose);
void read_exactly(int fd, std::span<char> bytes, const char* purpose);
void expect_end(int fd, const char* purpose);

// A socket for epoll; `started` is false when the connection is still being made.
[[nodiscard]] Fd start_connect(const Endpoint& where);
void set_blocking(int fd, bool blocking);
[[nodiscard]] bool would_block();  // of errno

[[nodiscard]] inline double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace load
