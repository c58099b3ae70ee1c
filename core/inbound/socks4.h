// SOCKS4 and SOCKS4a (names instead of addresses), server side. Names are passed on as names, never looked up.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "http/authority.h"
#include "inbound/reply_table.h"

namespace culvert::inbound {

[[nodiscard]] std::string socks4_reply(Socks4Reply reply);

// The protocol without input and output: bytes in, in pieces of any size; bytes out. At most 520 bytes are kept.
class Socks4Handshake {
 public:
  // Where applications have to give credentials nobody gets in: the protocol has no password, and its user id proves
  // nothing.
  explicit Socks4Handshake(bool allowed) : allowed_(allowed) {}

  // Takes bytes off the front of `in` until the request is whole. Errors: kLocal; the reply is then appended to `out`,
  // if the application speaks SOCKS4 at all.
  [[nodiscard]] Result<> feed(std::span<const std::uint8_t>& in, std::string& out);
  [[nodiscard]] bool done() const { return done_; }
  [[nodiscard]] const http::HostPort& target() const { return target_; }

 private:
  [[nodiscard]] Result<bool> whole() const;
  [[nodiscard]] Result<> request();
  [[nodiscard]] bool has_name() const;
  [[nodiscard]] std::uint8_t byte(std::size_t i) const { return static_cast<std::uint8_t>(message_[i]); }

  bool allowed_;
  bool done_ = false;
  std::string message_;
  http::HostPort target_;
};

}  // namespace culvert::inbound
