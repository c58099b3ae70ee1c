// Entries of installed programs (app/desktop/programs/desktop_entry.h): files that anybody may have put there.

#include <algorithm>

#include "base/escape.h"
#include "fuzz.h"
#include "programs/desktop_entry.h"

namespace {

using namespace culvert::desktop;

void shown_in_one_line(const std::string& text) {
  FUZZ_CHECK(text.size() <= 256);
  FUZZ_CHECK(culvert::is_utf8(text));
  FUZZ_CHECK(std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }));
}

// Words that are quoted as the specification says come back as they were.
void quoted(std::string_view text) {
  if (text.size() > 4096 || text.contains('\0')) return;
  DesktopEntry entry{.name = "N", .exec = "program \""};
  for (const char c : text) {
    if (std::string_view("\"`$\\").contains(c)) entry.exec += '\\';
    entry.exec += c == '%' ? "%%" : std::string(1, c);
  }
  entry.exec += '"';
  const auto words = command_of(entry, "/entry");
  FUZZ_CHECK(words && words->size() == 2 && words->back() == text);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = culvert::fuzz::text_of({data, size});
  const std::vector<std::string> locales = locale_chain(text.substr(0, std::min<std::size_t>(text.find('\n'), 32)));
  FUZZ_CHECK(locales.size() <= 4);
  for (const auto& chain : {locales, std::vector<std::string>{"de_AT", "de"}, {}}) {
    const auto entry = parse_desktop_entry(text, chain);
    if (!entry) continue;
    for (const std::string* one : {&entry->name, &entry->icon, &entry->try_exec}) shown_in_one_line(*one);
    FUZZ_CHECK(entry->removed || !entry->name.empty());
    FUZZ_CHECK(!entry->removed || !entry->shown);
    FUZZ_CHECK(entry->only_in.size() <= kEntryDesktops && entry->not_in.size() <= kEntryDesktops);
    if (const auto words = command_of(*entry, "/usr/share/applications/a.desktop")) {
      FUZZ_CHECK(!words->empty() && !words->front().empty() && words->size() <= kEntryWords + 1);
      for (const std::string& word : *words) FUZZ_CHECK(!word.contains('\0'));
    }
    for (const std::string& desktop : entry->only_in) FUZZ_CHECK(is_for(*entry, {desktop}));
  }
  quoted(text);
  return 0;
}
