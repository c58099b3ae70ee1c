#include "config/profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace culvert::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const IpAddress kLoopback = IpAddress::v4({127, 0, 0, 1});
const IpAddress kAny = IpAddress::v4({0, 0, 0, 0});

Profile good() {
  Profile p;
  p.proxy = "proxy.example";
  p.authentication.scheme = Authentication::Scheme::kPassword;
  p.authentication.credentials = {"kim", "secret"};
  p.socks = {{{kLoopback, 1080}, {}}, {{kAny, 1081}, Credentials{"app", "word"}}};
  p.forwards = {{{kLoopback, 8080}, {"example.com", 80}}};
  return p;
}

std::vector<std::string> fields(const Profile& profile) {
  std::vector<std::string> out;
  for (const Problem& problem : validate(profile)) {
    out.push_back(problem.field);
    EXPECT_FALSE(problem.message.empty());
  }
  return out;
}

TEST(Profile, AGoodOneHasNoProblems) {
  EXPECT_THAT(fields(good()), IsEmpty());
  Profile least;
  least.proxy = "https://a.example/{target_host}/{target_port}";
  EXPECT_THAT(fields(least), IsEmpty());
}

TEST(Profile, T1_TheProxy) {
  for (const char* proxy :
       {"", "a b", "http://a.example/{target_host}/{target_port}", "https://a.example/{target_host}", "a.example:0",
        "https://a.example/{+target_host}/{target_port}"}) {
    Profile p = good();
    p.proxy = proxy;
    EXPECT_THAT(fields(p), ElementsAre("proxy")) << proxy;
  }
  Profile p = good();
  p.proxy = "https://a.example/{target_host}/{#target_port}";
  ASSERT_THAT(fields(p), ElementsAre("proxy"));
  EXPECT_THAT(validate(p).front().message, HasSubstr("at character 34"));
}

TEST(Profile, T6_AClassicProxyHasNoTemplate) {
  for (const char* proxy : {"proxy.example", "proxy.example:8080", "https://proxy.example:8080", "[2001:db8::1]:3128",
                            " https://proxy.example/ "}) {
    Profile p = good();
    p.classic_connect = true;
    p.proxy = proxy;
    EXPECT_THAT(fields(p), IsEmpty()) << proxy;
  }
  for (const char* proxy :
       {"", "http://proxy.example:3128", "https://a.example/{target_host}/{target_port}", "https://",
        "https://a.example/.well-known/pvd", "https://kim@a.example", "https://a.example//", "a.example:0"}) {
    Profile p = good();
    p.classic_connect = true;
    p.proxy = proxy;
    EXPECT_THAT(fields(p), ElementsAre("proxy")) << proxy;
  }
  Profile p = good();
  p.classic_connect = true;
  p.authentication.scheme = Authentication::Scheme::kConcealed;
  p.authentication.key_id = "kim";
  p.authentication.key_file = "key.pem";
  EXPECT_THAT(fields(p), ElementsAre("authentication"));
}

TEST(Profile, TheWireRevision) {
  for (const char* wire : {"draft-12", "draft-08", "rfc", "auto", "connect-tcp,0x1234,0x1235"}) {
    Profile p = good();
    p.wire = wire;
    EXPECT_THAT(fields(p), IsEmpty()) << wire;
  }
  for (const char* wire : {"", "draft-13", "connect-tcp"}) {
    Profile p = good();
    p.wire = wire;
    EXPECT_THAT(fields(p), ElementsAre("wire")) << wire;
    EXPECT_THAT(validate(p).front().message, HasSubstr("draft-12, draft-08, rfc"));
  }
}

