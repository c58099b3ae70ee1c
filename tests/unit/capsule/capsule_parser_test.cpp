#include "capsule/capsule_parser.h"

#include <gtest/gtest.h>

#include <random>

#include "unit/bytes.h"

namespace culvert {
namespace {

using test::Bytes;
using test::bytes_of;

constexpr std::uint64_t kUnknown = 0x1234;
const std::uint64_t kData = default_revision().data;
const std::uint64_t kFinal = default_revision().final_data;

Bytes header(std::uint64_t type, std::uint64_t length) {
  Bytes out(capsule_header_size(type, length));
  const std::uint8_t* end = write_capsule_header(out.data(), type, length);
  EXPECT_EQ(end, out.data() + out.size());
  return out;
}

Bytes capsule(std::uint64_t type, std::string_view payload) {
  Bytes out = header(type, payload.size());
  out.insert(out.end(), payload.begin(), payload.end());
  return out;
}

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// What a parser made of a stream.
struct Outcome {
  std::string payload;
  bool ended = false;
  bool may_end = false;
  bool broke = false;
  bool wrapping_up = false;
  bool operator==(const Outcome&) const = default;
};

Outcome parse(const std::vector<Bytes>& pieces, TunnelEnd end = TunnelEnd::kClient) {
  CapsuleParser parser(default_revision(), end);
  Outcome out;
  for (const Bytes& piece : pieces) {
    std::span<const std::uint8_t> in(piece);
    while (!out.broke) {
      const auto payload = parser.next(in);
      if (!payload) {
        EXPECT_EQ(payload.error().code, Code::kProtocol);
        EXPECT_EQ(payload.error().stage, Stage::kHttp);
        out.broke = true;
        break;
      }
      if (payload->empty()) {
        EXPECT_TRUE(in.empty());
        break;
      }
      EXPECT_GE(payload->data(), piece.data());  // a view, no copy
      EXPECT_LE(payload->data() + payload->size(), piece.data() + piece.size());
      out.payload += test::text_of(*payload);
    }
  }
  out.ended = parser.ended();
  out.may_end = parser.may_end();
  out.wrapping_up = parser.wrapping_up();
  return out;
}

void expect_at_every_split(const Bytes& stream, const Outcome& expected) {
  test::for_every_split(stream, [&](const std::vector<Bytes>& pieces) {
    const Outcome got = parse(pieces);
    EXPECT_EQ(got.payload, expected.payload);
    EXPECT_EQ(got.ended, expected.ended);
    EXPECT_EQ(got.may_end, expected.may_end);
    EXPECT_EQ(got.broke, expected.broke);
  });
}

const Outcome kWhole{.payload = "hello, world", .ended = true, .may_end = true};

TEST(CapsuleParser, C1_GoldenBytes) {
  // a028d7f2: the type as a varint of four bytes (0x2028d7f2 with its two length bits).
  EXPECT_EQ(header(kData, 5), test::from_hex("a028d7f2 05"));
  EXPECT_EQ(header(kFinal, 0), test::from_hex("a028d7f3 00"));
  EXPECT_EQ(header(kData, 65536), test::from_hex("a028d7f2 80010000"));
  expect_at_every_split(test::from_hex("a028d7f2 05 68656c6c6f a028d7f3 00"),
                        {.payload = "hello", .ended = true, .may_end = true});
}

TEST(CapsuleParser, C1_NonMinimalTypesAndLengths) {
  // Type in eight bytes, lengths in two, four and eight.
  expect_at_every_split(test::from_hex("c00000002028d7f2 4005 68656c6c6f"
                                       "a028d7f2 80000001 2c"
                                       "c00000002028d7f3 c000000000000002 2021"),
                        {.payload = "hello, !", .ended = true, .may_end = true});
}

TEST(CapsuleParser, C2_PayloadComesAsItArrives) {
  CapsuleParser parser(default_revision());
  const Bytes stream = header(kData, 1000000) + bytes_of("first");
  std::span<const std::uint8_t> in(stream);
  const auto payload = parser.next(in);
  ASSERT_TRUE(payload);
  EXPECT_EQ(test::text_of(*payload), "first");
  EXPECT_FALSE(parser.may_end());
  for (int i = 0; i < 100; ++i) {
    const Bytes one{static_cast<std::uint8_t>('a' + i % 26)};
    std::span<const std::uint8_t> next(one);
    const auto piece = parser.next(next);
    ASSERT_TRUE(piece);
    EXPECT_EQ(piece->data(), one.data());
    EXPECT_EQ(piece->size(), 1U);
  }
}

TEST(CapsuleParser, C2_SeveralCapsulesInOnePiece) {
  CapsuleParser parser(default_revision());
  const Bytes stream = capsule(kData, "a") + capsule(kUnknown, "xx") + capsule(kData, "b") + capsule(kFinal, "c");
  std::span<const std::uint8_t> in(stream);
  std::string pieces;
  for (;;) {
    const auto payload = parser.next(in);
    ASSERT_TRUE(payload);
    if (payload->empty()) break;
    pieces += test::text_of(*payload) + "|";
  }
  EXPECT_EQ(pieces, "a|b|c|");
  EXPECT_TRUE(parser.may_end());
}

TEST(CapsuleParser, C3_UnknownTypesAreSkipped) {
  expect_at_every_split(capsule(0, "x") + capsule(kData, "hello") + capsule(kUnknown, "skipped") + capsule(0x3f, "") +
                            capsule(varint::kMax, "yy") + capsule(kFinal, ", world"),
                        kWhole);
}

TEST(CapsuleParser, C3_TypesOfTheOtherRevisionAreUnknown) {
  const WireRevision& other = *find_revision("draft-08");
  expect_at_every_split(capsule(other.data, "no") + capsule(kData, "hello") + capsule(other.final_data, "no") +
                            capsule(kFinal, ", world"),
                        kWhole);
}

TEST(CapsuleParser, C3_TheLargestLengthInConstantMemory) {
  CapsuleParser parser(default_revision());
  const Bytes head = header(kUnknown, varint::kMax);
  std::span<const std::uint8_t> in(head);
  ASSERT_TRUE(parser.next(in));
  const Bytes body(std::size_t{1} << 20, 0xa0);  // would be a type, if it were taken for one
  for (int i = 0; i < 256; ++i) {
    std::span<const std::uint8_t> more(body);
    const auto payload = parser.next(more);
    ASSERT_TRUE(payload);
    EXPECT_TRUE(payload->empty());
    EXPECT_TRUE(more.empty());
  }
  EXPECT_FALSE(parser.ended());
  EXPECT_FALSE(parser.may_end());
  static_assert(sizeof(CapsuleParser) <= 80);
}

TEST(CapsuleParser, C3_TheLargestLengthOfDataIsStreamed) {
  CapsuleParser parser(default_revision());
  const Bytes head = header(kData, varint::kMax);
  std::span<const std::uint8_t> in(head);
  ASSERT_TRUE(parser.next(in));
  const Bytes body(std::size_t{1} << 20, 0xa0);
  for (int i = 0; i < 16; ++i) {
    std::span<const std::uint8_t> more(body);
    const auto payload = parser.next(more);
    ASSERT_TRUE(payload);
    EXPECT_EQ(payload->size(), body.size());
  }
}

TEST(CapsuleParser, C4_EmptyCapsules) {
  expect_at_every_split(capsule(kFinal, ""), {.payload = "", .ended = true, .may_end = true});
  expect_at_every_split(capsule(kData, "") + capsule(kData, "hello") + capsule(kData, "") + capsule(kData, "") +
                            capsule(kData, ", world") + capsule(kUnknown, "") + capsule(kFinal, ""),
                        kWhole);
}

TEST(CapsuleParser, C4_BoundariesCarryNoMeaning) {
  const std::string text = "hello, world";
  for (std::size_t a = 0; a <= text.size(); ++a) {
    for (std::size_t b = a; b <= text.size(); ++b) {
      const Bytes stream =
          capsule(kData, text.substr(0, a)) + capsule(kData, text.substr(a, b - a)) + capsule(kFinal, text.substr(b));
      EXPECT_EQ(parse({stream}), kWhole);
    }
  }
}

TEST(CapsuleParser, C5_DataAfterTheEndIsAnError) {
  for (const char* payload : {"", "x"}) {
    for (const std::uint64_t type : {kData, kFinal}) {
      expect_at_every_split(capsule(kData, "hello") + capsule(kFinal, ", world") + capsule(type, payload),
                            {.payload = "hello, world", .ended = true, .may_end = false, .broke = true});
      expect_at_every_split(capsule(kFinal, "") + capsule(kUnknown, "ok") + capsule(type, payload),
                            {.payload = "", .ended = true, .may_end = false, .broke = true});
    }
  }
}

TEST(CapsuleParser, C5_TheErrorStays) {
  CapsuleParser parser(default_revision());
  const Bytes stream = capsule(kFinal, "") + capsule(kData, "late") + capsule(kUnknown, "x");
  std::span<const std::uint8_t> in(stream);
  EXPECT_FALSE(parser.next(in));
  EXPECT_FALSE(parser.next(in));
  EXPECT_FALSE(parser.may_end());
}

TEST(CapsuleParser, C5_OtherTypesAfterTheEndAreSkipped) {
  expect_at_every_split(capsule(kFinal, "hello, world") + capsule(kUnknown, "later") + capsule(0x17, ""), kWhole);
}

TEST(CapsuleParser, C6_OnlyTheWholeStreamMayEnd) {
  const Bytes stream = capsule(kData, "hello") + capsule(kUnknown, "x") + capsule(kFinal, "!");
  for (std::size_t n = 0; n < stream.size(); ++n) {
    const Outcome got = parse({Bytes(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(n))});
    EXPECT_FALSE(got.may_end) << n;
    EXPECT_FALSE(got.ended) << n;
    EXPECT_FALSE(got.broke) << n;
  }
  EXPECT_TRUE(parse({stream}).may_end);
}

TEST(CapsuleParser, C6_ACapsuleCutOffAfterTheEndIsTruncatedToo) {
  const Bytes stream = capsule(kFinal, "") + capsule(kUnknown, "xyz");
  const std::size_t final_size = capsule(kFinal, "").size();
  for (std::size_t n = 0; n <= stream.size(); ++n) {
    const Outcome got = parse({Bytes(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(n))});
    EXPECT_EQ(got.ended, n >= final_size) << n;
    EXPECT_EQ(got.may_end, n == final_size || n == stream.size()) << n;
  }
}

TEST(CapsuleParser, C6_NothingIsNoEnd) {
  const CapsuleParser parser(default_revision());
  EXPECT_FALSE(parser.ended());
  EXPECT_FALSE(parser.may_end());
}

TEST(CapsuleParser, EveryRevisionHasItsTypes) {
  for (const WireRevision& revision : wire_revisions()) {
    CapsuleParser parser(revision);
    const Bytes stream = capsule(revision.data, "a") + capsule(revision.final_data, "b");
    std::span<const std::uint8_t> in(stream);
    EXPECT_EQ(test::text_of(*parser.next(in)), "a");
    EXPECT_EQ(test::text_of(*parser.next(in)), "b");
    EXPECT_TRUE(parser.may_end());
  }
}

TEST(CapsuleParser, RandomStreamsInRandomPieces) {
  std::mt19937 random(3);
  for (int round = 0; round < 500; ++round) {
    Bytes stream;
    std::string expected;
    for (std::size_t i = 0; i < random() % 8; ++i) {
      const std::string payload(random() % 300, static_cast<char>('a' + i));
      const bool data = random() % 2 == 0;
      stream = std::move(stream) + capsule(data ? kData : random() % 70000, payload);
      if (data) expected += payload;
    }
    stream = std::move(stream) + capsule(kFinal, "end");
    std::vector<Bytes> pieces;
    for (std::size_t at = 0; at < stream.size();) {
      const std::size_t n = std::min<std::size_t>(random() % 50, stream.size() - at);  // empty ones too
      pieces.emplace_back(stream.begin() + static_cast<std::ptrdiff_t>(at),
                          stream.begin() + static_cast<std::ptrdiff_t>(at + n));
      at += n;
    }
    EXPECT_EQ(parse(pieces), (Outcome{.payload = expected + "end", .ended = true, .may_end = true}));
  }
}

// ---- WRAP_UP (draft-ietf-httpbis-wrap-up §3)

TEST(CapsuleParser, C7_WrapUpIsNoticedAndChangesNothingElse) {
  EXPECT_EQ(header(kWrapUp, 0), test::from_hex("a72dda5e 00"));
  const Bytes stream = capsule(kData, "hello, ") + header(kWrapUp, 0) + capsule(kFinal, "world");
  test::for_every_split(stream, [&](const std::vector<Bytes>& pieces) {
    const Outcome got = parse(pieces);
    EXPECT_EQ(got.payload, kWhole.payload);
    EXPECT_TRUE(got.may_end && !got.broke);
    EXPECT_TRUE(got.wrapping_up);
  });
  EXPECT_FALSE(parse({capsule(kData, "hello")}).wrapping_up);
  EXPECT_TRUE(parse({capsule(kFinal, "") + header(kWrapUp, 0)}).wrapping_up);
}

TEST(CapsuleParser, C7_WrapUpComesOnceAndWithoutABody) {
  const Bytes twice = header(kWrapUp, 0) + capsule(kData, "x") + header(kWrapUp, 0);
  test::for_every_split(twice, [&](const std::vector<Bytes>& pieces) {
    EXPECT_TRUE(parse(pieces).broke);
    EXPECT_EQ(parse(pieces).payload, "x");
  });
  for (const std::uint64_t length : {std::uint64_t{1}, std::uint64_t{1000}, varint::kMax}) {
    EXPECT_TRUE(parse({header(kWrapUp, length)}).broke) << length;
  }
}

TEST(CapsuleParser, C7_AProxyTakesNone) {
  const Bytes stream = capsule(kData, "hello") + header(kWrapUp, 0);
  EXPECT_TRUE(parse({stream}, TunnelEnd::kProxy).broke);
  EXPECT_EQ(parse({stream}, TunnelEnd::kProxy).payload, "hello");
}

}  // namespace
}  // namespace culvert
