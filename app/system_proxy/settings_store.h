// Where a desktop keeps its proxy settings: a set of keys with texts. One implementation for each kind of desktop, and
// one in the tests.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace culvert::system_proxy {

// What applications shall be told.
struct Target {
  std::string host;                 // an address without brackets
  std::uint16_t port = 0;           // of SOCKS
  bool http = false;                // the same port speaks HTTP (CONNECT), too
  std::vector<std::string> bypass;  // names and networks that are reached directly, beside this computer itself

  bool operator==(const Target&) const = default;
};

// The text is the store's own, in one form only, so that equal values are equal texts. Nothing: the user has not set
// the key, and the desktop's default holds.
using Value = std::optional<std::string>;
using Values = std::map<std::string, Value, std::less<>>;

struct Change {
  std::string key;
  Value before;
  Value after;

  bool operator==(const Change&) const = default;
};

// Every call may block, for some seconds at worst.
class SettingsStore {
 public:
  SettingsStore() = default;
  virtual ~SettingsStore() = default;
  SettingsStore(const SettingsStore&) = delete;
  SettingsStore& operator=(const SettingsStore&) = delete;

  [[nodiscard]] virtual std::string name() const = 0;   // in the journal
  [[nodiscard]] virtual std::string title() const = 0;  // for people: "the settings of GNOME"
  // Whether this store could ever have been asked to change the key.
  [[nodiscard]] virtual bool knows(std::string_view key) const = 0;
  // The keys that have to change. Changes nothing. Errors: a key is locked, the settings are not there.
  [[nodiscard]] virtual Result<std::vector<Change>> plan(const Target& target) = 0;
  // What is there, asked for anew.
  [[nodiscard]] virtual Result<Values> read(const std::vector<std::string>& keys) = 0;
  // On the disk when it returns. That it returns well does not mean that the values were taken: read.
  [[nodiscard]] virtual Result<> write(const Values& values) = 0;
};

// What undoing `changes` means where `now` is there.
struct Undo {
  Values to_write;                // still as we set them
  std::vector<std::string> left;  // neither what we set nor what was there before: somebody else's
};
[[nodiscard]] Undo compare(const std::vector<Change>& changes, const Values& now);

// The texts of `before`, and then what of `more` is not among them.
[[nodiscard]] std::vector<std::string> merge(std::vector<std::string> before, const std::vector<std::string>& more);
// What is never reached through the proxy: this computer, and Target::bypass.
[[nodiscard]] std::vector<std::string> direct(const Target& target);

}  // namespace culvert::system_proxy
