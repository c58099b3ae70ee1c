#include "http/provisioning_domain.h"

#include <algorithm>
#include <array>
#include <format>
#include <optional>

#include "http/bounded_json.h"
#include "http/date_time.h"

namespace culvert::http {

namespace {

using nlohmann::json;
using Proxy = ProvisioningDomain::Proxy;

constexpr std::string_view kProtocol = "connect-tcp";
constexpr std::size_t kQuotedBytes = 64;  // bytes of foreign text in a reason

std::unexpected<Error> bad(std::string why) { return culvert::fail(Stage::kHttp, Code::kInvalid, std::move(why)); }

// Null if there is no such member, or it is no string.
const std::string* string_in(const json& object, const char* name) {
  const auto it = object.find(name);
  return it == object.end() ? nullptr : it->get_ptr<const std::string*>();
}

std::optional<std::vector<std::string>> strings_of(const json& list) {
  if (!list.is_array()) return std::nullopt;
  std::vector<std::string> out;
  for (const json& member : list) {
    const auto* text = member.get_ptr<const std::string*>();
    if (text == nullptr) return std::nullopt;
    out.push_back(*text);
  }
  return out;
}

std::string in_quotes(std::string_view text) { return std::format("'{}'", text.substr(0, kQuotedBytes)); }

// A name and the same with a dot at the end are one (RFC 8801 §4.3 writes the dot).
std::optional<std::string> normalized(std::string_view name) {
  auto host = parse_host(name);
  if (!host) return std::nullopt;
  if (host->ends_with('.')) host->pop_back();
  return std::move(*host);
}

// ---- proxies --------------------------------------------------------------------------------------------------------

// draft-ietf-intarea-proxy-config §3.1: an entry counts only if everything that it calls mandatory is there and is
// understood. Returns what is wrong.
std::optional<std::string> unmet_demand(const json& entry) {
  static constexpr std::array<std::string_view, 5> kKnown{"protocol", "proxy", "mandatory", "alpn", "identifier"};
  const auto it = entry.find("mandatory");
  if (it == entry.end()) return std::nullopt;
  const auto keys = strings_of(*it);
  if (!keys) return "'mandatory' is no list of names";
  for (const std::string& key : *keys) {
    if (std::ranges::find(kKnown, key) == kKnown.end()) return in_quotes(key) + " is mandatory and not known here";
    if (!entry.contains(key)) return in_quotes(key) + " is mandatory and missing";
    if (key == "alpn" && !strings_of(entry["alpn"])) return "'alpn' is mandatory and no list of names";
  }
  return std::nullopt;
}

// The reason why not, as the error's detail.
Result<Proxy> parse_proxy(const json& entry) {
  if (!entry.is_object()) return bad("this is no object");
  const std::string* protocol = string_in(entry, "protocol");
  const std::string* location = string_in(entry, "proxy");
  if (protocol == nullptr || location == nullptr) return bad("'protocol' or 'proxy' is missing");
  if (*protocol != kProtocol) return bad("it is for " + in_quotes(*protocol) + ", not for connect-tcp");
  if (auto why = unmet_demand(entry)) return bad(std::move(*why));
  Proxy proxy;
  if (entry.contains("identifier")) {
    // One that cannot be read must not make it a proxy for everything.
    const std::string* identifier = string_in(entry, "identifier");
    if (identifier == nullptr || identifier->empty()) return bad("'identifier' is no name");
    proxy.identifier = *identifier;
  }
  if (const auto it = entry.find("alpn"); it != entry.end())
    proxy.alpn = strings_of(*it).value_or(std::vector<std::string>{});
  auto uri_template = UriTemplate::parse(*location);
  if (!uri_template) return std::unexpected(std::move(uri_template.error()));
  proxy.uri_template = std::move(*uri_template);
  return proxy;
}

// ---- proxy-match ----------------------------------------------------------------------------------------------------

// A property of a destination: at least one value, and every one of them understood (§4.1).
template <class T, class Parse>
bool parse_property(const json& list, std::vector<T>& out, Parse parse) {
  const auto texts = strings_of(list);
  if (!texts || texts->empty()) return false;
  for (const std::string& text : *texts) {
    const auto value = parse(text);
    if (!value) return false;
    out.push_back(*value);
  }
  return true;
}

Result<ProxyRule> parse_rule(const json& entry, const std::vector<Proxy>& proxies) {
  if (!entry.is_object() || !entry.contains("proxies")) return bad("this is no rule with 'proxies'");
  ProxyRule rule;
  std::vector<std::string> names;
  for (const auto& [key, value] : entry.items()) {
    bool good = false;
    if (key == "proxies") {
      const auto list = strings_of(value);
      good = list.has_value();
      if (good) names = *list;
    } else if (key == "domains") {
      good = parse_property(value, rule.domains, parse_match_domain);
    } else if (key == "subnets") {
      good = parse_property(value, rule.subnets, parse_match_subnet);
    } else if (key == "ports") {
      good = parse_property(value, rule.ports, parse_match_ports);
    } else {
      return bad(in_quotes(key) + " is not known here");
    }
    if (!good) return bad(in_quotes(key) + " is not understood");
  }
  for (const std::string& name : names) {
    const bool known = !name.empty() && std::ranges::find(proxies, name, &Proxy::identifier) != proxies.end();
    const bool twice = std::ranges::find(rule.proxies, name) != rule.proxies.end();
    if (known && !twice) rule.proxies.push_back(name);
  }
  // Without this a rule for others' proxies would become one that forbids all.
  if (!names.empty() && rule.proxies.empty()) return bad("none of its proxies can be used here");
  return rule;
}

// ---- Both -----------------------------------------------------------------------------------------------------------

// Reads each member of the list `name` of the domain, if there is one.
template <class T, class Parse>
Result<> parse_list(const json& all, const char* name, std::size_t most, std::vector<T>& out,
                    std::vector<ProvisioningDomain::Skipped>& skipped, Parse parse) {
  const auto list = all.find(name);
  if (list == all.end()) return {};
  if (!list->is_array()) return bad(std::format("'{}' is no list", name));
  if (list->size() > most) {
    return culvert::fail(Stage::kHttp, Code::kLimit, std::format("'{}' has more than {} entries", name, most));
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto parsed = parse((*list)[i]);
    if (parsed) {
      out.push_back(std::move(*parsed));
    } else {
      skipped.push_back({std::format("{}[{}]", name, i), std::move(parsed.error().detail)});
    }
  }
  return {};
}

}  // namespace

Result<ProvisioningDomain> parse_provisioning_domain(std::string_view text, std::string_view host,
                                                     std::chrono::sys_seconds now) {
  const auto all = parse_json(text, {.bytes = kMaxProvisioningDomain});
  if (!all) return std::unexpected(all.error());
  if (!all->is_object()) return bad("a provisioning domain is a JSON object");
  const std::string* identifier = string_in(*all, "identifier");
  if (identifier == nullptr) return bad("'identifier' is missing");
  ProvisioningDomain domain;
  const auto theirs = normalized(*identifier);
  if (!theirs || theirs != normalized(host)) {
    return bad("the provisioning domain is that of " + in_quotes(*identifier) + ", not of " + std::string(host));
  }
  domain.identifier = *theirs;
  const std::string* expires = string_in(*all, "expires");
  const auto until = expires == nullptr ? std::nullopt : parse_date_time(*expires);
  if (!until) return bad("'expires' is missing, or no date");
  if (now > *until) return bad("the provisioning domain has expired (" + *expires + ")");
  domain.expires = *until;
  auto parsed =
      parse_list(*all, "proxies", ProvisioningDomain::kMaxProxies, domain.proxies, domain.skipped, parse_proxy);
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  parsed = parse_list(*all, "proxy-match", ProvisioningDomain::kMaxRules, domain.rules, domain.skipped,
                      [&](const json& entry) { return parse_rule(entry, domain.proxies); });
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  return domain;
}

std::vector<const Proxy*> ProvisioningDomain::matching(const HostPort& target) const {
  std::vector<const Proxy*> found;
  const auto add = [&](std::string_view name) {
    for (const Proxy& proxy : proxies) {
      const bool known = std::ranges::find(found, &proxy) != found.end();
      if (proxy.identifier == name && !known) found.push_back(&proxy);
    }
  };
  const auto rule = std::ranges::find_if(rules, [&](const ProxyRule& r) { return r.matches(target); });
  if (rule == rules.end()) {
    add("");
  } else {
    for (const std::string& name : rule->proxies) add(name);
  }
  return found;
}

}  // namespace culvert::http
