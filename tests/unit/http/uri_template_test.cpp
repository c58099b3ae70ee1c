#include "http/uri_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <format>
#include <random>

#include "net/address.h"

namespace culvert::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

UriTemplate parsed(std::string_view text) {
  auto result = UriTemplate::parse(text);
  EXPECT_TRUE(result) << text << ": " << result.error().detail;
  return result ? std::move(*result) : UriTemplate{};
}

UriTemplate parsed_path(std::string_view text) {
  auto result = UriTemplate::parse_path(text);
  EXPECT_TRUE(result) << text << ": " << result.error().detail;
  return result ? std::move(*result) : UriTemplate{};
}

// The rule and the place (characters counted from 1).
void expect_rejected(std::string_view text, std::string_view rule, std::size_t place) {
  const auto result = UriTemplate::parse(text);
  ASSERT_FALSE(result) << text;
  EXPECT_EQ(result.error().stage, Stage::kLocal);
  EXPECT_EQ(result.error().code, Code::kInvalid);
  EXPECT_THAT(result.error().detail, HasSubstr(rule)) << text;
  EXPECT_THAT(result.error().detail, EndsWith(std::format("(at character {})", place))) << text;
}

// ---- T1: what is a template
// ------------------------------------------------------------------------------------------

TEST(UriTemplate, T1_AcceptsTheExamplesOfTheDraft) {
  for (const char* text :
       {"https://example.org/.well-known/masque/tcp/{target_host}/{target_port}/",
        "https://proxy.example.org:4443/masque/tcp?t={target_host}&p={target_port}",
        "https://proxy.example.org:4443/masque/tcp{?target_host,target_port}",
        "https://proxy.example.org/x?y=z{&target_host,target_port}",
        "https://[2001:db8::1]:8443/{target_host}/{target_port}", "https://192.0.2.1/{target_port},{target_host}",
        "https://example.org/{target_host,target_port}", "https://example.org/%41/{target_host}:{target_port}",
        "https://example.org/a!$&()*+,;=:@[]~/{target_host}/{target_port}"}) {
    EXPECT_TRUE(UriTemplate::parse(text)) << text;
  }
}

TEST(UriTemplate, T1_TellsItsParts) {
  const UriTemplate t = parsed("https://Proxy.Example.org/a/{target_host}/{target_port}/");
  EXPECT_EQ(t.scheme(), "https");
  EXPECT_EQ(t.authority(), "Proxy.Example.org");
  EXPECT_EQ(t.origin(), (HostPort{"proxy.example.org", 443}));
  EXPECT_EQ(t.text(), "https://Proxy.Example.org/a/{target_host}/{target_port}/");
  EXPECT_EQ(parsed("https://[::1]:8443/{target_host}/{target_port}").origin(), (HostPort{"::1", 8443}));
}

TEST(UriTemplate, T1_ASchemeIsTheSameInCapitals) {
  EXPECT_EQ(parsed("HTTPS://a.example/{target_host}/{target_port}").scheme(), "https");
}

TEST(UriTemplate, T1_RejectsWithoutScheme) {
  expect_rejected("a.example/{target_host}/{target_port}", "begins with https://", 1);
  expect_rejected("://a.example/{target_host}/{target_port}", "begins with https://", 1);
  expect_rejected("", "begins with https://", 1);
  expect_rejected("https:/a.example/{target_host}/{target_port}", "begins with https://", 1);
}

TEST(UriTemplate, T1_RejectsOtherSchemes) {
  expect_rejected("http://a.example/{target_host}/{target_port}", "must be https", 1);
  expect_rejected("masque://a.example/{target_host}/{target_port}", "must be https", 1);
  expect_rejected("{scheme}://a.example/{target_host}/{target_port}", "must be https", 1);
}

TEST(UriTemplate, T1_RejectsWithoutAuthority) {
  expect_rejected("https:///{target_host}/{target_port}", "host is missing", 9);
}

