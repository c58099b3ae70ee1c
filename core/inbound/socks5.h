// SOCKS5 (RFC 1928) with user name and password (RFC 1929), server side. Names are passed on as names, never looked up.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "inbound/arrival.h"
#include "net/loop.h"
#include "net/tcp_stream.h"

namespace culvert::inbound {

struct Credentials {
  std::string user;
  std::string password;
};

// Reply codes, RFC 1928 §6.
enum class SocksReply : std::uint8_t {
  kSucceeded = 0x00,
  kGeneralFailure = 0x01,
  kNotAllowed = 0x02,
  kNetworkUnreachable = 0x03,
  kHostUnreachable = 0x04,
  kConnectionRefused = 0x05,
  kTtlExpired = 0x06,
  kCommandNotSupported = 0x07,
  kAddressTypeNotSupported = 0x08,
};
// The one table from errors to replies.
[[nodiscard]] SocksReply socks_reply_for(const Error& error);

// The protocol without input and output: bytes in, in pieces of any size; bytes out. At most 513 bytes are kept.
class SocksHandshake {
 public:
  // Without credentials the method "no authentication" is used, with them only "user name and password".
  explicit SocksHandshake(std::optional<Credentials> credentials) : credentials_(std::move(credentials)) {}

  // Takes bytes off the front of `in` until the request is whole. What is to be sent meanwhile is appended to `out`
  // (also with an error). Errors: kLocal; `out` then has the last words for the application, if the protocol has any.
  [[nodiscard]] Result<> feed(std::span<const std::uint8_t>& in, std::string& out);
  [[nodiscard]] bool done() const { return state_ == State::kDone; }
  [[nodiscard]] const http::HostPort& target() const { return target_; }

 private:
  enum class State : std::uint8_t { kGreeting, kPassword, kRequest, kDone };
  [[nodiscard]] std::size_t needed() const;  // length of the message as far as its bytes tell
  [[nodiscard]] Result<> take_message(std::string& out);
  [[nodiscard]] Result<> greeting(std::string& out);
  [[nodiscard]] Result<> password(std::string& out);
  [[nodiscard]] Result<> request(std::string& out);
  [[nodiscard]] std::uint8_t byte(std::size_t i) const { return static_cast<std::uint8_t>(message_[i]); }

  std::optional<Credentials> credentials_;
  State state_ = State::kGreeting;
  std::string message_;
  http::HostPort target_;
};

[[nodiscard]] std::string socks_reply(SocksReply reply);

// The handshake on a connection. What the application sent beyond its request comes first from the arrival's stream.
[[nodiscard]] Task<Result<Arrival>> accept_socks5(Loop& loop, std::unique_ptr<TcpStream> stream,
                                                  std::optional<Credentials> credentials);

}  // namespace culvert::inbound
