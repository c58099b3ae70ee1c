#include "built_in_proxy.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <future>

#include "api/engine.h"
#include "http/uri_template.h"
#include "net/tcp_listener.h"
#include "support/loop_runner.h"
#include "support/streams.h"

namespace culvert::desktop {
namespace {

using testing::MatchesRegex;

Result<BuiltInProxy::Running> start(BuiltInProxy& proxy, std::uint16_t port = 0) {
  std::promise<Result<BuiltInProxy::Running>> started;
  proxy.start(port, [&](const Result<BuiltInProxy::Running>& outcome) { started.set_value(outcome); });
  return started.get_future().get();
}

std::uint16_t port_of(const BuiltInProxy::Running& running) {
  return http::UriTemplate::parse(running.uri_template).value().origin().port;
}

// A real tunnel to the proxy's own port, which answers.
std::vector<api::ProbeResult> probe(const BuiltInProxy::Running& running, const std::string& uri_template) {
  api::Engine engine([](const api::Event&) {});
  config::Profile profile;
  profile.id = "built-in";
  profile.proxy = uri_template;
  profile.ca_file = running.ca_file;
  std::promise<std::vector<api::ProbeResult>> done;
  engine.probe(profile, {"127.0.0.1", port_of(running)},
               [&](const std::vector<api::ProbeResult>& results) { done.set_value(results); });
  return done.get_future().get();
}

class BuiltInProxyTest : public testing::Test {
 protected:
  test::TempDir home_;
  const std::string directory_ = home_.file("built-in-proxy");
};

TEST_F(BuiltInProxyTest, CarriesForWhoeverKnowsItsTemplate) {
  BuiltInProxy proxy(directory_);
  const auto running = start(proxy);
  ASSERT_TRUE(running) << running.error().detail;
  EXPECT_THAT(running->uri_template,
              MatchesRegex("https://localhost:[0-9]+/[0-9a-f]+/\\{target_host\\}/\\{target_port\\}/"));
  EXPECT_EQ(running->ca_file, proxy.ca_file());
  const auto results = probe(*running, running->uri_template);
  ASSERT_EQ(results.size(), 1U);
  EXPECT_TRUE(results[0].result) << results[0].sentence;
}

TEST_F(BuiltInProxyTest, OthersFindNothing) {
  BuiltInProxy proxy(directory_);
  const auto running = start(proxy);
  ASSERT_TRUE(running);
  const std::string origin = "https://localhost:" + std::to_string(port_of(*running));
  for (const std::string& path :
       {std::string(http::kDefaultTemplatePath), "/" + std::string(32, '0') + "/{target_host}/{target_port}/"}) {
    const auto results = probe(*running, origin + path);
    ASSERT_EQ(results.size(), 1U);
    ASSERT_FALSE(results[0].result) << path;
    EXPECT_EQ(results[0].result.error().stage, Stage::kProxy);
  }
  for (const char* secret : {"key", "key.pem", "ca.key"}) {
    const auto mode = std::filesystem::status(directory_ + "/" + secret).permissions();
    EXPECT_EQ(mode & std::filesystem::perms(077), std::filesystem::perms::none) << secret;
  }
}

TEST_F(BuiltInProxyTest, IsTheSameAfterARestart) {
  std::string before;
  std::uint16_t port = 0;
  {
    BuiltInProxy proxy(directory_);
    const auto running = start(proxy);
    ASSERT_TRUE(running);
    before = running->uri_template;
    port = port_of(*running);
    EXPECT_EQ(start(proxy)->uri_template, before);  // it runs already
  }
  BuiltInProxy proxy(directory_);
  EXPECT_EQ(start(proxy, port)->uri_template, before);
}

TEST_F(BuiltInProxyTest, WhereThePortIsTakenItTakesAnother) {
  test::LoopThread other;
  std::optional<TcpListener> taken;
  other.call(
      [&] { taken.emplace(TcpListener::open(other.loop(), {IpAddress::v4({127, 0, 0, 1}), 0}, Stage::kTcp).value()); });
  BuiltInProxy proxy(directory_);
  const auto running = start(proxy, taken->endpoint().port);
  ASSERT_TRUE(running);
  EXPECT_NE(port_of(*running), taken->endpoint().port);
  other.call([&] { taken.reset(); });
}

TEST_F(BuiltInProxyTest, WhatFailsIsSaidAndTriedAgain) {
  std::filesystem::create_symlink("/proc/nowhere", directory_);
  BuiltInProxy proxy(directory_);
  EXPECT_FALSE(start(proxy));
  std::filesystem::remove(directory_);
  EXPECT_TRUE(start(proxy));
}

}  // namespace
}  // namespace culvert::desktop
