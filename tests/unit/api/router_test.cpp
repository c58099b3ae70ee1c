#include "api/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace culvert::api {
namespace {

using testing::HasSubstr;

Endpoint at(const char* address, std::uint16_t port) { return {IpAddress::parse(address).value(), port}; }

TEST(Router, OwnListenersByAddressAndName) {
  Router router;
  EXPECT_FALSE(router.is_own(http::HostPort{"localhost", 1080})) << "nobody listens";
  router.set_own({at("127.0.0.1", 1080), at("::1", 1080), at("192.0.2.1", 8080)});
  for (const char* host : {"127.0.0.1", "127.1.2.3", "::1", "0.0.0.0", "::", "::ffff:127.0.0.1", "localhost",
                           "localhost.", "some.localhost"}) {
    EXPECT_TRUE(router.is_own(http::HostPort{host, 1080})) << host;
    EXPECT_FALSE(router.is_own(http::HostPort{host, 1081})) << host;
  }
  EXPECT_TRUE(router.is_own(http::HostPort{"192.0.2.1", 8080}));
  EXPECT_TRUE(router.is_own(http::HostPort{"::ffff:192.0.2.1", 8080}));
  for (const char* host : {"192.0.2.2", "example.com", "notlocalhost", "localhost.example", "2001:db8::1"}) {
    EXPECT_FALSE(router.is_own(http::HostPort{host, 1080})) << host;
    EXPECT_FALSE(router.is_own(http::HostPort{host, 8080})) << host;
  }
}

TEST(Router, AListenersOwnProfileComesBeforeTheRules) {
  config::Setup setup;
  config::Rule block;
  block.id = "b";
  block.action = config::Rule::Action::kBlock;
  block.programs = {"/usr/bin/ssh"};
  setup.rules = {block};
  auto compiled = Router::compile(setup);
  ASSERT_TRUE(compiled) << compiled.error().detail;
  Router router;
  router.set_rules(std::move(compiled->rules));
  const http::HostPort target{"example.com", 443};
  EXPECT_TRUE(router.needs_caller(target, ""));
  EXPECT_FALSE(router.needs_caller(target, "work"));
  inbound::Caller ssh;
  ssh.executable = "/usr/bin/ssh";
  EXPECT_EQ(router.decide(target, "", ssh).action, Router::Action::kBlock);
  EXPECT_EQ(router.decide(target, "work", ssh).action, Router::Action::kTunnel);
  EXPECT_EQ(router.decide(target, "work", ssh).profile, "work");
  EXPECT_THAT(router.decide(target, "work", ssh).text, HasSubstr("work"));
  inbound::Caller far;
  far.here = false;
  EXPECT_EQ(router.decide(target, "", far).action, Router::Action::kTunnel);
  EXPECT_EQ(router.decide(target, "", std::nullopt).action, Router::Action::kBlock) << "it may be the one";
}

TEST(Router, WhereProgramsLeadIsFoundOut) {
  config::Setup setup;
  config::Application application;
  application.id = "a";
  application.programs = {"/usr/bin/../bin/nothing-of-that-name"};
  setup.applications = {application};
  const auto compiled = Router::compile(setup);
  ASSERT_TRUE(compiled);
  EXPECT_THAT(compiled->programs.at("a"), testing::Contains("/usr/bin/../bin/nothing-of-that-name"));
}

}  // namespace
}  // namespace culvert::api