TEST(Profile, TheCredentials) {  // RFC 7617 §2
  const auto with = [](std::string user, std::string password) {
    Profile p = good();
    p.authentication.scheme = Authentication::Scheme::kPassword;
    p.authentication.credentials = {std::move(user), std::move(password)};
    return fields(p);
  };
  EXPECT_THAT(with("kim", ""), IsEmpty());
  EXPECT_THAT(with("kim", "a:b: c"), IsEmpty());
  EXPECT_THAT(with("kïm", "pässword"), IsEmpty());
  EXPECT_THAT(with("", "x"), ElementsAre("authentication"));
  EXPECT_THAT(with("a:b", "x"), ElementsAre("authentication"));
  EXPECT_THAT(with("a\nb", "x"), ElementsAre("authentication"));
  EXPECT_THAT(with("a", "x\r\ny"), ElementsAre("authentication"));
  EXPECT_THAT(with("a", "\x7f"), ElementsAre("authentication"));
  EXPECT_THAT(with("a", std::string(1, '\0')), ElementsAre("authentication"));
}

TEST(Profile, S5_TokensAndKeys) {
  const auto with = [](Authentication::Scheme scheme, std::string token, std::string key_id, std::string key_file) {
    Profile p = good();
    p.authentication.scheme = scheme;
    p.authentication.token = std::move(token);
    p.authentication.key_id = std::move(key_id);
    p.authentication.key_file = std::move(key_file);
    return fields(p);
  };
  using Scheme = Authentication::Scheme;
  EXPECT_THAT(with(Scheme::kBearer, "a.b", "", ""), ElementsAre());
  EXPECT_THAT(with(Scheme::kBearer, "", "", ""), ElementsAre("authentication"));
  EXPECT_THAT(with(Scheme::kBearer, "a b", "", ""), ElementsAre("authentication"));
  EXPECT_THAT(with(Scheme::kConcealed, "", "kim", "key.pem"), ElementsAre());
  EXPECT_THAT(with(Scheme::kConcealed, "", "", "key.pem"), ElementsAre("authentication"));
  EXPECT_THAT(with(Scheme::kConcealed, "", "kim", ""), ElementsAre("authentication"));
  EXPECT_THAT(with(Scheme::kConcealed, "", std::string(256, 'k'), "key.pem"), ElementsAre("authentication"));
}

TEST(Profile, K2_AListenerForOthersNeedsCredentials) {
  const auto with = [](IpAddress address, std::optional<Credentials> credentials) {
    Profile p = good();
    p.socks = {{{kLoopback, 1}, {}}, {{address, 1080}, std::move(credentials)}};
    return fields(p);
  };
  const Credentials word{"app", "word"};
  for (const char* own : {"127.0.0.1", "127.9.9.9", "::1"}) {
    EXPECT_THAT(with(*IpAddress::parse(own), {}), IsEmpty()) << own;
    EXPECT_THAT(with(*IpAddress::parse(own), word), IsEmpty()) << own;
  }
  for (const char* others :
       {"0.0.0.0", "::", "192.168.1.2", "10.0.0.1", "169.254.1.1", "fe80::1", "2001:db8::1", "::ffff:10.0.0.1"}) {
    EXPECT_THAT(with(*IpAddress::parse(others), {}), ElementsAre("socks[1].listen")) << others;
    EXPECT_THAT(with(*IpAddress::parse(others), word), IsEmpty()) << others;
  }
}

TEST(Profile, K2_SocksCredentialsFitTheirProtocol) {  // RFC 1929 §2
  const auto with = [](std::string user, std::string password) {
    Profile p = good();
    p.socks = {{{kAny, 1080}, Credentials{std::move(user), std::move(password)}}};
    return fields(p);
  };
  EXPECT_THAT(with(std::string(255, 'u'), std::string(255, 'p')), IsEmpty());
  EXPECT_THAT(with("", "p"), ElementsAre("socks[0].credentials"));
  EXPECT_THAT(with("u", ""), ElementsAre("socks[0].credentials"));
  EXPECT_THAT(with(std::string(256, 'u'), "p"), ElementsAre("socks[0].credentials"));
  EXPECT_THAT(with("u", std::string(256, 'p')), ElementsAre("socks[0].credentials"));
}

TEST(Profile, K2_ForwardsListenHereOnly) {
  Profile p = good();
  p.forwards = {{{kLoopback, 1}, {"a", 1}}, {{kAny, 2}, {"a", 1}}, {{*IpAddress::parse("::"), 3}, {"a", 1}}};
  EXPECT_THAT(fields(p), ElementsAre("forwards[1].listen", "forwards[2].listen"));
}

