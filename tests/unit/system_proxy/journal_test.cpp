#include "system_proxy/journal.h"

#include <gtest/gtest.h>

#include <string>

namespace culvert::system_proxy {
namespace {

Journal sample() {
  return {.owner = {4711, "boot 123"},
          .store = "gnome",
          .changes = {{"mode", "\"auto\"", "\"manual\""}, {"host", std::nullopt, "\"\""}, {"port", "0", std::nullopt}}};
}

TEST(Journal, IsReadAsItWasWritten) {
  const auto text = to_text(sample());
  ASSERT_TRUE(text);
  EXPECT_EQ(parse_journal(*text), sample());
}

TEST(Journal, CutAtAnyByteItIsNoJournal) {
  const std::string text = to_text(sample()).value();
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(parse_journal(std::string_view(text).substr(0, size))) << size;
  }
}

TEST(Journal, WithAnyByteChangedItIsNoJournal) {
  const std::string text = to_text(sample()).value();
  for (std::size_t place = 0; place < text.size(); ++place) {
    for (const char flip : {'\x01', '\x20', '\x7f'}) {
      std::string other = text;
      other[place] = static_cast<char>(other[place] ^ flip);
      EXPECT_FALSE(parse_journal(other)) << place;
    }
  }
  EXPECT_FALSE(parse_journal(text + "\n"));
}

// What a right sum does not make right.
TEST(Journal, ThatMakesNoSenseIsRefused) {
  const auto refused = [](const Journal& journal) {
    const auto text = to_text(journal);
    return text && !parse_journal(*text);
  };
  EXPECT_FALSE(refused(sample()));
  Journal twice = sample();
  twice.changes.push_back(twice.changes.front());
  EXPECT_TRUE(refused(twice));
  Journal idle = sample();
  idle.changes.front().after = idle.changes.front().before;
  EXPECT_TRUE(refused(idle));
  Journal nameless = sample();
  nameless.changes.front().key.clear();
  EXPECT_TRUE(refused(nameless));
  Journal empty = sample();
  empty.changes.clear();
  EXPECT_TRUE(refused(empty));
  for (const std::int64_t pid : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 40}) {
    Journal nobody = sample();
    nobody.owner.pid = pid;
    EXPECT_TRUE(refused(nobody)) << pid;
  }
}

TEST(Journal, WhatIsTooLongOrNoTextIsNotWritten) {
  Journal big = sample();
  big.changes.front().before = std::string(kJournalBytes, 'x');
  EXPECT_FALSE(to_text(big));
  Journal many = sample();
  for (std::size_t i = 0; i < kJournalChanges; ++i) many.changes.push_back({std::to_string(i), "a", "b"});
  EXPECT_FALSE(to_text(many));
  Journal binary = sample();
  binary.changes.front().before = "\xff";
  EXPECT_FALSE(to_text(binary));
}

}  // namespace
}  // namespace culvert::system_proxy