TEST(UriTemplate, T1_RejectsBadAuthorities) {
  expect_rejected("https://user@a.example/{target_host}/{target_port}", "user name", 13);
  expect_rejected("https://a.example:0/{target_host}/{target_port}", "port must be", 9);
  expect_rejected("https://a.example:/{target_host}/{target_port}", "port must be", 9);
  expect_rejected("https://a..example/{target_host}/{target_port}", "empty part", 9);
  expect_rejected("https://a%2eexample/{target_host}/{target_port}", "must not contain", 9);
  expect_rejected("https://::1/{target_host}/{target_port}", "brackets", 9);
  expect_rejected("https://2001:db8::1/{target_host}/{target_port}", "brackets", 9);
  expect_rejected("https://[::1/{target_host}/{target_port}", "is missing", 9);
  expect_rejected("https://[fe80::1%25eth0]/{target_host}/{target_port}", "IPv6", 9);
}

TEST(UriTemplate, T1_RejectsVariablesInTheAuthority) {
  expect_rejected("https://{target_host}/{target_port}", "path or the query only", 9);
  expect_rejected("https://a.{target_host}:{target_port}/", "path or the query only", 11);
  expect_rejected("https://a.example{target_host}", "path or the query only", 18);
}

TEST(UriTemplate, T1_RejectsWithoutPath) {
  expect_rejected("https://a.example", "path", 18);
  expect_rejected("https://a.example?h={target_host}&p={target_port}", "path", 18);
  expect_rejected("https://a.example#{target_host}{target_port}", "path", 18);
}

TEST(UriTemplate, T1_RejectsFragments) {
  expect_rejected("https://a/{target_host}/{target_port}#x", "no fragment", 38);
  expect_rejected("https://a/#{target_host}/{target_port}", "no fragment", 11);
}

TEST(UriTemplate, T1_RejectsOperatorPlus) { expect_rejected("https://a/{+target_host}/{target_port}", "'+'", 12); }
TEST(UriTemplate, T1_RejectsOperatorHash) { expect_rejected("https://a/{#target_host}/{target_port}", "'#'", 12); }
TEST(UriTemplate, T1_RejectsOperatorDot) { expect_rejected("https://a/{.target_host}/{target_port}", "'.'", 12); }
TEST(UriTemplate, T1_RejectsOperatorSlash) { expect_rejected("https://a/x{/target_host,target_port}", "'/'", 13); }
TEST(UriTemplate, T1_RejectsOperatorSemicolon) { expect_rejected("https://a/{target_host}{;target_port}", "';'", 25); }
TEST(UriTemplate, T1_RejectsReservedOperators) {
  for (const char op : std::string_view("=,!@|")) {
    expect_rejected(std::format("https://a/{{{}target_host}}/{{target_port}}", op), std::format("'{}'", op), 12);
  }
}

TEST(UriTemplate, T1_RejectsModifiersOfLevel4) {
  expect_rejected("https://a/{target_host:3}/{target_port}", "modifiers", 23);
  expect_rejected("https://a/{target_host*}/{target_port}", "modifiers", 23);
  expect_rejected("https://a/{target_host,target_port*}", "modifiers", 35);
}

TEST(UriTemplate, T1_RejectsBadVariableNames) {
  expect_rejected("https://a/{}{target_host}/{target_port}", "no variable name", 12);
  expect_rejected("https://a/{?}{target_host}/{target_port}", "no variable name", 13);
  expect_rejected("https://a/{target_host,}/{target_port}", "no variable name", 24);
  expect_rejected("https://a/{,target_host}/{target_port}", "','", 12);
  expect_rejected("https://a/{target-host}/{target_port}", "no variable name", 12);
  expect_rejected("https://a/{.}/", "'.'", 12);
  expect_rejected("https://a/{a..b}{target_host}/{target_port}", "no variable name", 12);
  expect_rejected("https://a/{a.}{target_host}/{target_port}", "no variable name", 12);
  expect_rejected("https://a/{a%2}{target_host}/{target_port}", "no variable name", 12);
  expect_rejected("https://a/{{target_host}}/{target_port}", "no variable name", 12);
}