TEST(Profile, ForwardsHaveATarget) {
  Profile p = good();
  p.forwards = {{{kLoopback, 1}, {"", 80}},
                {{kLoopback, 2}, {"a", 0}},
                {{kLoopback, 3}, {"a b", 1}},
                {{kLoopback, 4}, {"::1", 1}}};
  EXPECT_THAT(fields(p), ElementsAre("forwards[0].target", "forwards[1].target", "forwards[2].target"));
}

TEST(Profile, EverythingThatIsWrongIsTold) {
  Profile p;
  p.wire = "x";
  p.authentication.scheme = Authentication::Scheme::kPassword;
  p.socks = {{{kAny, 1}, {}}};
  p.forwards = {{{kAny, 1}, {"a", 1}}};
  EXPECT_THAT(fields(p), ElementsAre("proxy", "wire", "authentication", "socks[0].listen", "forwards[0].listen"));
}

// ---- Text forms
// ------------------------------------------------------------------------------------------------------

TEST(ParseListen, Forms) {
  const std::pair<const char*, const char*> kCases[] = {
      {"127.0.0.1:1080", "127.0.0.1:1080"}, {"[::1]:1080", "[::1]:1080"}, {"localhost:1080", "127.0.0.1:1080"},
      {"1080", "127.0.0.1:1080"},           {"0", "127.0.0.1:0"},         {"127.0.0.1:0", "127.0.0.1:0"},
      {"0.0.0.0:65535", "0.0.0.0:65535"},   {"[::]:1", "[::]:1"}};
  for (const auto& [text, endpoint] : kCases) {
    const auto parsed = parse_listen(text);
    ASSERT_TRUE(parsed) << text << ": " << parsed.error().detail;
    EXPECT_EQ(parsed->to_string(), endpoint);
  }
}

TEST(ParseListen, Rejects) {
  for (const std::string_view text : {"",
                                      ":",
                                      ":1080",
                                      "127.0.0.1",
                                      "127.0.0.1:",
                                      "127.0.0.1:65536",
                                      "127.0.0.1:-1",
                                      "127.0.0.1:+1",
                                      "127.0.0.1:1x",
                                      "::1",
                                      "::1:1080",
                                      "[::1]",
                                      "[::1]1080",
                                      "[::1:1080",
                                      "[127.0.0.1]:1080",
                                      "[]:1080",
                                      "example.com:1080",
                                      "256.0.0.1:1080",
                                      "1.2.3:1080",
                                      " 1080",
                                      "1080 ",
                                      "localhost",
                                      "fe80::1%lo:1",
                                      "[fe80::1%lo]:1",
                                      "99999999999999999999",
                                      "*:1080"}) {
    const auto parsed = parse_listen(text);
    ASSERT_FALSE(parsed) << text << " gave " << parsed->to_string();
    EXPECT_EQ(parsed.error().stage, Stage::kLocal);
    EXPECT_EQ(parsed.error().code, Code::kInvalid);
    EXPECT_FALSE(parsed.error().detail.empty());
  }
  EXPECT_FALSE(parse_listen(std::string_view("127.0.0.1\0x:80", 14)));
}

TEST(ParseForward, Forms) {
  const auto parsed = parse_forward("8080=Example.com:80");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->listen.to_string(), "127.0.0.1:8080");
  EXPECT_EQ(parsed->target.to_string(), "example.com:80");
  const auto v6 = parse_forward("[::1]:0=[2001:db8::1]:443");
  ASSERT_TRUE(v6);
  EXPECT_EQ(v6->listen.to_string(), "[::1]:0");
  EXPECT_EQ(v6->target.to_string(), "[2001:db8::1]:443");
}

TEST(ParseForward, Rejects) {
  for (const char* text : {"", "8080", "=", "8080=", "=example.com:80", "8080=example.com", "8080=example.com:0",
                           "8080:example.com:80", "8080=a=b:80", "x=example.com:80", "8080=::1:80"}) {
    const auto parsed = parse_forward(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, Code::kInvalid);
  }
}

}  // namespace
}  // namespace culvert::config
