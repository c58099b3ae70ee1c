// Desktop entries, as the freedesktop.org specification of that name describes them (version 1.5): files of strangers
// that say which programs are installed. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace culvert::desktop {

// What matters of one, with escapes read. Texts are UTF-8 without control characters, 256 bytes at most but for `exec`.
struct DesktopEntry {
  std::string name = {};  // in the first of the languages that it has
  std::string icon = {};
  std::string exec = {};  // command_of() reads it
  std::string try_exec = {};
  bool terminal = false;
  bool shown = true;                      // neither Hidden nor NoDisplay
  bool removed = false;                   // Hidden: as if it were not there, nor those of the same id behind it
  std::vector<std::string> only_in = {};  // desktops; empty: all
  std::vector<std::string> not_in = {};
};

constexpr std::size_t kEntryBytes = std::size_t{512} * 1024;  // at most
constexpr std::size_t kEntryWords = 256;                      // of a command
constexpr std::size_t kEntryDesktops = 64;

// "de_AT.UTF-8@euro" as the keys of entries are asked for it: "de_AT@euro", "de_AT", "de@euro", "de". Also of "de-AT".
[[nodiscard]] std::vector<std::string> locale_chain(std::string_view locale);

// Errors: kLocal with kLimit, kInvalid (no entry of an application, or not UTF-8).
[[nodiscard]] Result<DesktopEntry> parse_desktop_entry(std::string_view text, const std::vector<std::string>& locales);

// The command that starts it without a file: no shell is needed for it. `path` is that of the entry (%k). Quotes and
// backslashes are read as a shell reads them, which takes what the specification allows and what is found besides.
// Errors: kLocal, kInvalid, kLimit.
[[nodiscard]] Result<std::vector<std::string>> command_of(const DesktopEntry& entry, std::string_view path);

// Whether it is for one of these desktops ($XDG_CURRENT_DESKTOP, taken apart).
[[nodiscard]] bool is_for(const DesktopEntry& entry, const std::vector<std::string>& desktops);

}  // namespace culvert::desktop