TEST(UriTemplate, T1_RejectsBracesAlone) {
  expect_rejected("https://a/{target_host}/{target_port", "'{' without '}'", 25);
  expect_rejected("https://a/target_host}/{target_port}", "'}' without '{'", 22);
}

TEST(UriTemplate, T1_RejectsWithoutTheTwoVariables) {
  expect_rejected("https://a/", "{target_host} is missing", 11);
  expect_rejected("https://a/{target_port}", "{target_host} is missing", 24);
  expect_rejected("https://a/{target_host}", "{target_port} is missing", 24);
  expect_rejected("https://a/{Target_Host}/{target_port}", "{target_host} is missing", 38);  // names have a case
}

TEST(UriTemplate, T1_RejectsWhatIsNotVisibleAscii) {
  expect_rejected("https://a/ {target_host}/{target_port}", "visible ASCII", 11);
  expect_rejected("https://a/\x7f{target_host}/{target_port}", "visible ASCII", 11);
  expect_rejected("https://a/\xc3\xbc{target_host}/{target_port}", "visible ASCII", 11);
  expect_rejected("https://a/{target_host}/{target_port}\n", "visible ASCII", 38);
  expect_rejected(std::string_view("https://a\0/{target_host}/{target_port}", 38), "visible ASCII", 10);
  expect_rejected("https://bücher.example/{target_host}/{target_port}", "visible ASCII", 10);
}

TEST(UriTemplate, T1_RejectsCharactersThatNoLiteralHas) {  // RFC 6570 §2.1
  for (const char c : std::string_view("\"'<>\\^`|")) {
    expect_rejected(std::format("https://a/{}{{target_host}}/{{target_port}}", c), "percent-encoded", 11);
  }
}

TEST(UriTemplate, T1_RejectsBadPercentSigns) {
  for (const char* text : {"%", "%4", "%4g/", "%%41"}) {
    expect_rejected(std::format("https://a/{{target_host}}/{{target_port}}/{}", text), "hexadecimal", 39);
  }
}

TEST(UriTemplate, T1_RejectsTooLongOnes) {
  const std::string start = "https://a/{target_host}/{target_port}/";
  EXPECT_TRUE(UriTemplate::parse(start + std::string(4096 - start.size(), 'x')));
  expect_rejected(start + std::string(4097 - start.size(), 'x'), "4096", 4097);
  std::string many = start;
  for (int i = 0; i < 70; ++i) many += "{v}";
  EXPECT_FALSE(UriTemplate::parse(many));
  EXPECT_FALSE(UriTemplate::parse_path("/{target_host}/{target_port}/" + std::string(4096, 'x')));
}

// ---- T2: expansion
// ---------------------------------------------------------------------------------------------------

std::string expanded(std::string_view path, const HostPort& target) {
  return parsed("https://a" + std::string(path)).expand(target);
}

TEST(UriTemplate, T2_ExamplesOfRfc6570) {  // level 1 and 3, with our two variables in place of x and y
  const HostPort t{"value", 768};
  EXPECT_EQ(expanded("/{target_host}/{target_port}", t), "/value/768");                          // {var}
  EXPECT_EQ(expanded("/map?{target_host,target_port}", t), "/map?value,768");                    // map?{x,y}
  EXPECT_EQ(expanded("/{target_host,hello,target_port}", t), "/value,768");                      // {x,undef,y}
  EXPECT_EQ(expanded("/{?target_host,target_port}", t), "/?target_host=value&target_port=768");  // {?x,y}
  EXPECT_EQ(expanded("/{?undef,target_port,target_host}", t), "/?target_port=768&target_host=value");
  EXPECT_EQ(expanded("/?fixed=yes{&target_host}{&target_port}", t), "/?fixed=yes&target_host=value&target_port=768");
  EXPECT_EQ(expanded("/{&target_host,target_port,undef}", t), "/&target_host=value&target_port=768");
}

TEST(UriTemplate, T2_OtherVariablesExpandToNothing) {
  const HostPort t{"h", 1};
  EXPECT_EQ(expanded("/{a}{target_host}{?b,c}/{&d}{target_port}{%41.e_1}", t), "/h/1");
  EXPECT_EQ(expanded("/{?a,target_host,b,target_port}", t), "/?target_host=h&target_port=1");
}

