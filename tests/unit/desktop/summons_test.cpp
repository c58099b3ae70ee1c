#include "summons.h"

#include <gmock/gmock.h>

namespace culvert::desktop {
namespace {

control::Request request(const nlohmann::json& arguments, std::string command = "open") {
  return {.id = 1, .command = std::move(command), .arguments = arguments};
}

TEST(ReadSummons, LinksAndAToken) {
  const auto read = read_summons(request({{"links", {"culvert://a", "culvert://b"}}, {"activation", "x_TIME12"}}));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, (Summons{.links = {"culvert://a", "culvert://b"}, .activation = "x_TIME12"}));
  EXPECT_EQ(read_summons(request({{"links", nlohmann::json::array()}, {"turn", "off"}}))->turn, Summons::Turn::kOff);
  EXPECT_EQ(read_summons(request({{"links", nlohmann::json::array()}})), Summons());
}

TEST(ReadSummons, NothingElse) {
  const nlohmann::json none = nlohmann::json::array();
  EXPECT_EQ(read_summons(request({{"links", none}}, "quit")).error().code, Code::kUnsupported);
  for (const nlohmann::json& wrong : std::vector<nlohmann::json>{
           nlohmann::json::object(),
           {{"links", "culvert://a"}},
           {{"links", {1}}},
           {{"links", {nullptr}}},
           {{"links", none}, {"activation", 7}},
           {{"links", none}, {"activation", "a\nb"}},
           {{"links", none}, {"activation", "\xc3\xa9"}},
           {{"links", none}, {"activation", std::string(Summons::kLongestToken + 1, 'a')}},
           {{"links", none}, {"turn", "round"}},
           {{"links", none}, {"turn", true}},
           {{"links", none}, {"more", true}},
       }) {
    EXPECT_EQ(read_summons(request(wrong)).error().code, Code::kInvalid) << wrong;
  }
}

TEST(ReadSummons, WithinItsLimits) {
  nlohmann::json links = nlohmann::json::array();
  for (std::size_t i = 0; i < Summons::kMostLinks; ++i) links.push_back("culvert://a");
  EXPECT_TRUE(read_summons(request({{"links", links}})));
  links.push_back("culvert://a");
  EXPECT_EQ(read_summons(request({{"links", links}})).error().code, Code::kLimit);
  EXPECT_TRUE(read_summons(request({{"links", {std::string(Summons::kLongestLink, 'a')}}})));
  EXPECT_EQ(read_summons(request({{"links", {std::string(Summons::kLongestLink + 1, 'a')}}})).error().code,
            Code::kLimit);
}

TEST(Summon, WhatCannotBeSentIsSaid) {
  const Summons many{.links = std::vector<std::string>(4, std::string(Summons::kLongestLink, 'a'))};
  EXPECT_EQ(summon("/nowhere", many, {}).error().code, Code::kLimit);
  EXPECT_EQ(summon("/nowhere", {}, {}).error().code, Code::kNotFound);
}

}  // namespace
}  // namespace culvert::desktop
