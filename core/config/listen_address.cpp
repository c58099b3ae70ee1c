#include "config/listen_address.h"

#include <charconv>
#include <optional>
#include <utility>

#include "config/entry.h"

namespace culvert::config {

namespace {

constexpr std::string_view kUnix = "unix:";
constexpr std::size_t kMaxSocketPath = 103;  // the least that sun_path holds anywhere, with a NUL behind

std::unexpected<Error> bad(std::string why) { return fail(Stage::kLocal, Code::kInvalid, std::move(why)); }

Result<std::uint16_t> parse_any_port(std::string_view text) {
  std::uint16_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || ec != std::errc{} || end != text.data() + text.size()) {
    return bad("the port must be a number from 0 to 65535");
  }
  return number;
}

Result<ListenAddress> parse_path(std::string_view path) {
  if (!path.starts_with('/') || !is_absolute_path(path) || path.size() > kMaxSocketPath) {
    return bad("a socket's path begins with / and has 103 characters at most");
  }
  return ListenAddress{ListenAddress::Kind::kPath, {}, std::string(path)};
}

bool is_one_of_localhost(const IpAddress& address) {
  return address == IpAddress::parse("127.0.0.1") || address == IpAddress::parse("::1");
}

}  // namespace

ListenAddress ListenAddress::localhost(std::uint16_t port) { return {Kind::kLocalhost, {{}, port}, {}}; }

ListenAddress ListenAddress::at(const Endpoint& endpoint) { return {Kind::kAddress, endpoint, {}}; }

Result<ListenAddress> ListenAddress::parse(std::string_view text) {
  if (text.starts_with(kUnix)) return parse_path(text.substr(kUnix.size()));
  const std::size_t colon = text.rfind(':');
  const auto port = parse_any_port(colon == std::string_view::npos ? text : text.substr(colon + 1));
  std::string_view host = colon == std::string_view::npos ? "localhost" : text.substr(0, colon);
  if (host == "localhost") {
    if (!port) return std::unexpected(port.error());
    return localhost(*port);
  }
  const bool brackets = host.starts_with('[') && host.ends_with(']');
  if (brackets) host = host.substr(1, host.size() - 2);
  if (!brackets && host.contains(':')) return bad("an IPv6 address with a port stands in brackets: [::1]:1080");
  const auto address = host.contains('\0') ? std::nullopt : IpAddress::parse(host);
  if (!address || address->is_v6() != brackets) return bad("this is no IP address to listen on");
  if (!port) return std::unexpected(port.error());
  return at({*address, *port});
}

std::string ListenAddress::to_string() const {
  switch (kind) {
    case Kind::kAddress:
      return endpoint.to_string();
    case Kind::kLocalhost:
      return "localhost:" + std::to_string(endpoint.port);
    case Kind::kPath:
      break;
  }
  return std::string(kUnix) + path;
}

bool ListenAddress::is_local() const { return kind != Kind::kAddress || endpoint.address.is_loopback(); }

bool ListenAddress::clashes_with(const ListenAddress& other) const {
  if (kind == Kind::kPath || other.kind == Kind::kPath) return *this == other;
  if (endpoint.port != other.endpoint.port || endpoint.port == 0) return false;
  if (kind == other.kind) return kind == Kind::kLocalhost || endpoint.address == other.endpoint.address;
  return is_one_of_localhost(kind == Kind::kAddress ? endpoint.address : other.endpoint.address);
}

}  // namespace culvert::config
