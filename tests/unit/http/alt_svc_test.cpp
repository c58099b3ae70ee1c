#include "http/alt_svc.h"

#include <gtest/gtest.h>

namespace culvert::http {
namespace {

using namespace std::chrono_literals;

TEST(AltSvc, V2_ReadsTheExamplesOfTheStandard) {
  AltSvc parsed = parse_alt_svc("h2=\":8000\"");
  ASSERT_EQ(parsed.services.size(), 1U);
  EXPECT_EQ(parsed.services[0], (AltService{"h2", "", 8000, 24h}));
  EXPECT_TRUE(parsed.clear) << "a new field replaces the old";
  parsed = parse_alt_svc("h2=\"new.example.org:80\"");
  EXPECT_EQ(parsed.services.at(0), (AltService{"h2", "new.example.org", 80, 24h}));
  parsed = parse_alt_svc("h2=\"alt.example.com:8000\", h2=\":443\"; ma=3600; persist=1");
  ASSERT_EQ(parsed.services.size(), 2U);
  EXPECT_EQ(parsed.services[1], (AltService{"h2", "", 443, 1h}));
  parsed = parse_alt_svc("w%3Dx%3Ay#z=\":443\"");
  EXPECT_EQ(parsed.services.at(0).protocol, "w=x:y#z");
}

TEST(AltSvc, TakesWhatServersSend) {
  const AltSvc parsed = parse_alt_svc(" h3=\":443\" ;ma=\"86400\",\th3-29=\"[2001:db8::1]:443\"; ma=10");
  ASSERT_EQ(parsed.services.size(), 2U);
  EXPECT_EQ(parsed.services[0], (AltService{"h3", "", 443, 24h}));
  EXPECT_EQ(parsed.services[1], (AltService{"h3-29", "2001:db8::1", 443, 10s}));
}

TEST(AltSvc, Clear) {
  EXPECT_TRUE(parse_alt_svc("clear").clear);
  EXPECT_TRUE(parse_alt_svc(" clear\t").clear);
  EXPECT_FALSE(parse_alt_svc("Clear").clear) << "in lower case only";
  EXPECT_FALSE(parse_alt_svc("clear, h3").clear);
  EXPECT_EQ(parse_alt_svc("clear=\":1\"").services.size(), 1U) << "a protocol of that name";
}

TEST(AltSvc, WhatIsMalformedIsLeftOut) {
  for (const char* field :
       {"", " ", ",", "h3", "h3=", "h3=:443", "h3=\":443", "h3=\":0\"", "h3=\":65536\"", "h3=\":-1\"", "h3=\":44x\"",
        "h3=\"\"", "h3=\"host\"", "h3=\"a b:1\"", "=\":443\"", "h3=\":443\\"}) {
    const AltSvc parsed = parse_alt_svc(field);
    EXPECT_TRUE(parsed.services.empty()) << field;
    EXPECT_FALSE(parsed.clear) << field;
  }
  EXPECT_EQ(parse_alt_svc("h3=\":443\"; ma, h2=\":1\"").services.size(), 0U);
  EXPECT_EQ(parse_alt_svc("h3=\":443\", nonsense").services.size(), 1U);
}

TEST(AltSvc, AgesAreBounded) {
  EXPECT_EQ(parse_alt_svc("h3=\":1\"; ma=0").services.at(0).max_age, 0s);
  EXPECT_EQ(parse_alt_svc("h3=\":1\"; ma=99999999999999999999999").services.at(0).max_age, 720h);
  EXPECT_EQ(parse_alt_svc("h3=\":1\"; ma=-5").services.at(0).max_age, 24h);
  EXPECT_EQ(parse_alt_svc("h3=\":1\"; ma=x").services.at(0).max_age, 24h);
}

TEST(AltSvc, IsBoundedAndSurvivesBeingCutAnywhere) {
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "h3=\":443\"; ma=1, ";
  EXPECT_EQ(parse_alt_svc(many).services.size(), AltSvc::kMost);
  const std::string field = "h3=\"alt.example:443\"; ma=\"3600\"; persist=1, h2=\":80\"";
  for (std::size_t n = 0; n <= field.size(); ++n) EXPECT_LE(parse_alt_svc(field.substr(0, n)).services.size(), 2U);
}

}  // namespace
}  // namespace culvert::http
