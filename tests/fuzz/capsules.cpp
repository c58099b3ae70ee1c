// Capsules (core/capsule/capsule_parser.h): the same in one piece and in many, and nothing after the end.

#include "capsule/capsule_parser.h"
#include "fuzz.h"

namespace culvert::fuzz {
namespace {

struct Outcome {
  std::string payload;
  bool failed = false;
  bool ended = false;
  bool may_end = false;
  bool operator==(const Outcome&) const = default;
};

template <class Next>
Outcome parse(Bytes all, Next next_size) {
  Outcome o;
  CapsuleParser parser(default_revision());
  while (!all.empty() && !o.failed) {
    Bytes piece = all.first(std::min(all.size(), next_size()));
    all = all.subspan(piece.size());
    for (;;) {
      const bool ended = parser.ended();
      const auto payload = parser.next(piece);
      o.failed = !payload;
      if (!payload || payload->empty()) break;
      FUZZ_CHECK(!ended);
      o.payload += text_of(*payload);
    }
    FUZZ_CHECK(o.failed || piece.empty());
  }
  o.ended = parser.ended();
  o.may_end = parser.may_end();
  FUZZ_CHECK(!o.may_end || o.ended);
  return o;
}

}  // namespace
}  // namespace culvert::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace culvert::fuzz;
  const Bytes all(data, size);
  const Outcome whole = parse(all, [&] { return size; });
  Splits splits(static_cast<std::uint32_t>(size));
  FUZZ_CHECK(parse(all, [&] { return splits.next(); }) == whole);
  FUZZ_CHECK(parse(all, [] { return std::size_t{1}; }) == whole);
  FUZZ_CHECK(whole.payload.size() <= size);
  return 0;
}