TEST(UriTemplate, T2_ColonsOfIpv6AreEncoded) {
  EXPECT_EQ(parsed("https://a/{target_host}/{target_port}/").expand({"2001:db8::1", 443}), "/2001%3Adb8%3A%3A1/443/");
}

TEST(UriTemplate, T2_NothingButUnreservedCharactersStaysAsItIs) {
  EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_encode("a b/c?d#e%f:g@h"), "a%20b%2Fc%3Fd%23e%25f%3Ag%40h");
  EXPECT_EQ(percent_encode("\xff\x01"), "%FF%01");
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(percent_decode(percent_encode(all)), all);
}

TEST(UriTemplate, PercentDecoding) {
  EXPECT_EQ(percent_decode(""), "");
  EXPECT_EQ(percent_decode("a%3ab%3Ac"), "a:b:c");
  EXPECT_EQ(percent_decode("%25%32%35"), "%25");  // once only
  for (const char* text : {"%", "%4", "a%", "a%4", "%4g", "%g4", "%%", "% 4", "%+4"})
    EXPECT_FALSE(percent_decode(text)) << text;
}

// ---- T3: the default template
// ----------------------------------------------------------------------------------------

TEST(UriTemplate, T3_DefaultOfAnOrigin) {
  EXPECT_EQ(UriTemplate::default_for({"proxy.example", 443}).text(),
            "https://proxy.example:443/.well-known/masque/tcp/{target_host}/{target_port}/");
  EXPECT_EQ(UriTemplate::default_for({"2001:db8::1", 8443}).text(),
            "https://[2001:db8::1]:8443/.well-known/masque/tcp/{target_host}/{target_port}/");
  EXPECT_EQ(UriTemplate::default_for({"a_b.example.", 1}).origin(), (HostPort{"a_b.example.", 1}));
  EXPECT_EQ(UriTemplate::default_for({"a", 1}).expand({"example.com", 80}), "/.well-known/masque/tcp/example.com/80/");
}

// ---- T4: the one input field
// -----------------------------------------------------------------------------------------

TEST(ProxyInput, T4_AHostMeansTheDefaultTemplate) {
  const auto expect = [](std::string_view text, std::string_view origin) {
    const auto input = parse_proxy_input(text);
    ASSERT_TRUE(input) << text;
    EXPECT_EQ(input->kind, ProxyInput::Kind::kHost);
    EXPECT_EQ(input->uri_template.origin().to_string(), origin);
    EXPECT_EQ(input->uri_template.text(), "https://" + std::string(origin) + std::string(kDefaultTemplatePath));
  };
  expect("proxy.example", "proxy.example:443");
  expect(" \tproxy.example:8443\r\n", "proxy.example:8443");
  expect("192.0.2.1", "192.0.2.1:443");
  expect("[::1]:8443", "[::1]:8443");
  expect("::1", "[::1]:443");
  expect("bücher.example", "xn--bcher-kva.example:443");
}

TEST(ProxyInput, T4_ATemplateIsTakenAsOne) {
  const auto input = parse_proxy_input(" https://a.example/{target_host}/{target_port} ");
  ASSERT_TRUE(input);
  EXPECT_EQ(input->kind, ProxyInput::Kind::kTemplate);
  EXPECT_EQ(input->uri_template.text(), "https://a.example/{target_host}/{target_port}");
}

