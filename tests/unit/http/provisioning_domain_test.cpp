#include "http/provisioning_domain.h"

#include <gmock/gmock.h>

#include <format>

namespace culvert::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::chrono::sys_seconds kNow(std::chrono::seconds(1'782'194'400));  // 2026-06-23T06:00:00Z
constexpr std::string_view kHost = "proxy.example.org";

// A whole domain; `more` follows what every domain has.
std::string domain_of(std::string_view more) {
  return R"({"identifier": "proxy.example.org.", "expires": "2026-06-24T06:00:00Z", "prefixes": [])" +
         std::string(more.empty() ? "" : ", ") + std::string(more) + "}";
}

// An entry for connect-tcp whose host is its name.
std::string proxy(std::string_view host, std::string_view more = "") {
  return std::format(R"({{"protocol": "connect-tcp", "proxy": "https://{}/{{target_host}}/{{target_port}}"{}{}}})",
                     host, more.empty() ? "" : ", ", more);
}
std::string named(std::string_view name) {
  return proxy(std::string(name) + ".example", std::format(R"("identifier": "{}")", name));
}

Result<ProvisioningDomain> parse(std::string_view text, std::string_view host = kHost) {
  return parse_provisioning_domain(text, host, kNow);
}
ProvisioningDomain good(std::string_view more) {
  auto parsed = parse(domain_of(more));
  EXPECT_TRUE(parsed) << more << ": " << parsed.error().detail;
  return parsed ? std::move(*parsed) : ProvisioningDomain{};
}
void expect_error(std::string_view text, Code code, std::string_view words) {
  const auto parsed = parse(text);
  ASSERT_FALSE(parsed) << text;
  EXPECT_EQ(parsed.error().stage, Stage::kHttp) << text;
  EXPECT_EQ(parsed.error().code, code) << text;
  EXPECT_THAT(parsed.error().detail, HasSubstr(words)) << text;
}

std::vector<std::string> hosts(const ProvisioningDomain& domain, const HostPort& target) {
  std::vector<std::string> out;
  for (const auto* p : domain.matching(target)) out.push_back(p->uri_template.origin().host);
  return out;
}
// What was skipped, each "what: why".
std::vector<std::string> skipped(const ProvisioningDomain& domain) {
  std::vector<std::string> out;
  for (const auto& s : domain.skipped) out.push_back(s.what + ": " + s.why);
  return out;
}

// ---- The domain -----------------------------------------------------------------------------------------------------

TEST(ProvisioningDomain, T5_TemplatesOfConnectTcpAreTaken) {
  const ProvisioningDomain domain = good(R"("proxies": [
    {"protocol": "connect-tcp", "proxy": "https://proxy.example.org/.well-known/masque/tcp/{target_host}/{target_port}/"},
    {"protocol": "connect-tcp", "proxy": "https://other.example:8443/tcp{?target_host,target_port}",
     "alpn": ["h3", "h2"], "identifier": "other", "mandatory": ["identifier"]}])");
  EXPECT_EQ(domain.identifier, "proxy.example.org");
  EXPECT_EQ(domain.expires, kNow + std::chrono::hours(24));
  ASSERT_EQ(domain.proxies.size(), 2U);
  EXPECT_EQ(domain.proxies[0].uri_template.origin(), (HostPort{"proxy.example.org", 443}));
  EXPECT_EQ(domain.proxies[0].identifier, "");
  EXPECT_THAT(domain.proxies[0].alpn, IsEmpty());
  EXPECT_EQ(domain.proxies[1].uri_template.expand({"a.example", 80}), "/tcp?target_host=a.example&target_port=80");
  EXPECT_EQ(domain.proxies[1].identifier, "other");
  EXPECT_THAT(domain.proxies[1].alpn, ElementsAre("h3", "h2"));
  EXPECT_THAT(domain.skipped, IsEmpty());
}

TEST(ProvisioningDomain, T5_OneWithoutProxiesIsEmpty) {
  EXPECT_THAT(good("").proxies, IsEmpty());
  EXPECT_THAT(good(R"("proxies": [])").matching({"a.example", 80}), IsEmpty());
  EXPECT_THAT(good(R"("prefixes2": ["2001:db8::/32"], "vendor-x": {"a": [1, {"b": null}]}, "dnsZones": 7)").proxies,
              IsEmpty())
      << "other keys mean nothing";
}

TEST(ProvisioningDomain, T5_TheIdentifierIsTheHostThatWasAsked) {
  const auto with = [](std::string_view identifier) {
    return std::format(R"({{"identifier": "{}", "expires": "2026-06-24T06:00:00Z"}})", identifier);
  };
  for (const char* same : {"proxy.example.org", "proxy.example.org.", "PROXY.example.ORG"})
    EXPECT_TRUE(parse(with(same)));
  EXPECT_TRUE(parse(with("proxy.example.org"), "Proxy.Example.Org."));
  EXPECT_TRUE(parse(with("bücher.example"), "xn--bcher-kva.example"));
  EXPECT_TRUE(parse(with("192.0.2.1"), "192.0.2.1"));
  for (const char* other : {"example.org", "a.proxy.example.org", "proxy.example.org..", "", "proxy.example.org:443",
                            "https://proxy.example.org", "proxy.example.org\\u0000"}) {
    expect_error(with(other), Code::kInvalid, "not of proxy.example.org");
  }
  EXPECT_FALSE(parse(with(""), "")) << "two that are no names are not the same";
  expect_error(R"({"expires": "2026-06-24T06:00:00Z"})", Code::kInvalid, "'identifier' is missing");
  expect_error(R"({"identifier": 7, "expires": "2026-06-24T06:00:00Z"})", Code::kInvalid, "'identifier' is missing");
}

TEST(ProvisioningDomain, T5_OneThatHasExpiredIsAnError) {
  const auto with = [](std::string_view expires) {
    return std::format(R"({{"identifier": "proxy.example.org", "expires": {}}})", expires);
  };
  EXPECT_TRUE(parse(with(R"("2026-06-23T06:00:00Z")"))) << "to the last second";
  EXPECT_TRUE(parse(with(R"("2026-06-23T08:00:01+02:00")")));
  expect_error(with(R"("2026-06-23T05:59:59Z")"), Code::kInvalid, "expired");
  expect_error(with(R"("2026-06-23T07:59:59+02:00")"), Code::kInvalid, "expired");
  for (const char* none : {"\"\"", "\"tomorrow\"", "\"2026-06-24\"", "1782280800", "null"}) {
    expect_error(with(none), Code::kInvalid, "'expires' is missing, or no date");
  }
  expect_error(R"({"identifier": "proxy.example.org"})", Code::kInvalid, "'expires'");
}

TEST(ProvisioningDomain, T5_WhatIsNoDomain) {
  for (const char* text : {"", "[]", "\"x\"", "null", "{", "<html>", "{}{}"}) {
    EXPECT_EQ(parse(text).error().code, Code::kInvalid) << text;
  }
  expect_error(domain_of(R"("identifier": "proxy.example.org")"), Code::kInvalid, "twice");
  for (const char* list : {"{}", "null", "\"x\"", "1"}) {
    expect_error(domain_of(std::format(R"("proxies": {})", list)), Code::kInvalid, "'proxies' is no list");
    // Without its rules the domain would allow more than it does.
    expect_error(domain_of(std::format(R"("proxy-match": {})", list)), Code::kInvalid, "'proxy-match' is no list");
  }
}

TEST(ProvisioningDomain, T5_TooMuchOfAnythingIsAnError) {
  const auto list_of = [](std::string_view entry, std::size_t count) {
    std::string out = "[";
    for (std::size_t i = 0; i < count; ++i) out += std::string(i == 0 ? "" : ",") + std::string(entry);
    return out + "]";
  };
  EXPECT_EQ(good("\"proxies\": " + list_of(proxy("a.example"), 256)).proxies.size(), 256U);
  expect_error(domain_of("\"proxies\": " + list_of("{}", 257)), Code::kLimit, "256 entries");
  EXPECT_EQ(good("\"proxy-match\": " + list_of(R"({"proxies": []})", 1024)).rules.size(), 1024U);
  expect_error(domain_of("\"proxy-match\": " + list_of("{}", 1025)), Code::kLimit, "1024 entries");
  expect_error(domain_of("\"x\": " + list_of("0", 20'000)), Code::kLimit, "values");
  expect_error(domain_of("\"x\": [[[[[[[[[[]]]]]]]]]]"), Code::kLimit, "levels");
  expect_error(domain_of("\"x\": \"" + std::string(kMaxProvisioningDomain, 'x') + "\""), Code::kLimit, "bytes");
}

// ---- proxies --------------------------------------------------------------------------------------------------------

TEST(ProvisioningDomain, T5_EntriesForOthersAreSkippedAndSaid) {
  const ProvisioningDomain domain = good(R"("proxies": [
    {"protocol": "http-connect", "proxy": "proxy.example.org:80"},
    {"protocol": "connect-udp", "proxy": "https://proxy.example.org/masque{?target_host,target_port}"},)" +
                                         proxy("good.example") + R"(,
    {"protocol": "CONNECT-TCP", "proxy": "https://a/{target_host}/{target_port}"}, {"protocol": "connect-tcp"},
    {"proxy": "https://a/{target_host}/{target_port}"}, {"protocol": 1, "proxy": 2}, 7, [], null])");
  ASSERT_EQ(domain.proxies.size(), 1U);
  EXPECT_EQ(domain.proxies[0].uri_template.origin().host, "good.example");
  EXPECT_THAT(
      skipped(domain),
      ElementsAre(HasSubstr("proxies[0]: it is for 'http-connect'"), HasSubstr("proxies[1]: it is for 'connect-udp'"),
                  HasSubstr("proxies[3]: it is for 'CONNECT-TCP'"), HasSubstr("proxies[4]: 'protocol' or 'proxy'"),
                  HasSubstr("proxies[5]: "), HasSubstr("proxies[6]: "), HasSubstr("proxies[7]: this is no object"),
                  HasSubstr("proxies[8]: "), HasSubstr("proxies[9]: ")));
}

TEST(ProvisioningDomain, T1_T5_TemplatesKeepTheSameRules) {
  for (const char* uri :
       {"http://a.example/{target_host}/{target_port}", "a.example:443", "https://a.example/{target_host}",
        "https://user@a.example/{target_host}/{target_port}", "https://a.example/{+target_host}/{target_port}",
        "https://a.example/{target_host}/{target_port}#x", "https://{target_host}/{target_port}", "",
        "https://a.example/\\u0001{target_host}/{target_port}"}) {
    const ProvisioningDomain domain =
        good(std::format(R"("proxies": [{{"protocol": "connect-tcp", "proxy": "{}"}}])", uri));
    EXPECT_THAT(domain.proxies, IsEmpty()) << uri;
    EXPECT_THAT(skipped(domain), ElementsAre(HasSubstr("at character"))) << uri;
  }
}

TEST(ProvisioningDomain, T5_WhatIsMandatoryHasToBeUnderstood) {
  const auto reason = [](std::string_view more) {
    const ProvisioningDomain domain = good("\"proxies\": [" + proxy("a.example", more) + "]");
    EXPECT_EQ(domain.proxies.size() + domain.skipped.size(), 1U);
    return domain.skipped.empty() ? std::string() : domain.skipped[0].why;
  };
  EXPECT_EQ(reason(R"("mandatory": [])"), "");
  EXPECT_EQ(reason(R"("mandatory": ["proxy", "protocol", "mandatory"])"), "");
  EXPECT_EQ(reason(R"("mandatory": ["alpn"], "alpn": ["h2"])"), "");
  EXPECT_EQ(reason(R"("example_tech_authmode": "key")"), "") << "a key that nobody demands";
  EXPECT_EQ(reason(R"("mandatory": ["example_tech_authmode"], "example_tech_authmode": "key")"),
            "'example_tech_authmode' is mandatory and not known here");
  EXPECT_EQ(reason(R"("mandatory": ["alpn"])"), "'alpn' is mandatory and missing");
  EXPECT_EQ(reason(R"("mandatory": ["alpn"], "alpn": "h2")"), "'alpn' is mandatory and no list of names");
  for (const char* none : {"\"alpn\"", "{}", "[1]", "null"}) {
    EXPECT_EQ(reason(std::format(R"("mandatory": {})", none)), "'mandatory' is no list of names");
  }
}

TEST(ProvisioningDomain, T5_AHintThatIsNoneIsPassedOverAnIdentifierIsNot) {
  const ProvisioningDomain domain =
      good("\"proxies\": [" + proxy("a.example", R"("alpn": "h2")") + "," + proxy("b.example", R"("identifier": "")") +
           "," + proxy("c.example", R"("identifier": 7)") + "]");
  ASSERT_EQ(domain.proxies.size(), 1U);
  EXPECT_THAT(domain.proxies[0].alpn, IsEmpty());
  EXPECT_THAT(skipped(domain),
              ElementsAre("proxies[1]: 'identifier' is no name", "proxies[2]: 'identifier' is no name"));
}

// ---- proxy-match ----------------------------------------------------------------------------------------------------

TEST(ProvisioningDomain, T5_TheFirstRuleThatMatchesDecides) {
  const ProvisioningDomain domain =
      good("\"proxies\": [" + named("usual") + "," + named("special") + "," + named("spare") +
           R"(], "proxy-match": [
    {"domains": ["*.special.example.org"], "ports": ["80", "443", "49152-65535"], "proxies": ["special"]},
    {"domains": ["direct.example.org"], "proxies": []},
    {"subnets": ["192.0.2.0/24"], "proxies": ["spare", "usual", "spare"]},
    {"domains": ["*.example.org"], "proxies": ["usual"]}])");
  EXPECT_THAT(domain.skipped, IsEmpty());
  EXPECT_THAT(hosts(domain, {"a.special.example.org", 443}), ElementsAre("special.example"));
  EXPECT_THAT(hosts(domain, {"a.special.example.org", 50'000}), ElementsAre("special.example"));
  EXPECT_THAT(hosts(domain, {"a.special.example.org", 8080}), ElementsAre("usual.example"));
  EXPECT_THAT(hosts(domain, {"direct.example.org", 443}), IsEmpty());
  EXPECT_THAT(hosts(domain, {"192.0.2.7", 1}), ElementsAre("spare.example", "usual.example"));
  EXPECT_THAT(hosts(domain, {"example.org", 1}), ElementsAre("usual.example"));
  EXPECT_THAT(hosts(domain, {"example.com", 443}), IsEmpty());
  EXPECT_THAT(hosts(domain, {"198.51.100.1", 443}), IsEmpty());
}

TEST(ProvisioningDomain, T5_ProxiesWithoutIdentifierAreForWhatNoRuleMatches) {
  const ProvisioningDomain domain = good("\"proxies\": [" + proxy("any.example") + "," + named("inside") + "," +
                                         proxy("any2.example") + R"(], "proxy-match": [
    {"domains": ["*.corp.example"], "proxies": ["inside"]}, {"ports": ["25"], "proxies": []}])");
  EXPECT_THAT(hosts(domain, {"a.corp.example", 443}), ElementsAre("inside.example"));
  EXPECT_THAT(hosts(domain, {"mail.example", 25}), IsEmpty());
  EXPECT_THAT(hosts(domain, {"a.example", 443}), ElementsAre("any.example", "any2.example"));
}

TEST(ProvisioningDomain, T5_AProxyWithAnIdentifierWaitsForItsRule) {
  const ProvisioningDomain domain = good("\"proxies\": [" + named("a") + "]");
  EXPECT_EQ(domain.proxies.size(), 1U);
  EXPECT_THAT(domain.matching({"example.com", 443}), IsEmpty());
}

TEST(ProvisioningDomain, T5_ProxiesMayShareAnIdentifier) {
  const ProvisioningDomain domain =
      good("\"proxies\": [" + proxy("one.example", R"("identifier": "x")") + "," + named("y") + "," +
           proxy("two.example", R"("identifier": "x")") + R"(], "proxy-match": [{"proxies": ["x", "y"]}])");
  EXPECT_THAT(hosts(domain, {"a.example", 1}), ElementsAre("one.example", "two.example", "y.example"));
}

TEST(ProvisioningDomain, T5_ARuleForUnknownProxiesIsPassedOver) {
  const ProvisioningDomain domain =
      good(R"("proxies": [{"protocol": "connect-udp", "proxy": "x", "identifier": "udp"},)" + named("tcp") +
           R"(], "proxy-match": [
    {"domains": ["a.example"], "proxies": ["udp"]}, {"domains": ["a.example"], "proxies": ["nobody", ""]},
    {"domains": ["a.example"], "proxies": ["nobody", "tcp"]}])");
  EXPECT_THAT(hosts(domain, {"a.example", 443}), ElementsAre("tcp.example"));
  EXPECT_THAT(skipped(domain),
              ElementsAre(HasSubstr("proxies[0]"), "proxy-match[0]: none of its proxies can be used here",
                          "proxy-match[1]: none of its proxies can be used here"));
}

TEST(ProvisioningDomain, T5_ARuleThatIsNotUnderstoodIsPassedOver) {
  for (const char* rule :
       {R"({"proxies": ["a"], "acme_processid": 7})", R"({"domains": ["x.example"]})", "7", "[]", "{}",
        R"({"proxies": "a"})", R"({"proxies": [1]})", R"({"proxies": null})", R"({"proxies": ["a"], "domains": []})",
        R"({"proxies": ["a"], "domains": ["*"]})", R"({"proxies": ["a"], "domains": ["x.example", 1]})",
        R"({"proxies": ["a"], "domains": "x.example"})", R"({"proxies": ["a"], "subnets": ["192.0.2.0/33"]})",
        R"({"proxies": ["a"], "subnets": []})", R"({"proxies": ["a"], "ports": [80]})",
        R"({"proxies": ["a"], "ports": ["80", "x"]})", R"({"proxies": ["a"], "ports": ["http"]})",
        R"({"proxies": ["a"], "Domains": ["x.example"]})"}) {
    const ProvisioningDomain domain = good("\"proxies\": [" + named("a") + "," + named("b") + R"(], "proxy-match": [)" +
                                           rule + R"(, {"proxies": ["b"]}])");
    EXPECT_THAT(hosts(domain, {"x.example", 80}), ElementsAre("b.example")) << rule;
    EXPECT_THAT(skipped(domain), ElementsAre(HasSubstr("proxy-match[0]: "))) << rule;
  }
}

}  // namespace
}  // namespace culvert::http
