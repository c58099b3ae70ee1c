#include "inbound/socks5.h"

#include <array>

#include "net/address.h"

namespace culvert::inbound {

namespace {

constexpr char kVersion = 5;
constexpr char kPasswordVersion = 1;  // RFC 1929 §2
constexpr std::uint8_t kNoAuthentication = 0x00;
constexpr std::uint8_t kUserPassword = 0x02;
constexpr char kNoneAcceptable = '\xff';
constexpr std::uint8_t kConnect = 0x01;
constexpr std::uint8_t kIpv4 = 0x01;
constexpr std::uint8_t kDomainName = 0x03;
constexpr std::uint8_t kIpv6 = 0x04;

std::unexpected<Error> bad(Code code, std::string why) { return fail(Stage::kLocal, code, std::move(why)); }

}  // namespace

std::string socks5_reply(Socks5Reply reply) {
  // The bound address is not ours to tell: 0.0.0.0:0.
  return {kVersion, static_cast<char>(reply), 0, static_cast<char>(kIpv4), 0, 0, 0, 0, 0, 0};
}

std::size_t Socks5Handshake::needed() const {
  const std::size_t have = message_.size();
  switch (state_) {
    case State::kGreeting:
      return have < 2 ? 2 : std::size_t{2} + byte(1);
    case State::kPassword: {
      if (have < 2) return 2;
      const std::size_t user_end = std::size_t{2} + byte(1);
      return have <= user_end ? user_end + 1 : user_end + 1 + byte(user_end);
    }
    case State::kRequest:
      if (have < 5) return 5;
      if (byte(3) == kIpv4) return 4 + 4 + 2;
      if (byte(3) == kIpv6) return 4 + 16 + 2;
      if (byte(3) == kDomainName) return std::size_t{5} + byte(4) + 2;
      return 5;
    case State::kDone:
      break;
  }
  return 0;
}

Result<> Socks5Handshake::feed(std::span<const std::uint8_t>& in, std::string& out) {
  while (!done() && !in.empty()) {
    message_ += static_cast<char>(in.front());
    in = in.subspan(1);
    const char version = state_ == State::kPassword ? kPasswordVersion : kVersion;
    if (message_.front() != version) return bad(Code::kInvalid, "the application does not speak SOCKS5");
    if (message_.size() < needed()) continue;
    auto taken = take_message(out);
    message_.clear();
    if (!taken) return taken;
  }
  return {};
}

Result<> Socks5Handshake::take_message(std::string& out) {
  switch (state_) {
    case State::kGreeting:
      return greeting(out);
    case State::kPassword:
      return password(out);
    default:
      return request(out);
  }
}

Result<> Socks5Handshake::greeting(std::string& out) {
  const std::uint8_t wanted = credentials_ ? kUserPassword : kNoAuthentication;
  const bool offered = message_.find(static_cast<char>(wanted), 2) != std::string::npos;
  out += {kVersion, offered ? static_cast<char>(wanted) : kNoneAcceptable};
  if (!offered) {
    return bad(Code::kUnauthorized, credentials_ ? "the application offers no user name and password"
                                                 : "the application insists on authentication that is not set up");
  }
  state_ = credentials_ ? State::kPassword : State::kRequest;
  return {};
}

Result<> Socks5Handshake::password(std::string& out) {
  const std::size_t user_size = byte(1);
  const std::string_view user = std::string_view(message_).substr(2, user_size);
  const std::string_view given = std::string_view(message_).substr(3 + user_size);
  const bool right = credentials_->match(user, given);
  out += {kPasswordVersion, right ? '\0' : '\1'};
  if (!right) return bad(Code::kUnauthorized, "the application gave a wrong user name or password");
  state_ = State::kRequest;
  return {};
}

Result<> Socks5Handshake::request(std::string& out) {
  if (byte(2) != 0) {
    out += socks5_reply(Socks5Reply::kGeneralFailure);
    return bad(Code::kInvalid, "the application's SOCKS request is malformed");
  }
  if (byte(1) != kConnect) {
    out += socks5_reply(Socks5Reply::kCommandNotSupported);
    return bad(Code::kUnsupported, "the application asked for something other than a TCP connection");
  }
  const std::uint8_t type = byte(3);
  if (type != kIpv4 && type != kIpv6 && type != kDomainName) {
    out += socks5_reply(Socks5Reply::kAddressTypeNotSupported);
    return bad(Code::kInvalid, "the application's SOCKS request has an unknown kind of address");
  }
  const std::size_t end = message_.size() - 2;
  target_.port = static_cast<std::uint16_t>(byte(end) << 8 | byte(end + 1));
  if (type == kDomainName) {
    auto host = http::parse_host(std::string_view(message_).substr(5, byte(4)));
    if (!host) {
      out += socks5_reply(Socks5Reply::kGeneralFailure);
      return std::unexpected(std::move(host.error()));
    }
    target_.host = std::move(*host);
  } else {
    std::array<std::uint8_t, 16> bytes{};
    for (std::size_t i = 4; i < end; ++i) bytes[i - 4] = byte(i);
    target_.host =
        (type == kIpv6 ? IpAddress::v6(bytes) : IpAddress::v4({bytes[0], bytes[1], bytes[2], bytes[3]})).to_string();
  }
  if (target_.port == 0) {
    out += socks5_reply(Socks5Reply::kGeneralFailure);
    return bad(Code::kInvalid, "the application asked for port 0");
  }
  state_ = State::kDone;
  return {};
}

}  // namespace culvert::inbound
