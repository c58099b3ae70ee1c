#include "inbound/socks4.h"

#include "net/address.h"

namespace culvert::inbound {

namespace {

constexpr char kVersion = 4;
constexpr std::uint8_t kConnect = 0x01;
constexpr std::size_t kUserBegin = 8;  // behind version, command, port and address
constexpr std::size_t kMaxUser = 255;
constexpr std::size_t kMaxName = 255;

std::unexpected<Error> bad(Code code, std::string why) { return fail(Stage::kLocal, code, std::move(why)); }

}  // namespace

std::string socks4_reply(Socks4Reply reply) { return {0, static_cast<char>(reply), 0, 0, 0, 0, 0, 0}; }

// SOCKS4a: the address 0.0.0.x, x being anything but 0, says that a name follows.
bool Socks4Handshake::has_name() const { return byte(4) == 0 && byte(5) == 0 && byte(6) == 0 && byte(7) != 0; }

Result<bool> Socks4Handshake::whole() const {
  if (message_.size() <= kUserBegin) return false;
  const std::size_t user_end = message_.find('\0', kUserBegin);
  if (user_end == std::string::npos) {
    if (message_.size() - kUserBegin > kMaxUser) return bad(Code::kLimit, "the application's user id is too long");
    return false;
  }
  if (!has_name()) return true;
  if (message_.size() == user_end + 1) return false;
  if (message_.back() == '\0') return true;
  if (message_.size() - user_end - 1 > kMaxName) return bad(Code::kLimit, "the name of the destination is too long");
  return false;
}

Result<> Socks4Handshake::feed(std::span<const std::uint8_t>& in, std::string& out) {
  while (!done_ && !in.empty()) {
    message_ += static_cast<char>(in.front());
    in = in.subspan(1);
    if (message_.front() != kVersion) return bad(Code::kInvalid, "the application does not speak SOCKS4");
    const auto complete = whole();
    if (complete && !*complete) continue;
    Result<> taken;
    if (complete) {
      taken = request();
    } else {
      taken = std::unexpected(complete.error());
    }
    message_.clear();
    if (!taken) {
      out += socks4_reply(Socks4Reply::kRejected);
      return taken;
    }
    done_ = true;
  }
  return {};
}

Result<> Socks4Handshake::request() {
  if (!allowed_) return bad(Code::kUnauthorized, "the application speaks SOCKS4, which has no password");
  if (byte(1) != kConnect) {
    return bad(Code::kUnsupported, "the application asked for something other than a TCP connection");
  }
  target_.port = static_cast<std::uint16_t>(byte(2) << 8 | byte(3));
  if (target_.port == 0) return bad(Code::kInvalid, "the application asked for port 0");
  if (!has_name()) {
    target_.host = IpAddress::v4({byte(4), byte(5), byte(6), byte(7)}).to_string();
    return {};
  }
  const std::size_t begin = message_.find('\0', kUserBegin) + 1;
  auto host = http::parse_host(std::string_view(message_).substr(begin, message_.size() - begin - 1));
  if (!host) return std::unexpected(std::move(host.error()));
  target_.host = std::move(*host);
  return {};
}

}  // namespace culvert::inbound
