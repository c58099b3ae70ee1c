#include "base/varint.h"

#include <gtest/gtest.h>

#include "unit/bytes.h"

namespace culvert {
namespace {

using test::Bytes;
using test::from_hex;

Bytes written(std::uint64_t value) {
  Bytes out(varint::kMaxSize, 0xee);
  const std::uint8_t* end = varint::write(out.data(), value);
  out.resize(static_cast<std::size_t>(end - out.data()));
  return out;
}

// Reads one integer out of `all`, cut at every place; what follows it must stay.
void expect_reads(const Bytes& encoded, std::uint64_t value) {
  Bytes all = encoded;
  all.push_back(0xab);
  test::for_every_split(all, [&](const std::vector<Bytes>& pieces) {
    varint::Reader reader;
    EXPECT_FALSE(reader.started());
    std::size_t taken = 0;
    bool whole = false;
    for (const Bytes& piece : pieces) {
      std::span<const std::uint8_t> in(piece);
      whole = reader.feed(in);
      taken += piece.size() - in.size();
      EXPECT_TRUE(reader.started());
      EXPECT_EQ(whole, taken == encoded.size());
      if (!whole) {
        EXPECT_TRUE(in.empty());
      }
    }
    EXPECT_TRUE(whole);
    EXPECT_EQ(taken, encoded.size());
    EXPECT_EQ(reader.value(), value);
  });
}

TEST(Varint, C1_ExamplesOfRfc9000) {  // §A.1
  const struct {
    const char* hex;
    std::uint64_t value;
  } kExamples[] = {{"c2197c5eff14e88c", 151288809941952652}, {"9d7f3e7d", 494878333}, {"7bbd", 15293}, {"25", 37}};
  for (const auto& e : kExamples) {
    expect_reads(from_hex(e.hex), e.value);
    EXPECT_EQ(written(e.value), from_hex(e.hex));
  }
  expect_reads(from_hex("4025"), 37);  // the same, not in the shortest form
}

TEST(Varint, C1_EverySizeAtItsBorders) {
  const struct {
    std::uint64_t value;
    std::size_t size;
  } kBorders[] = {{0, 1},           {63, 1},         {64, 2},         {16383, 2},
                  {16384, 4},       {1073741823, 4}, {1073741824, 8}, {varint::kMax - 1, 8},
                  {varint::kMax, 8}};
  for (const auto& b : kBorders) {
    EXPECT_EQ(varint::size(b.value), b.size);
    EXPECT_EQ(written(b.value).size(), b.size);
    expect_reads(written(b.value), b.value);
  }
}

TEST(Varint, C1_RoundTripOfEveryPowerOfTwo) {
  for (int bit = 0; bit < 62; ++bit) {
    const std::uint64_t value = std::uint64_t{1} << bit;
    expect_reads(written(value), value);
    expect_reads(written(value - 1), value - 1);
  }
}

TEST(Varint, C1_NonMinimalFormsAreAccepted) {
  for (const char* hex : {"00", "4000", "80000000", "c000000000000000"}) expect_reads(from_hex(hex), 0);
  for (const char* hex : {"3f", "403f", "8000003f", "c00000000000003f"}) expect_reads(from_hex(hex), 63);
  for (const char* hex : {"7fff", "80003fff", "c000000000003fff"}) expect_reads(from_hex(hex), 16383);
}

TEST(Varint, AReaderCanBeUsedAgain) {
  varint::Reader reader;
  const Bytes all = from_hex("7bbd25");
  std::span<const std::uint8_t> in(all);
  ASSERT_TRUE(reader.feed(in));
  EXPECT_EQ(reader.value(), 15293U);
  EXPECT_TRUE(reader.feed(in));  // whole: takes nothing more
  EXPECT_EQ(in.size(), 1U);
  reader.clear();
  EXPECT_FALSE(reader.started());
  ASSERT_TRUE(reader.feed(in));
  EXPECT_EQ(reader.value(), 37U);
}

TEST(Varint, NothingIsNoInteger) {
  varint::Reader reader;
  std::span<const std::uint8_t> none;
  EXPECT_FALSE(reader.feed(none));
  EXPECT_FALSE(reader.started());
}

static_assert(varint::kMax == 4611686018427387903U);

}  // namespace
}  // namespace culvert
