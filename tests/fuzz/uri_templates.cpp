// URI templates, hosts, and what a person types for a proxy or a listener (core/http/uri_template.h, core/config).

#include "config/setup.h"
#include "fuzz.h"
#include "http/uri_template.h"

namespace culvert::fuzz {
namespace {

using http::HostPort;
using http::UriTemplate;

void check_expansion(const UriTemplate& t) {
  for (const HostPort& target : {HostPort{"example.com", 443}, {"2001:db8::1", 1}, {"192.0.2.1", 65535}}) {
    const std::string path = t.expand(target);
    FUZZ_CHECK(path.starts_with('/'));
    for (const char c : path) FUZZ_CHECK(c > 0x20 && c < 0x7f);
  }
}

}  // namespace
}  // namespace culvert::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace culvert;
  using namespace culvert::fuzz;
  const std::string_view text = text_of({data, size});
  const std::size_t half = text.find('\n');
  const std::string_view first = text.substr(0, half);
  const std::string_view second = half == std::string_view::npos ? "" : text.substr(half + 1);

  if (const auto input = http::parse_proxy_input(first)) check_expansion(input->uri_template);
  if (const auto input = http::understand_proxy_input(first)) {
    const bool domain = input->kind == http::ProxyInput::Kind::kProvisioningDomain;
    FUZZ_CHECK(input->origin.port != 0 && !input->origin.host.empty());
    FUZZ_CHECK(domain == input->uri_template.text().empty());
    FUZZ_CHECK(domain != http::parse_proxy_input(first).has_value());
  }
  if (const auto classic = http::parse_classic_proxy(first)) {
    FUZZ_CHECK(classic->kind == http::ProxyInput::Kind::kHost && classic->origin.port != 0);
    FUZZ_CHECK(http::parse_classic_proxy("https://" + classic->origin.to_string() + "/").value().origin ==
               classic->origin);
    check_expansion(classic->uri_template);
  }
  if (const auto whole = http::UriTemplate::parse(first)) {
    FUZZ_CHECK(whole->scheme() == "https");
    FUZZ_CHECK(!whole->authority().empty());
    check_expansion(*whole);
  }
  if (const auto path = http::UriTemplate::parse_path(first)) {
    check_expansion(*path);
    for (const HostPort& target : {HostPort{"example.com", 443}, {"2001:db8::1", 1}, {"192.0.2.1", 65535}}) {
      const auto back = path->match(path->expand(target));
      FUZZ_CHECK(back && *back == target);
    }
    if (const auto target = path->match(second)) {
      const auto again = path->match(path->expand(*target));
      FUZZ_CHECK(again && *again == *target);
    }
  }
  if (const auto host = http::parse_host(first)) {
    FUZZ_CHECK(host->size() <= 253);
    const auto again = http::parse_host(*host);
    FUZZ_CHECK(again && *again == *host);
  }
  if (const auto both = http::parse_host_port(first)) {
    const auto again = http::parse_host_port(both->to_string());
    FUZZ_CHECK(again && *again == *both);
  }
  if (const auto decoded = http::percent_decode(first)) {
    FUZZ_CHECK(http::percent_decode(http::percent_encode(*decoded)).value() == *decoded);
  }
  if (const auto address = config::ListenAddress::parse(first)) {
    FUZZ_CHECK(config::ListenAddress::parse(address->to_string()) == *address);
  }
  if (const auto forward = config::Forward::parse(first)) FUZZ_CHECK(forward->target.port != 0);
  return 0;
}
