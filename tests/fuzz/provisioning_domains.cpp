// Provisioning domains (core/http/provisioning_domain.h). The first line of an input is the destination, or nothing.

#include <algorithm>

#include "fuzz.h"
#include "http/bounded_json.h"
#include "http/date_time.h"
#include "http/provisioning_domain.h"

namespace culvert::fuzz {
namespace {

using http::ProvisioningDomain;

constexpr std::string_view kHost = "proxy.example.org";
constexpr std::chrono::sys_seconds kNow(std::chrono::seconds(1'782'194'400));

void check_matching(const ProvisioningDomain& domain, const http::HostPort& target) {
  const auto found = domain.matching(target);
  const auto rule = std::ranges::find_if(domain.rules, [&](const http::ProxyRule& r) { return r.matches(target); });
  for (std::size_t i = 0; i < found.size(); ++i) {
    FUZZ_CHECK(found[i] >= domain.proxies.data() && found[i] < domain.proxies.data() + domain.proxies.size());
    FUZZ_CHECK(std::ranges::count(found, found[i]) == 1);
    // A proxy that has an identifier is used only where a rule names it.
    const bool by_rule =
        rule != domain.rules.end() && std::ranges::find(rule->proxies, found[i]->identifier) != rule->proxies.end();
    FUZZ_CHECK(by_rule || (rule == domain.rules.end() && found[i]->identifier.empty()));
  }
  if (rule != domain.rules.end()) FUZZ_CHECK(found.empty() == rule->proxies.empty());
}

void check_domain(const ProvisioningDomain& domain, std::string_view target) {
  FUZZ_CHECK(domain.identifier == kHost);
  FUZZ_CHECK(domain.expires >= kNow);
  FUZZ_CHECK(domain.proxies.size() <= ProvisioningDomain::kMaxProxies);
  FUZZ_CHECK(domain.rules.size() <= ProvisioningDomain::kMaxRules);
  for (const auto& proxy : domain.proxies) {
    FUZZ_CHECK(proxy.uri_template.scheme() == "https");
    FUZZ_CHECK(!proxy.uri_template.expand({"2001:db8::1", 1}).contains(' '));
  }
  for (const auto& skipped : domain.skipped) FUZZ_CHECK(!skipped.what.empty() && !skipped.why.empty());
  for (const http::HostPort& known :
       {http::HostPort{"a.special.example.org", 443}, {"192.0.2.7", 25}, {"2001:db8::1", 80}}) {
    check_matching(domain, known);
  }
  if (const auto other = http::parse_host_port(target, 443)) check_matching(domain, *other);
}

}  // namespace
}  // namespace culvert::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace culvert;
  using namespace culvert::fuzz;
  const std::string_view text = text_of({data, size});
  const std::size_t line = text.find('\n');
  const std::string_view first = text.substr(0, line);
  const std::string_view rest = line == std::string_view::npos ? "" : text.substr(line + 1);

  if (const auto domain = http::parse_provisioning_domain(rest, kHost, kNow)) check_domain(*domain, first);
  if (const auto tree = http::parse_json(rest)) {
    const auto again = http::parse_json(tree->dump(), {.bytes = std::size_t{64} * 1024 * 1024});
    FUZZ_CHECK(again && *again == *tree);
  }
  if (const auto flat = http::parse_json(rest, {.depth = 0})) FUZZ_CHECK(!flat->is_structured());
  static_cast<void>(http::parse_date_time(first));
  static_cast<void>(http::parse_match_subnet(first));
  static_cast<void>(http::parse_match_ports(first));
  if (const auto pattern = http::parse_match_domain(first)) FUZZ_CHECK(pattern->matches(pattern->name));
  return 0;
}
