// Setups and settings as JSON, as culvert-setup(5) describes it. Pure: no file is touched here.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "config/settings.h"
#include "config/setup.h"

namespace culvert::config {

template <class T>
struct Parsed {
  T value;
  // What its reader should hear of: everything that validate() finds, with secrets that are still to come, and secrets
  // that stood in the text. Those are in no way taken over.
  Problems problems;
  bool had_secrets = false;
};

// An entry that cannot be read is there, says so in its `kept`, and is written again as it was. Such a rule blocks
// whatever comes to it (unless it is off), since nobody knows what it was to keep in. Errors: kLocal with kInvalid or
// kLimit, the text is damaged; with kUnsupported, a newer Culvert wrote it.
[[nodiscard]] Result<Parsed<Setup>> read_setup(std::string_view text);
[[nodiscard]] Result<Parsed<Settings>> read_settings(std::string_view text);

// With fields that are not known, without secrets. Errors: kLocal with kInvalid (a text that is no UTF-8) or kLimit,
// more than can be read again.
[[nodiscard]] Result<std::string> write_setup(const Setup& setup);
[[nodiscard]] Result<std::string> write_settings(const Settings& settings);

}  // namespace culvert::config
