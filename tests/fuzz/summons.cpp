// What a second start asks of the program that runs (app/desktop/summons.h).
#include "app/desktop/summons.h"

#include "fuzz.h"

namespace culvert::fuzz {
namespace {

using desktop::Summons;

void read(std::string_view line) {
  std::optional<std::uint64_t> id;
  const auto request = control::parse_request(line, id);
  if (!request) return;
  const auto summons = desktop::read_summons(*request);
  if (!summons) {
    FUZZ_CHECK(summons.error().stage == Stage::kLocal && !summons.error().detail.empty());
    return;
  }
  FUZZ_CHECK(summons->links.size() <= Summons::kMostLinks);
  for (const std::string& link : summons->links) FUZZ_CHECK(link.size() <= Summons::kLongestLink);
  FUZZ_CHECK(summons->activation.size() <= Summons::kLongestToken);
  for (const char c : summons->activation) FUZZ_CHECK(c >= ' ' && c < '\x7f');
}

}  // namespace
}  // namespace culvert::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace culvert::fuzz;
  read(text_of(Bytes(data, size)));
  return 0;
}
