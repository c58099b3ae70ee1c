#include "system_proxy/settings_store.h"

#include <gmock/gmock.h>

namespace culvert::system_proxy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

const std::vector<Change> kChanges{{"a", "1", "2"}, {"b", std::nullopt, "2"}, {"c", "1", std::nullopt}};

TEST(Compare, WhatIsStillOursIsWrittenBack) {
  const Undo undo = compare(kChanges, {{"a", "2"}, {"b", "2"}, {"c", std::nullopt}});
  EXPECT_THAT(undo.to_write, ElementsAre(Pair("a", "1"), Pair("b", std::nullopt), Pair("c", "1")));
  EXPECT_THAT(undo.left, IsEmpty());
}

TEST(Compare, WhatIsAsBeforeNeedsNothing) {
  const Undo undo = compare(kChanges, {{"a", "1"}, {"c", "1"}});  // b is unset
  EXPECT_THAT(undo.to_write, IsEmpty());
  EXPECT_THAT(undo.left, IsEmpty());
}

TEST(Compare, WhatIsNeitherIsSomebodyElses) {
  const Undo undo = compare(kChanges, {{"a", std::nullopt}, {"b", ""}, {"c", "3"}});
  EXPECT_THAT(undo.to_write, IsEmpty());
  EXPECT_THAT(undo.left, ElementsAre("a", "b", "c"));
}

TEST(Compare, EachKeyByItself) {
  const Undo undo = compare(kChanges, {{"a", "2"}, {"b", "other"}, {"c", "1"}});
  EXPECT_THAT(undo.to_write, ElementsAre(Pair("a", "1")));
  EXPECT_THAT(undo.left, ElementsAre("b"));
}

TEST(Direct, ThisComputerIsNeverReachedThroughTheProxy) {
  EXPECT_THAT(direct({.host = "127.0.0.1", .bypass = {"::1", "10.0.0.0/8"}}),
              ElementsAre("localhost", "127.0.0.0/8", "::1", "10.0.0.0/8"));
}

}  // namespace
}  // namespace culvert::system_proxy
