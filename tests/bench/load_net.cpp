#include "load_net.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/time.h>
#include <unistd.h>

namespace load {
namespace {

constexpr std::size_t kPatternPeriod = 262139;  // prime

std::vector<char> make_pattern() {
  std::vector<char> pattern(kPatternPeriod + kBuffer);
  std::uint64_t state = 0x9E3779B97F4A7C15;  // xorshift64
  for (std::size_t i = 0; i < kPatternPeriod; ++i) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    pattern[i] = static_cast<char>(state >> 32);
  }
  for (std::size_t i = kPatternPeriod; i < pattern.size(); ++i) pattern[i] = pattern[i - kPatternPeriod];
  return pattern;
}

const char* socks_reason(unsigned char code) {
  static constexpr std::array<const char*, 9> kReasons = {
      "succeeded",          "general failure", "not allowed",           "network unreachable",       "host unreachable",
      "connection refused", "TTL expired",     "command not supported", "address type not supported"};
  return code < kReasons.size() ? kReasons[code] : "unknown code";
}

void switch_on(int fd, int level, int option) {
  const int on = 1;
  if (setsockopt(fd, level, option, &on, sizeof on) != 0) throw system_failure("setsockopt");
}

}  // namespace

Failure system_failure(const std::string& what) { return Failure(what + ": " + std::strerror(errno)); }

Fd::~Fd() {
  if (fd_ >= 0) ::close(fd_);
}

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

Endpoint parse_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) throw Failure("an address needs a port: " + std::string(text));
  std::string host(text.substr(0, colon));
  const std::string port(text.substr(colon + 1));
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) {
    throw Failure("not a numeric address and port: " + std::string(text));
  }
  Endpoint endpoint;
  std::memcpy(&endpoint.storage, found->ai_addr, found->ai_addrlen);
  endpoint.length = found->ai_addrlen;
  endpoint.text = text;
  freeaddrinfo(found);
  return endpoint;
}

Endpoint local_endpoint(int fd) {
  Endpoint endpoint;
  endpoint.length = sizeof endpoint.storage;
  auto* address = reinterpret_cast<sockaddr*>(&endpoint.storage);
  if (getsockname(fd, address, &endpoint.length) != 0) throw system_failure("getsockname");
  std::array<char, 64> host{};
  std::array<char, 8> port{};
  getnameinfo(address, endpoint.length, host.data(), host.size(), port.data(), port.size(),
              NI_NUMERICHOST | NI_NUMERICSERV);
  const bool six = endpoint.storage.ss_family == AF_INET6;
  endpoint.text = (six ? "[" : "") + std::string(host.data()) + (six ? "]:" : ":") + port.data();
  return endpoint;
}

Request make_request(std::string_view role, std::uint64_t number) {
  Request request;
  request.fill(' ');
  const std::string line = std::string(role) + ' ' + std::to_string(number) + '\n';
  std::copy_n(line.begin(), std::min(line.size(), request.size()), request.begin());
  return request;
}

const char* pattern_at(std::uint64_t position) {
  static const std::vector<char> pattern = make_pattern();
  return pattern.data() + position % kPatternPeriod;
}

std::string socks_connect(const Endpoint& target) {
  std::string message = {5, 1, 0};
  if (target.storage.ss_family == AF_INET) {
    const auto* address = reinterpret_cast<const sockaddr_in*>(&target.storage);
    message += '\x01';
    message.append(reinterpret_cast<const char*>(&address->sin_addr), 4);
    message.append(reinterpret_cast<const char*>(&address->sin_port), 2);
  } else {
    const auto* address = reinterpret_cast<const sockaddr_in6*>(&target.storage);
    message += '\x04';
    message.append(reinterpret_cast<const char*>(&address->sin6_addr), 16);
    message.append(reinterpret_cast<const char*>(&address->sin6_port), 2);
  }
  return message;
}

void check_socks_method(std::span<const char> answer) {
  if (answer[0] != 5 || answer[1] != 0)
    throw Failure("the SOCKS server did not accept the method \"no authentication\"");
}

