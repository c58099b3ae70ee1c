#include "control/arguments.h"

#include <gmock/gmock.h>

namespace culvert::control {
namespace {

TEST(ControlArguments, WhatWasGiven) {
  const nlohmann::json all{{"a", "text"}, {"b", 12U}, {"c", true}, {"d", {1, 2}}};
  Arguments arguments(all);
  EXPECT_EQ(arguments.text("a"), "text");
  EXPECT_EQ(arguments.number("b"), 12);
  EXPECT_TRUE(arguments.flag("c"));
  EXPECT_EQ(arguments.any("d"), nlohmann::json({1, 2}));
  EXPECT_EQ(arguments.text_or_empty("e"), "");
  EXPECT_EQ(arguments.number_or_zero("f"), 0);
  EXPECT_TRUE(arguments.flag("g", true));
  EXPECT_TRUE(arguments.good());
}

template <class F>
std::string problem(const nlohmann::json& all, F read) {
  Arguments arguments(all);
  read(arguments);
  const auto good = arguments.good();
  return good ? "" : good.error().detail;
}

TEST(ControlArguments, WhatIsWrong) {
  const auto text = [](Arguments& a) { static_cast<void>(a.text("a")); };
  const auto number = [](Arguments& a) { static_cast<void>(a.number("a")); };
  const auto flag = [](Arguments& a) { static_cast<void>(a.flag("a")); };
  const nlohmann::json none = nlohmann::json::object();
  EXPECT_EQ(problem(none, text), "a has to be given");
  EXPECT_EQ(problem({{"a", ""}}, text), "a has to be given");
  EXPECT_EQ(problem({{"a", 1}}, text), "a has to be a text");
  EXPECT_EQ(problem(none, number), "a has to be given");
  for (const nlohmann::json& value : {nlohmann::json(-1), nlohmann::json(1.5), nlohmann::json("1")}) {
    EXPECT_EQ(problem({{"a", value}}, number), "a has to be a number");
  }
  EXPECT_EQ(problem({{"a", 1}}, flag), "a has to be true or false");
  EXPECT_EQ(problem({{"a", true}, {"b", 1}}, flag), "nothing is known of an argument b");
}

}  // namespace
}  // namespace culvert::control
