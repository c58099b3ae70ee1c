#include "api/problems.h"

#include <gtest/gtest.h>

namespace culvert::api {
namespace {

const config::Problems kAll{{"profiles[0].proxy", "a"},
                            {"profiles[1].id", "b"},
                            {"profile", "c"},
                            {"listeners[1].listen", "d"},
                            {"applications[0].forwards[1].target", "e"},
                            {"applications[1].programs[0]", "f"},
                            {"applications[2]", "g"},
                            {"applications[10].name", "h"},
                            {"rules[0].ports[0]", "i"}};

TEST(Problems, WhatKeepsAllOfItFromRunning) {
  std::string found;
  for (const config::Problem& p : fatal(kAll)) found += p.message;
  EXPECT_EQ(found, "bci");
}

TEST(Problems, WhatConcernsOneEntry) {
  const auto at = [](const char* place) { return problem_at(kAll, place).value_or("-"); };
  EXPECT_EQ(at("listeners[0]"), "-");
  EXPECT_EQ(at("listeners[1]"), "d");
  EXPECT_EQ(at("applications[0].forwards[0]"), "-") << "it is the other one's";
  EXPECT_EQ(at("applications[0].forwards[1]"), "e");
  EXPECT_EQ(at("applications[1].forwards[0]"), "f") << "the application around it";
  EXPECT_EQ(at("applications[2].forwards[7]"), "g");
  EXPECT_EQ(at("applications[10].forwards[0]"), "h");
  EXPECT_EQ(at("applications[3].forwards[0]"), "-");
}

}  // namespace
}  // namespace culvert::api
