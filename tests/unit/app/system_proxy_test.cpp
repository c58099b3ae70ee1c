#include "app/cli/system_proxy.h"

#include <gtest/gtest.h>

namespace culvert::app {
namespace {

system_proxy::Target of(const std::string& kind, const std::string& address) {
  return target_of({.kind = kind, .address = address, .target = {}}).value_or(system_proxy::Target{});
}

TEST(TargetOf, AListenerThatIsAskedWhereToGo) {
  EXPECT_EQ(of("mixed", "127.0.0.1:1080").host, "127.0.0.1");
  EXPECT_EQ(of("mixed", "127.0.0.1:1080").port, 1080);
  EXPECT_TRUE(of("mixed", "127.0.0.1:1080").http);
  EXPECT_EQ(of("mixed", "localhost:1080").host, "127.0.0.1");
  EXPECT_EQ(of("mixed", "[::1]:1080").host, "::1");
}

TEST(TargetOf, AListenerOnAllAddressesIsReachedAtTheLoopbackAddress) {
  EXPECT_EQ(of("mixed", "0.0.0.0:1080").host, "127.0.0.1");
  EXPECT_EQ(of("mixed", "[::]:1080").host, "::1");
}

TEST(TargetOf, OthersAreNone) {
  for (const std::string address :
       {"", "1080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "/run/a"}) {
    EXPECT_FALSE(target_of({.kind = "mixed", .address = address, .target = {}})) << address;
  }
  EXPECT_FALSE(target_of({.kind = "forward", .address = "127.0.0.1:1080", .target = "a:1"}));
}

TEST(RemarkToJson, IsOneLineOfAscii) {
  EXPECT_EQ(to_json(system_proxy::Remark{system_proxy::Remark::Kind::kLeftAlone, "a\n\xc3\xa9"}),
            R"({"event":"system-proxy","outcome":"left-alone","message":"a\n\u00e9"})");
}

}  // namespace
}  // namespace culvert::app
