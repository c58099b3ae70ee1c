#include "proxy/policy.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace culvert::proxy {

namespace {

constexpr int kMappedBits = 96;  // of an IPv4-mapped address, before the IPv4 address

std::string_view without_dot(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

// `index` counts from 0.
std::unexpected<Error> bad(std::string why, std::size_t index) {
  return fail(Stage::kLocal, Code::kInvalid, std::move(why) + ", at character " + std::to_string(index + 1));
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
    if (place_.find('/') != std::string_view::npos || IpAddress::parse(place_)) return parse_block();
    if (place_.find(':') != std::string_view::npos) return bad("this is no valid IPv6 address", start_);
    const bool below = place_.starts_with("*.");
    const std::size_t skipped = below ? 2 : 0;
    if (const std::size_t star = place_.find('*', skipped); star != std::string_view::npos) {
      return bad("a * stands alone, or before the first dot", start_ + star);
    }
    const auto name = http::parse_host(place_.substr(skipped));
    if (!name) return bad(name.error().detail, start_ + skipped);
    if (IpAddress::parse(*name)) return bad("nothing is below an address", start_ + skipped);
    return Name{(below ? "." : "") + std::string(without_dot(*name)), below};
  }

  Result<Place> parse_block() const {
    const std::size_t slash = std::min(place_.find('/'), place_.size());
    const auto address = IpAddress::parse(place_.substr(0, slash));
    if (!address) return bad("this is no IP address", start_);
    const int most = address->is_v6() ? 128 : 32;
    int bits = most;
    if (slash != place_.size()) {
      const std::string_view digits = place_.substr(slash + 1);
      const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
      if (digits.empty() || ec != std::errc{} || end != digits.data() + digits.size() || bits < 0 || bits > most) {
        return bad("behind '/' comes a number from 0 to " + std::to_string(most), start_ + slash + 1);
      }
    }
    if (const IpAddress first = address->prefix(bits); first != *address) {
      return bad("the block of " + std::to_string(bits) + " bits begins at " + first.to_string(), start_);
    }
    if (address->is_mapped() && bits >= kMappedBits) return Block{address->unwrapped(), bits - kMappedBits};
    return Block{*address, bits};
  }

  Result<Ports> parse_ports() const {
    const std::string_view text = text_.substr(*ports_);
    const std::size_t dash = text.find('-');
    const auto first = http::parse_port(text.substr(0, dash));
    if (!first) return bad(first.error().detail, *ports_);
    if (dash == std::string_view::npos) return Ports{*first, *first};
    const auto last = http::parse_port(text.substr(dash + 1));
    if (!last) return bad(last.error().detail, *ports_ + dash + 1);
    if (*last < *first) return bad("the last port comes before the first", *ports_ + dash + 1);
    return Ports{*first, *last};
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
  if (target.port < rule.ports.first || target.port > rule.ports.last) return false;
  if (std::holds_alternative<Everything>(rule.place)) return true;
  const auto* name = std::get_if<Name>(&rule.place);
  if (name == nullptr) return false;
  // Lower case and A-labels already (http::parse_host()); an address is equal to no name, and below none.
  const std::string_view host = without_dot(target.host);
  return name->below ? host.size() > name->name.size() && host.ends_with(name->name) : host == name->name;
}

bool Policy::fits(const Rule& rule, const IpAddress& address, std::uint16_t port) {
  const auto* block = std::get_if<Block>(&rule.place);
  if (block == nullptr || port < rule.ports.first || port > rule.ports.last) return false;
  return address.unwrapped().inside(block->address, block->bits) ||
         (!address.is_mapped() && address.inside(block->address, block->bits));
}

bool Policy::names_special(const Rule& rule, const IpAddress& address, std::uint16_t port) {
  const auto* block = std::get_if<Block>(&rule.place);
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
    return rule.action == Action::kAllow &&
           (fits(rule, target) || (std::holds_alternative<Block>(rule.place) && target.port >= rule.ports.first &&
                                   target.port <= rule.ports.last));
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
