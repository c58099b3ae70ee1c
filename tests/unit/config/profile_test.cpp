#include "config/profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace culvert::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Profile good() {
  Profile p;
  p.proxy = "proxy.example";
  p.authentication.scheme = Authentication::Scheme::kPassword;
  p.authentication.credentials = {"kim", "secret"};
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

TEST(Profile, EverythingThatIsWrongIsTold) {
  Profile p;
  p.wire = "x";
  p.authentication.scheme = Authentication::Scheme::kPassword;
  EXPECT_THAT(fields(p), ElementsAre("proxy", "wire", "authentication"));
}

}  // namespace
}  // namespace culvert::config
