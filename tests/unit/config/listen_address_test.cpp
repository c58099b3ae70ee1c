#include "config/listen_address.h"

#include <gtest/gtest.h>

namespace culvert::config {
namespace {

using Kind = ListenAddress::Kind;

ListenAddress parsed(std::string_view text) {
  const auto address = ListenAddress::parse(text);
  EXPECT_TRUE(address) << text;
  return address.value_or(ListenAddress{});
}

TEST(ListenAddress, Forms) {
  const std::pair<const char*, const char*> kCases[] = {
      {"127.0.0.1:1080", "127.0.0.1:1080"}, {"[::1]:1080", "[::1]:1080"}, {"localhost:1080", "localhost:1080"},
      {"1080", "localhost:1080"},           {"0", "localhost:0"},         {"127.0.0.1:0", "127.0.0.1:0"},
      {"0.0.0.0:65535", "0.0.0.0:65535"},   {"[::]:1", "[::]:1"},         {"unix:/run/a:1", "unix:/run/a:1"}};
  for (const auto& [text, again] : kCases) {
    const ListenAddress address = parsed(text);
    EXPECT_EQ(address.to_string(), again);
    EXPECT_EQ(parsed(again), address);
  }
  EXPECT_EQ(parsed("1080").kind, Kind::kLocalhost);
  EXPECT_EQ(parsed("1080"), ListenAddress::localhost(1080));
  EXPECT_EQ(parsed("127.0.0.1:1080").kind, Kind::kAddress);
  EXPECT_EQ(parsed("unix:/a").path, "/a");
}

TEST(ListenAddress, Rejects) {
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
                                      "1.2.3:1080",
                                      " 1080",
                                      "1080 ",
                                      "localhost",
                                      "[fe80::1%lo]:1",
                                      "99999999999999999999",
                                      "*:1080",
                                      "unix:",
                                      "unix:a",
                                      "unix://\n"}) {
    const auto address = ListenAddress::parse(text);
    ASSERT_FALSE(address) << text << " gave " << address->to_string();
    EXPECT_EQ(address.error().code, Code::kInvalid);
    EXPECT_FALSE(address.error().detail.empty());
  }
  EXPECT_FALSE(ListenAddress::parse(std::string_view("127.0.0.1\0x:80", 14)));
  EXPECT_FALSE(ListenAddress::parse(std::string_view("unix:/a\0b", 9)));
  EXPECT_TRUE(ListenAddress::parse("unix:/" + std::string(102, 'a')));
  EXPECT_FALSE(ListenAddress::parse("unix:/" + std::string(103, 'a')));
}

TEST(ListenAddress, K2_WhoCanComeIn) {
  for (const char* text : {"1080", "127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "unix:/a"}) {
    EXPECT_TRUE(parsed(text).is_local()) << text;
  }
  for (const char* text : {"0.0.0.0:1", "[::]:1", "192.168.1.2:1", "[::ffff:10.0.0.1]:1", "[fe80::1]:1"}) {
    EXPECT_FALSE(parsed(text).is_local()) << text;
  }
}

TEST(ListenAddress, Clashes) {
  const auto clash = [](const char* a, const char* b) {
    EXPECT_EQ(parsed(a).clashes_with(parsed(b)), parsed(b).clashes_with(parsed(a)));
    return parsed(a).clashes_with(parsed(b));
  };
  EXPECT_TRUE(clash("1080", "localhost:1080"));
  EXPECT_TRUE(clash("1080", "127.0.0.1:1080"));
  EXPECT_TRUE(clash("1080", "[::1]:1080"));
  EXPECT_TRUE(clash("10.0.0.1:1", "10.0.0.1:1"));
  EXPECT_TRUE(clash("unix:/a", "unix:/a"));
  EXPECT_FALSE(clash("1080", "1081"));
  EXPECT_FALSE(clash("1080", "127.0.0.2:1080"));
  EXPECT_FALSE(clash("0", "0"));
  EXPECT_FALSE(clash("127.0.0.1:1", "[::1]:1"));
  EXPECT_FALSE(clash("unix:/a", "unix:/b"));
  EXPECT_FALSE(clash("unix:/a", "0"));
}

}  // namespace
}  // namespace culvert::config