TEST(ProxyInput, T4_T5_AProvisioningDomainIsToldFromATemplate) {
  const auto expect = [](std::string_view text, const HostPort& origin) {
    const auto input = understand_proxy_input(text);
    ASSERT_TRUE(input) << text << ": " << input.error().detail;
    EXPECT_EQ(input->kind, ProxyInput::Kind::kProvisioningDomain) << text;
    EXPECT_EQ(input->origin, origin) << text;
    EXPECT_EQ(input->uri_template.text(), "") << text;
    const auto at_once = parse_proxy_input(text);
    ASSERT_FALSE(at_once) << text;
    EXPECT_EQ(at_once.error().code, Code::kUnsupported);
    EXPECT_NE(at_once.error().detail.find("provisioning domain"), std::string::npos);
  };
  expect("https://proxy.example/.well-known/pvd", {"proxy.example", 443});
  expect(" HTTPS://Proxy.Example:8443/.well-known/pvd\n", {"proxy.example", 8443});
  expect("https://[2001:db8::1]/.well-known/pvd", {"2001:db8::1", 443});
  EXPECT_EQ(understand_proxy_input("proxy.example")->kind, ProxyInput::Kind::kHost);
  EXPECT_EQ(understand_proxy_input("proxy.example:8443")->origin, (HostPort{"proxy.example", 8443}));
  const auto uri_template = understand_proxy_input("https://a.example/.well-known/pvd/{target_host}/{target_port}");
  ASSERT_TRUE(uri_template);
  EXPECT_EQ(uri_template->kind, ProxyInput::Kind::kTemplate);
  EXPECT_EQ(uri_template->origin, (HostPort{"a.example", 443}));
}

TEST(ProxyInput, T4_T5_WhatIsNoProvisioningDomain) {
  for (const char* text : {"http://proxy.example/.well-known/pvd", "https:///.well-known/pvd",
                           "https://user@proxy.example/.well-known/pvd", "https://proxy.example:0/.well-known/pvd",
                           "https://{target_host}/.well-known/pvd", "proxy.example/.well-known/pvd",
                           "https://proxy.example/.well-known/pvd/", "https://proxy.example/.well-known/pvd?x",
                           "://proxy/.well-known/pvd", "https://proxy.example/.well-known/pvd#x",
                           "https://proxy.example/x/.well-known/pvd", "https://proxy.example/.well-known/PVD",
                           "https://a b/.well-known/pvd", "https://2001:db8::1/.well-known/pvd"}) {
    const auto input = understand_proxy_input(text);
    ASSERT_FALSE(input) << text;
    EXPECT_EQ(input.error().stage, Stage::kLocal) << text;
    EXPECT_EQ(input.error().code, Code::kInvalid) << text;
  }
}

TEST(ProxyInput, T4_Rejects) {
  for (const char* text : {"", "  ", "https://a.example", "https://a.example/",
                           "http://a.example/{target_host}/{target_port}", "a.example/{target_host}/{target_port}",
                           "a.example/path", "a.example:99999", "a b", "user@host", "{target_host}:{target_port}"}) {
    const auto input = parse_proxy_input(text);
    ASSERT_FALSE(input) << text;
    EXPECT_EQ(input.error().stage, Stage::kLocal);
    EXPECT_EQ(input.error().code, Code::kInvalid);
  }
}

// ---- T7: matching, at the proxy
// --------------------------------------------------------------------------------------

TEST(UriTemplatePath, T1_TheSameRules) {
  for (const char* text :
       {"", "a/{target_host}/{target_port}", "https://a/{target_host}/{target_port}", "/{target_host}",
        "/{+target_host}/{target_port}", "/{target_host}/{target_port}#", "/ {target_host}/{target_port}",
        "/{target_host:1}/{target_port}", "/{target_host}/{target_port}%4"}) {
    const auto result = UriTemplate::parse_path(text);
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().code, Code::kInvalid);
  }
  const auto missing = UriTemplate::parse_path("/{target_host}");
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().detail, EndsWith("(at character 15)"));
}

TEST(UriTemplatePath, RejectsWhatCouldBeReadInTwoWays) {
  const auto place = [](std::string_view text) -> std::string {
    const auto result = UriTemplate::parse_path(text);
    if (result) return "accepted";
    const std::size_t at = result.error().detail.rfind(' ');
    return result.error().detail.substr(at + 1);
  };
  EXPECT_EQ(place("/{target_host}{target_port}"), "15)");
  EXPECT_EQ(place("/{target_host}.{target_port}"), "15)");
  EXPECT_EQ(place("/{target_host}:{target_port}"), "15)");
  EXPECT_EQ(place("/{target_host}%20{target_port}"), "15)");
  EXPECT_EQ(place("/{target_host}{other}{target_port}"), "15)");
  EXPECT_EQ(place("/{target_host}/{target_port}x"), "29)");
  EXPECT_EQ(place("/{target_host}/{target_port}/x"), "accepted");
  EXPECT_EQ(place("/{target_host}@{target_port}"), "accepted");
  EXPECT_EQ(place("/{target_host}{other}/{target_port}{more}"), "accepted");
  EXPECT_EQ(place("/{target_host}{?target_port}"), "accepted");
}

