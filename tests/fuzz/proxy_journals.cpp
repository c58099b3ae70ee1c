// What is found on the disk or said by other programs about the system proxy (app/system_proxy): the journal, and what
// networksetup answers.

#include "fuzz.h"
#include "system_proxy/journal.h"
#include "system_proxy/network_services.h"

namespace {

using namespace culvert::system_proxy;

void journal(std::string_view text) {
  const auto read = parse_journal(text);
  if (!read) return;
  const auto again = to_text(*read);
  FUZZ_CHECK(again.has_value());
  FUZZ_CHECK(parse_journal(*again) == *read);
}

// Any value that an answer yields can be set again, but for a password.
void answers(std::string_view text) {
  for (const std::string& key : keys_of_service("Wi-Fi")) {
    FUZZ_CHECK(!question(key).empty());
    const auto value = parse_answer(key, text);
    if (value) FUZZ_CHECK(orders(key, *value).has_value() || value->ends_with(" password"));
    static_cast<void>(orders(key, text));
  }
  for (const std::string& service : parse_services(text)) FUZZ_CHECK(!service.empty());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = culvert::fuzz::text_of({data, size});
  journal(text);
  // Whatever a setting holds, it comes back.
  const Journal other{.owner = {1, "then"}, .store = "fake", .changes = {{std::string("k"), {}, std::string(text)}}};
  if (const auto written = to_text(other)) FUZZ_CHECK(parse_journal(*written) == other);
  answers(text);
  return 0;
}
