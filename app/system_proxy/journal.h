// What was there before the system proxy was set, as text. Pure; the file is state.h's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "system_proxy/owner.h"
#include "system_proxy/settings_store.h"

namespace culvert::system_proxy {

struct Journal {
  Owner owner;        // the process that has set it
  std::string store;  // SettingsStore::name()
  std::vector<Change> changes;

  bool operator==(const Journal&) const = default;
};

constexpr std::size_t kJournalBytes = std::size_t{256} * 1024;  // at most
constexpr std::size_t kJournalChanges = 1024;

// One line with a sum of all that follows, then JSON. Values that are not UTF-8 cannot be written: kInvalid.
[[nodiscard]] Result<std::string> to_text(const Journal& journal);
// Errors: kLocal, kInvalid. A text that was cut or changed anywhere is an error.
[[nodiscard]] Result<Journal> parse_journal(std::string_view text);

}  // namespace culvert::system_proxy