std::size_t socks_reply_size(std::span<const char> head) {
  if (head.size() < 5) return 0;
  const auto code = static_cast<unsigned char>(head[1]);
  if (head[0] != 5) throw Failure("the answer of the SOCKS server is not SOCKS5");
  if (code != 0) {
    throw Failure("the SOCKS server refused the connection: " + std::string(socks_reason(code)) + " (" +
                  std::to_string(code) + ")");
  }
  switch (head[3]) {
    case 1:
      return 4 + 4 + 2;
    case 3:
      return std::size_t{4 + 1 + 2} + static_cast<unsigned char>(head[4]);
    case 4:
      return 4 + 16 + 2;
    default:
      throw Failure("the reply of the SOCKS server has an unknown address type");
  }
}

void set_blocking(int fd, bool blocking) {
  const int flags = fcntl(fd, F_GETFL);
  if (flags < 0 || fcntl(fd, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK) != 0) {
    throw system_failure("fcntl");
  }
}

Fd stream_socket(const Endpoint& where, int flags) {
  Fd fd(socket(where.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
  if (!fd) throw system_failure("socket");
  constexpr std::string_view kReno = "reno";  // in every kernel
  if (setsockopt(fd.get(), IPPROTO_TCP, TCP_CONGESTION, kReno.data(), kReno.size()) != 0) {
    throw system_failure("setsockopt");
  }
  return fd;
}

Fd start_connect(const Endpoint& where) {
  Fd fd = stream_socket(where, SOCK_NONBLOCK);
  switch_on(fd.get(), IPPROTO_TCP, TCP_NODELAY);
  if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&where.storage), where.length) != 0 && errno != EINPROGRESS) {
    throw system_failure("cannot connect to " + where.text);
  }
  return fd;
}

Fd open_tunnel(const Route& route) {
  const Endpoint& hop = route.first_hop();
  Fd fd = stream_socket(hop, 0);
  const timeval limit{.tv_sec = kStepSeconds, .tv_usec = 0};
  setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  switch_on(fd.get(), IPPROTO_TCP, TCP_NODELAY);
  if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&hop.storage), hop.length) != 0) {
    throw system_failure("cannot connect to " + hop.text);
  }
  if (!route.socks) return fd;
  write_all(fd.get(), kSocksGreeting, "SOCKS greeting");
  std::array<char, 512> answer{};
  read_exactly(fd.get(), std::span(answer).first(2), "SOCKS method");
  check_socks_method(std::span(answer).first(2));
  write_all(fd.get(), socks_connect(route.target), "SOCKS request");
  read_exactly(fd.get(), std::span(answer).first(5), "SOCKS reply");
  const std::size_t size = socks_reply_size(std::span(answer).first(5));
  read_exactly(fd.get(), std::span(answer).subspan(5, size - 5), "SOCKS reply");
  return fd;
}

void write_all(int fd, std::span<const char> bytes, const char* purpose) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && would_block()) {
      throw Failure(std::string(purpose) + ": the peer took nothing for " + std::to_string(kStepSeconds) + " s");
    }
    if (sent <= 0) throw system_failure(std::string(purpose) + ": cannot send");
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
  }
}

void read_exactly(int fd, std::span<char> bytes, const char* purpose) {
  while (!bytes.empty()) {
    const ssize_t got = recv(fd, bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && would_block()) {
      throw Failure(std::string(purpose) + ": no answer for " + std::to_string(kStepSeconds) + " s");
    }
    if (got < 0) throw system_failure(std::string(purpose) + ": cannot receive");
    if (got == 0) {
      throw Failure(std::string(purpose) + ": the connection ended with " + std::to_string(bytes.size()) +
                    " bytes missing");
    }
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
}

void expect_end(int fd, const char* purpose) {
  char byte = 0;
  const ssize_t got = recv(fd, &byte, 1, 0);
  if (got > 0) throw Failure(std::string(purpose) + ": more bytes arrived than were asked for");
  if (got < 0 && would_block()) throw Failure(std::string(purpose) + ": no end of the stream");
  if (got < 0) throw system_failure(std::string(purpose) + ": no clean end");
}

}  // namespace load
