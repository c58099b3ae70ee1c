#include "capsule/wire_revision.h"

#include <gtest/gtest.h>

#include <set>

#include "base/varint.h"

namespace culvert {
namespace {

TEST(WireRevision, TheTable) {
  const struct {
    const char* name;
    const char* token;
    std::uint64_t data;
    std::uint64_t final_data;
  } kRows[] = {
      {"draft-12", "connect-tcp-12", 0x2028d7f2, 0x2028d7f3},
      {"draft-08", "connect-tcp-07", 0x2028d7f0, 0x2028d7f1},
      {"rfc", "connect-tcp", 0x2028d7f2, 0x2028d7f3},
  };
  for (const auto& row : kRows) {
    const WireRevision* revision = find_revision(row.name);
    ASSERT_NE(revision, nullptr) << row.name;
    EXPECT_EQ(revision->token, row.token);
    EXPECT_EQ(revision->data, row.data);
    EXPECT_EQ(revision->final_data, row.final_data);
    EXPECT_EQ(revision_of_token(row.token), revision);
  }
  EXPECT_EQ(wire_revisions().size(), std::size(kRows));
}

TEST(WireRevision, TheNewestInteropValuesAreTheDefault) {
  EXPECT_EQ(default_revision().name, "draft-12");
  EXPECT_EQ(&default_revision(), &wire_revisions().front());
}

TEST(WireRevision, AliasesSeenInTheWild) { EXPECT_EQ(revision_of_token("connect-tcp-08"), find_revision("draft-08")); }

TEST(WireRevision, NothingElseIsKnown) {
  for (const char* token : {"", "connect-tcp-", "connect-tcp-9", "CONNECT-TCP", "connect-udp", "websocket", "draft-12",
                            "connect-tcp-12 "}) {
    EXPECT_EQ(revision_of_token(token), nullptr) << token;
  }
  for (const char* name : {"", "auto", "connect-tcp", "draft-11", "RFC"})
    EXPECT_EQ(find_revision(name), nullptr) << name;
}

TEST(WireRevision, EveryRowCanBeWritten) {
  std::set<std::string> tokens;
  for (const WireRevision& r : wire_revisions()) {
    EXPECT_NE(r.data, r.final_data);
    EXPECT_LE(r.data, varint::kMax);
    EXPECT_LE(r.final_data, varint::kMax);
    EXPECT_TRUE(tokens.insert(r.token).second);
  }
}

TEST(ParseWire, ANameOrAll) {
  EXPECT_EQ(parse_wire("draft-08")->size(), 1U);
  EXPECT_EQ(parse_wire("draft-08")->front().token, "connect-tcp-07");
  const auto all = parse_wire("auto");
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), wire_revisions().size());
  EXPECT_EQ(all->front().name, default_revision().name);
}

TEST(ParseWire, OnesOwn) {
  const auto own = parse_wire("connect-tcp,0x2028d7f4,539547637");
  ASSERT_TRUE(own);
  ASSERT_EQ(own->size(), 1U);
  EXPECT_EQ(own->front().token, "connect-tcp");
  EXPECT_EQ(own->front().data, 0x2028d7f4U);
  EXPECT_EQ(own->front().final_data, 539547637U);
  EXPECT_TRUE(parse_wire("x,0,0x3fffffffffffffff"));
}

TEST(ParseWire, SaysWhatIsWrong) {
  for (const char* text : {"", "draft-13", "connect-tcp", "Auto", "a,1"}) {
    ASSERT_FALSE(parse_wire(text)) << text;
    EXPECT_NE(parse_wire(text).error().detail.find("draft-12"), std::string::npos) << text;
  }
  for (const char* text : {",1,2", "a b,1,2", "a\n,1,2", "a,1,1", "a,1,", "a,,2", "a,0x,2", "a,-1,2", "a,1,2,3",
                           "a, 1,2", "a,0x4000000000000000,2", "a,99999999999999999999,2"}) {
    EXPECT_FALSE(parse_wire(text)) << text;
  }
}

}  // namespace
}  // namespace culvert
