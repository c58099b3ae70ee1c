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
  std::set<std::string_view> tokens;
  for (const WireRevision& r : wire_revisions()) {
    EXPECT_NE(r.data, r.final_data);
    EXPECT_LE(r.data, varint::kMax);
    EXPECT_LE(r.final_data, varint::kMax);
    EXPECT_TRUE(tokens.insert(r.token).second);
  }
}

}  // namespace
}  // namespace culvert
