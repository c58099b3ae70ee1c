// SOCKS5 (RFC 1928) with user name and password (RFC 1929), server side. Names are passed on as names, never looked up.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "http/authority.h"
#include "inbound/credentials.h"
#include "inbound/reply_table.h"

namespace culvert::inbound {

[[nodiscard]] std::string socks5_reply(Socks5Reply reply);

// The protocol without input and output: bytes in, in pieces of any size; bytes out. At most 513 bytes are kept.
class Socks5Handshake {
 public:
  // Without credentials the method "no authentication" is used, with them only "user name and password".
  explicit Socks5Handshake(std::optional<Credentials> credentials) : credentials_(std::move(credentials)) {}

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

}  // namespace culvert::inbound
