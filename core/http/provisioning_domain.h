// Provisioning domains (RFC 8801) that list proxies (draft-ietf-intarea-proxy-config), requirement T5. Text in, values
// out; fetching is core/upstream's.
//
// A domain lists what is offered, and its rules only narrow that: what they say never makes anybody use a proxy that
// was not listed, nor for more than its entry allows.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "http/authority.h"
#include "http/proxy_match.h"
#include "http/uri_template.h"

namespace culvert::http {

inline constexpr std::string_view kProvisioningPath = "/.well-known/pvd";
inline constexpr std::string_view kProvisioningType = "application/pvd+json";
inline constexpr std::size_t kMaxProvisioningDomain = std::size_t{256} * 1024;  // bytes

struct ProvisioningDomain {
  // More than that, and the whole is an error: half of a list would mean something else.
  static constexpr std::size_t kMaxProxies = 256;
  static constexpr std::size_t kMaxRules = 1024;

  // An entry for connect-tcp.
  struct Proxy {
    UriTemplate uri_template;
    std::string identifier;         // for the rules; empty: none
    std::vector<std::string> alpn;  // what it speaks, a hint; empty: not said
  };
  // What was left out. Both may hold bytes of the server: escape before showing.
  struct Skipped {
    std::string what;  // "proxies[2]", "proxy-match[0]"
    std::string why;
  };

  std::string identifier;  // as a host is, without a dot at the end
  std::chrono::sys_seconds expires;
  std::vector<Proxy> proxies;
  std::vector<ProxyRule> rules;  // in order of priority; each names a proxy of the list, or none at all
  std::vector<Skipped> skipped;

  // The proxies for a destination, the most preferred first; they live in `proxies`. The first rule that matches
  // decides. Where none does it is the proxies without an identifier: those that have one wait to be named by a rule
  // (draft-ietf-intarea-proxy-config §3.1).
  [[nodiscard]] std::vector<const Proxy*> matching(const HostPort& target) const;
};

// `host` is the one that was asked. Entries and rules that are not understood are left out, the others count. Errors:
// kHttp, with kLimit for too much of something, else kInvalid: no JSON, not of this host (RFC 8801 §4.4), expired,
// lists that are none.
[[nodiscard]] Result<ProvisioningDomain> parse_provisioning_domain(std::string_view text, std::string_view host,
                                                                   std::chrono::sys_seconds now);

}  // namespace culvert::http
