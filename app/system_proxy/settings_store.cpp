#include "system_proxy/settings_store.h"

#include <algorithm>

namespace culvert::system_proxy {

Undo compare(const std::vector<Change>& changes, const Values& now) {
  Undo undo;
  for (const Change& change : changes) {
    const auto found = now.find(change.key);
    const Value& value = found == now.end() ? std::nullopt : found->second;
    if (value == change.before) continue;
    if (value == change.after) {
      undo.to_write[change.key] = change.before;
    } else {
      undo.left.push_back(change.key);
    }
  }
  return undo;
}

std::vector<std::string> merge(std::vector<std::string> before, const std::vector<std::string>& more) {
  for (const std::string& one : more) {
    if (!std::ranges::contains(before, one)) before.push_back(one);
  }
  return before;
}

std::vector<std::string> direct(const Target& target) {
  return merge({"localhost", "127.0.0.0/8", "::1"}, target.bypass);
}

}  // namespace culvert::system_proxy
