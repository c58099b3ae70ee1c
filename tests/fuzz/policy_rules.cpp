// Rules for destinations, and what they say about a host and an address of it (core/proxy/policy.h): one a line.

#include "fuzz.h"
#include "proxy/policy.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace culvert;
  using namespace culvert::fuzz;
  using Action = proxy::Policy::Action;
  const std::string_view text = text_of({data, size});
  const std::size_t first = text.find('\n');
  const std::string_view rule = text.substr(0, first);
  const std::string_view rest = first == std::string_view::npos ? "" : text.substr(first + 1);
  const std::size_t second = rest.find('\n');
  const std::string_view left = second == std::string_view::npos ? "" : rest.substr(second + 1);

  proxy::Policy deny;
  proxy::Policy allow;
  proxy::Policy both;
  const auto added = deny.add(Action::kDeny, rule);
  FUZZ_CHECK(allow.add(Action::kAllow, rule).has_value() == added.has_value());
  if (!added) {
    FUZZ_CHECK(added.error().detail.find(", at character ") != std::string::npos);
    return 0;
  }
  FUZZ_CHECK(both.add(Action::kAllow, rule) && both.add(Action::kDeny, rule));

  const auto host = http::parse_host(rest.substr(0, second));
  const auto address = IpAddress::parse(left.substr(0, left.find('\n')));
  if (!host || !address) return 0;
  for (const std::uint16_t port : {std::uint16_t{25}, std::uint16_t{443}, std::uint16_t{65535}}) {
    const http::HostPort target{*host, port};
    const auto denies = [&](const proxy::Policy& p, bool special) {
      return p.judge_name(target).has_value() || p.judge_address(target, *address, special).has_value();
    };
    // What a rule fits it denies or allows (all but the unspecified address, which has to be named); deny wins.
    FUZZ_CHECK(address->is_unspecified() || denies(deny, true) != denies(allow, true));
    FUZZ_CHECK(denies(both, true));
    // The same of an IPv4 address in IPv6.
    if (address->is_mapped()) {
      FUZZ_CHECK(deny.judge_address(target, *address, true).has_value() ==
                 deny.judge_address(target, address->unwrapped(), true).has_value());
    }
    // Without --allow-private nothing more is allowed, and no name allows a special address.
    FUZZ_CHECK(!denies(deny, true) || denies(deny, false));
    FUZZ_CHECK(!denies(allow, true) || denies(allow, false));
    if (!address->is_global()) FUZZ_CHECK(deny.judge_address(target, *address, false));
  }
  return 0;
}