TEST(UriTemplateMatch, T7_TakesTheDestination) {
  const UriTemplate t = parsed_path(kDefaultTemplatePath);
  const auto expect = [&](std::string_view values, const HostPort& target) {
    const auto match = t.match("/.well-known/masque/tcp/" + std::string(values) + "/");
    ASSERT_TRUE(match) << values << ": " << match.error().detail;
    EXPECT_EQ(*match, target);
  };
  expect("example.com/443", {"example.com", 443});
  expect("EXAMPLE.com/443", {"example.com", 443});
  expect("192.0.2.1/1", {"192.0.2.1", 1});
  expect("2001%3Adb8%3A%3A1/65535", {"2001:db8::1", 65535});
  expect("2001%3adb8%3a%3a1/65535", {"2001:db8::1", 65535});
  expect("2001:db8::1/80", {"2001:db8::1", 80});
  expect("%65xample%2Ecom/4%343", {"example.com", 443});
  expect("b%C3%BCcher.example/80", {"xn--bcher-kva.example", 80});
}

TEST(UriTemplateMatch, T7_MalformedIsInvalid) {
  const UriTemplate t = parsed_path(kDefaultTemplatePath);
  for (const char* values : {"example.com/0",
                             "example.com/65536",
                             "example.com/",
                             "example.com/http",
                             "example.com/-1",
                             "example.com/4 43",
                             "/443",
                             "exa%mple.com/443",
                             "example.com/44%3",
                             "example.com%/443",
                             "example.com%0/443",
                             "example.com%00/443",
                             "example..com/443",
                             "[::1]/443",
                             "%5B::1%5D/443",
                             "fe80::1%25eth0/443",
                             "1.2.3/443",
                             "256.0.0.1/443",
                             "exa mple/443",
                             "user@example.com/443",
                             "example.com%2F/443",
                             "a*b/443",
                             "example.com/443?x",
                             "example.com/443&"}) {
    const auto match = t.match("/.well-known/masque/tcp/" + std::string(values) + "/");
    ASSERT_FALSE(match) << values;
    EXPECT_EQ(match.error().code, Code::kInvalid) << values;
    EXPECT_EQ(match.error().stage, Stage::kProxy) << values;
    EXPECT_FALSE(match.error().detail.empty());
  }
}

TEST(UriTemplateMatch, T7_OtherPathsAreNotFound) {
  const UriTemplate t = parsed_path(kDefaultTemplatePath);
  for (const char* path : {"", "/", "*", "/index.html", "/.well-known/masque/udp/example.com/443/",
                           "/.well-known/masque/tcp/example.com/443", "/.well-known/masque/tcp/example.com/443/x",
                           "/.well-known/masque/tcp/example.com/443//", "/.well-known/masque/tcp/",
                           "/.well-known/masque/tcp", "/.well-known/masque/tcp/example.com",
                           "/.WELL-KNOWN/masque/tcp/example.com/443/", "/.well-known/masque/tcp/a/example.com/443/",
                           "x/.well-known/masque/tcp/example.com/443/", "/.well-known/masque/tcp/example.com/443/?"}) {
    const auto match = t.match(path);
    ASSERT_FALSE(match) << path;
    EXPECT_EQ(match.error().code, Code::kNotFound) << path;
  }
  EXPECT_EQ(UriTemplate{}.match("").error().code, Code::kNotFound);
}

