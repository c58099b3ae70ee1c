// Which destinations the proxy connects to: rules and judgements, no input or output.
//
// A rule allows or denies PLACE, PLACE:PORT or PLACE:FIRST-LAST, where PLACE is
//
//   10.0.0.0/8, 192.0.2.1, 2001:db8::/32    addresses; IPv6 stands in brackets before a port: [2001:db8::/32]:443
//   example.com                             this name
//   *.example.com                           every name below it, but not itself
//   *                                       every destination
//
// Names are compared without regard to case and to a dot at the end, and as A-labels. An IPv4-mapped address is an IPv4
// address; one of NAT64 is what it says and the IPv4 address inside.
//
//   1. What a deny rule fits is denied.
//   2. An address that is not is_global() is denied, unless it is in a block of such addresses that an allow rule
//      names: 10.0.0.0/8 is one, 0.0.0.0/0 and * are not.
//   3. If there are allow rules, what none of them fits is denied.
//
// Names and ports are judged before anything is looked up, addresses when it is known where a name leads, so that no
// name leads to where its addresses must not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"
#include "http/authority.h"
#include "http/destination_patterns.h"
#include "net/address.h"

namespace culvert::proxy {

class Policy {
 public:
  enum class Action : std::uint8_t { kAllow, kDeny };

  // The rule as in the comment above. Errors: kLocal, kInvalid, naming the place ("… at character 5").
  [[nodiscard]] Result<> add(Action action, std::string_view rule);
  [[nodiscard]] bool empty() const { return rules_.empty(); }

  struct Denied {
    std::string rule;  // "deny 10.0.0.0/8", for the operator; or kSpecial, or kNoneFits
  };
  static constexpr std::string_view kSpecial = "special address";
  static constexpr std::string_view kNoneFits = "no allow rule";

  // Before a lookup: the name, the port, and nothing about addresses, also where the host is one.
  [[nodiscard]] std::optional<Denied> judge_name(const http::HostPort& target) const;
  // An address of `target`'s host, which judge_name() had nothing against. `special`: rule 2 only for 0.0.0.0 and ::.
  [[nodiscard]] std::optional<Denied> judge_address(const http::HostPort& target, const IpAddress& address,
                                                    bool special) const;

 private:
  struct Everything {};
  using Place = std::variant<Everything, http::DomainPattern, http::Subnet>;
  struct Rule {
    Action action = Action::kAllow;
    Place place;
    http::PortRange ports{1, 65535};
    std::string text;  // "deny 10.0.0.0/8"
  };
  class Parser;

  [[nodiscard]] static bool fits(const Rule& rule, const http::HostPort& target);  // by name or port
  [[nodiscard]] static bool fits(const Rule& rule, const IpAddress& address, std::uint16_t port);
  [[nodiscard]] static bool names_special(const Rule& rule, const IpAddress& address, std::uint16_t port);

  std::vector<Rule> rules_;
  bool any_allowed_ = false;  // there is an allow rule
};

}  // namespace culvert::proxy
