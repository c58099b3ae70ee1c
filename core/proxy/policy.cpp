#include "proxy/policy.h"

#include <algorithm>
#include <utility>

namespace culvert::proxy {

namespace {

using Reach = http::DomainPattern::Reach;

// `index` counts from 0.
std::unexpected<Error> bad(std::string why, std::size_t index) {
  return fail(Stage::kLocal, Code::kInvalid, std::move(why) + ", at character " + std::to_string(index + 1));
}

// What was read from `start` on.
template <class To, class T>
Result<To> placed(http::Parsed<T> read, std::size_t start) {
  if (!read) return bad(std::move(read.error().why), start + read.error().at);
  return std::move(*read);
}

}  // namespace

// ---- Reading a rule -------------------------------------------------------------------------------------------------

class Policy::Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Rule> parse() {
    if (text_.empty()) return bad("the rule is empty", 0);
    Rule rule;
    if (auto split = find_ports(); !split) return std::unexpected(std::move(split.error()));
    auto place = parse_place();
    if (!place) return std::unexpected(std::move(place.error()));
    rule.place = std::move(*place);
    if (!ports_) return rule;
    auto ports = parse_ports();
    if (!ports) return std::unexpected(std::move(ports.error()));
    rule.ports = *ports;
    return rule;
  }

 private:
  // Sets place_, start_ and ports_.
  Result<> find_ports() {
    if (text_.front() == '[') {
      const std::size_t close = text_.find(']');
      if (close == std::string_view::npos) return bad("the ']' is missing", text_.size());
      start_ = 1;
      place_ = text_.substr(1, close - 1);
      if (place_.find(':') == std::string_view::npos) return bad("only IPv6 stands in brackets", start_);
      if (close + 1 == text_.size()) return {};
      if (text_[close + 1] != ':') return bad("after ']' comes ':' and a port", close + 1);
      ports_ = close + 2;
      return {};
    }
    const std::size_t colon = text_.find(':');
    place_ = text_;
    if (colon == std::string_view::npos) return {};
    if (colon != text_.rfind(':')) {  // IPv6; a port behind it would be part of it
      const std::size_t slash = text_.find('/');
      const std::size_t after = slash == std::string_view::npos ? slash : text_.find(':', slash);
      if (after != std::string_view::npos) return bad("IPv6 with a port stands in brackets", after);
      return {};
    }
    place_ = text_.substr(0, colon);
    ports_ = colon + 1;
    return {};
  }

  Result<Place> parse_place() const {
    if (place_.empty()) return bad("the place is missing: an address, a name or *", start_);
    if (place_ == "*") return Everything{};
    if (place_.find('/') != std::string_view::npos || IpAddress::parse(place_)) {
      return placed<Place>(http::parse_subnet(place_), start_);
    }
    if (place_.find(':') != std::string_view::npos) return bad("this is no valid IPv6 address", start_);
    const std::size_t name = place_.starts_with("*.") ? 2 : 0;
    if (const std::size_t star = place_.find('*', name); star != std::string_view::npos) {
      return bad("a * stands alone, or before the first dot", start_ + star);
    }
    return placed<Place>(http::parse_domain_reaching(place_, Reach::kItself, Reach::kBelow), start_);
  }

  Result<http::PortRange> parse_ports() const {
    return placed<http::PortRange>(http::parse_port_range(text_.substr(*ports_)), *ports_);
  }

  const std::string_view text_;
  std::string_view place_;
  std::size_t start_ = 0;             // of place_ in text_
  std::optional<std::size_t> ports_;  // where they begin in text_
};

Result<> Policy::add(Action action, std::string_view rule) {
  auto parsed = Parser(rule).parse();
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  parsed->action = action;
  parsed->text = (action == Action::kAllow ? "allow " : "deny ") + std::string(rule);
  any_allowed_ = any_allowed_ || action == Action::kAllow;
  rules_.push_back(std::move(*parsed));
  return {};
}

// ---- Judging --------------------------------------------------------------------------------------------------------

bool Policy::fits(const Rule& rule, const http::HostPort& target) {
  if (!rule.ports.matches(target.port)) return false;
  if (std::holds_alternative<Everything>(rule.place)) return true;
  const auto* domain = std::get_if<http::DomainPattern>(&rule.place);
  return domain != nullptr && domain->matches(target.host);
}

bool Policy::fits(const Rule& rule, const IpAddress& address, std::uint16_t port) {
  const auto* block = std::get_if<http::Subnet>(&rule.place);
  return block != nullptr && rule.ports.matches(port) && block->matches(address);
}

bool Policy::names_special(const Rule& rule, const IpAddress& address, std::uint16_t port) {
  const auto* block = std::get_if<http::Subnet>(&rule.place);
  // Not by the prefix of NAT64, which says nothing about where the address inside leads.
  return block != nullptr && rule.action == Action::kAllow && fits(rule, address.unwrapped(), port) &&
         block->address.is_special_block(block->bits);
}

std::optional<Policy::Denied> Policy::judge_name(const http::HostPort& target) const {
  for (const Rule& rule : rules_) {
    if (rule.action == Action::kDeny && fits(rule, target)) return Denied{rule.text};
  }
  // Where an allow rule has an address, it depends on the lookup.
  const auto may_fit = [&](const Rule& rule) {
    return rule.action == Action::kAllow && (fits(rule, target) || (std::holds_alternative<http::Subnet>(rule.place) &&
                                                                    rule.ports.matches(target.port)));
  };
  const bool literal = IpAddress::parse(target.host).has_value();
  if (!any_allowed_ || literal || std::ranges::any_of(rules_, may_fit)) return {};
  return Denied{std::string(kNoneFits)};
}

std::optional<Policy::Denied> Policy::judge_address(const http::HostPort& target, const IpAddress& address,
                                                    bool special) const {
  for (const Rule& rule : rules_) {
    if (rule.action == Action::kDeny && fits(rule, address, target.port)) return Denied{rule.text};
  }
  const auto names = [&](const Rule& rule) { return names_special(rule, address, target.port); };
  // Systems take the unspecified address for their loopback: it would lead around rules about that.
  const bool counts = !special || address.is_unspecified();
  if (counts && !address.is_global() && std::ranges::none_of(rules_, names)) return Denied{std::string(kSpecial)};
  const auto allows = [&](const Rule& rule) {
    return rule.action == Action::kAllow && (fits(rule, target) || fits(rule, address, target.port));
  };
  if (any_allowed_ && std::ranges::none_of(rules_, allows)) return Denied{std::string(kNoneFits)};
  return {};
}

}  // namespace culvert::proxy