TEST(UriTemplateMatch, T7_Queries) {
  const UriTemplate form = parsed_path("/tcp{?target_host,target_port}");
  EXPECT_EQ(form.match("/tcp?target_host=example.com&target_port=443"), (HostPort{"example.com", 443}));
  EXPECT_EQ(form.match("/tcp?target_host=%3A%3A1&target_port=443"), (HostPort{"::1", 443}));
  EXPECT_EQ(form.match("/tcp?target_port=443&target_host=example.com").error().code, Code::kNotFound);
  EXPECT_EQ(form.match("/tcp?target_host=a/b&target_port=443").error().code, Code::kInvalid);
  EXPECT_EQ(form.match("/tcp?target_host=a&target_port=443&x=y").error().code, Code::kInvalid);
  EXPECT_EQ(form.match("/tcp").error().code, Code::kNotFound);
  const UriTemplate literal = parsed_path("/tcp?v=1&t={target_host}&p={target_port}{&other}");
  EXPECT_EQ(literal.match("/tcp?v=1&t=example.com&p=80"), (HostPort{"example.com", 80}));
  EXPECT_EQ(literal.match("/tcp?v=2&t=example.com&p=80").error().code, Code::kNotFound);
  EXPECT_EQ(parsed_path("/{target_host,target_port}").match("/example.com,80"), (HostPort{"example.com", 80}));
}

TEST(UriTemplateMatch, T7_AVariableThatOccursTwiceIsTheSameTwice) {
  const UriTemplate t = parsed_path("/{target_host}/{target_port}/{target_host}");
  EXPECT_EQ(t.match("/a.example/80/a.example"), (HostPort{"a.example", 80}));
  EXPECT_EQ(t.match("/a.example/80/b.example").error().code, Code::kInvalid);
}

TEST(UriTemplateMatch, EveryPrefixIsRejectedQuietly) {
  const UriTemplate t = parsed_path("/x/{target_host}/{target_port}/?y");
  const std::string whole = t.expand({"2001:db8::1", 443});
  for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_FALSE(t.match(whole.substr(0, n))) << n;
  EXPECT_TRUE(t.match(whole));
}

HostPort random_target(std::mt19937& random) {
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const auto port = static_cast<std::uint16_t>(1 + below(65535));
  std::array<std::uint8_t, 16> bytes{};
  for (auto& b : bytes) b = below(3) == 0 ? 0 : static_cast<std::uint8_t>(random());
  switch (below(3)) {
    case 0:
      return {IpAddress::v4({bytes[0], bytes[1], bytes[2], bytes[3]}).to_string(), port};
    case 1:
      return {IpAddress::v6(bytes).to_string(), port};
    default:
      break;
  }
  std::string name;
  for (std::size_t label = 0; label <= below(4); ++label) {
    constexpr std::string_view kChars = "abcdefghijklmnopqrstuvwxyz0123456789_";
    for (std::size_t i = 0; i <= below(20); ++i) name += kChars[below(kChars.size())];
    name += below(2) == 0 ? "-x." : ".";
  }
  return {name + "example" + (below(4) == 0 ? "." : ""), port};
}

TEST(UriTemplateMatch, T2_ExpandAndMatchAreInverse) {
  std::mt19937 random(7);
  for (const std::string_view path :
       {kDefaultTemplatePath, std::string_view("/{target_port}/{target_host}"),
        std::string_view("/t{?target_host,target_port}"), std::string_view("/t?x=1{&other,target_port,target_host}"),
        std::string_view("/{target_host,target_port}!{x}"),
        std::string_view("/{target_host}/{target_port}/{target_host}/"),
        std::string_view("/%41{a}/{target_host}{b}@{target_port}")}) {
    const UriTemplate proxy = parsed_path(path);
    const UriTemplate client = parsed("https://a.example" + std::string(path));
    for (int i = 0; i < 500; ++i) {
      const HostPort target = random_target(random);
      const std::string request = client.expand(target);
      EXPECT_EQ(request, proxy.expand(target));
      const auto match = proxy.match(request);
      ASSERT_TRUE(match) << request << ": " << match.error().detail;
      EXPECT_EQ(*match, target) << request;
    }
  }
}

}  // namespace
}  // namespace culvert::http
