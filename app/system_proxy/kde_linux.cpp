#include "system_proxy/kde_linux.h"

#include <algorithm>
#include <format>
#include <map>
#include <ranges>
#include <utility>

#include "system_proxy/child.h"
#include "system_proxy/state.h"

namespace culvert::system_proxy {

namespace {

constexpr const char* kGroup = "Proxy Settings";
constexpr const char* kManual = "1";
// What kreadconfig6 says of a key that is not there; no value of a proxy's looks so.
constexpr const char* kUnset = "-- not set --";

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> parts;
  for (const auto part : std::views::split(list, ',')) {
    std::string_view text(part.begin(), part.end());
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    if (!text.empty()) parts.emplace_back(text);
  }
  return parts;
}

std::string join(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ",") + part;
  return text;
}

std::map<std::string, std::string> wanted(const Target& target, std::string_view direct_before) {
  const std::string host = target.host.contains(':') ? "[" + target.host + "]" : target.host;
  // Host and port are told apart by a space there.
  const std::string http = target.http ? std::format("http://{} {}", host, target.port) : "";
  return {{"ProxyType", kManual},
          {"httpProxy", http},
          {"httpsProxy", http},
          {"ftpProxy", ""},
          {"socksProxy", std::format("socks://{} {}", host, target.port)},
          {"NoProxyFor", join(merge(split(direct_before), direct(target)))},
          {"ReversedException", "false"}};  // NoProxyFor would be what alone goes through the proxy
}

class KdeStore : public SettingsStore {
 public:
  KdeStore(const std::string& directory, int lock, std::function<void()> tell)
      : file_(directory + "/kioslaverc"), lock_(lock), tell_(std::move(tell)) {}

  [[nodiscard]] std::string name() const override { return std::string(kKde); }
  [[nodiscard]] std::string title() const override { return "the settings of KDE"; }
  [[nodiscard]] bool knows(std::string_view key) const override { return std::ranges::contains(kde_keys(), key); }

  [[nodiscard]] Result<std::vector<Change>> plan(const Target& target) override {
    const auto user = read(kde_keys());
    if (!user) return std::unexpected(user.error());
    const auto effective = read_from("kioslaverc", kde_keys());
    if (!effective) return std::unexpected(effective.error());
    return plan_kde(*user, *effective, target);
  }
  // A path without directories is looked for in all of KDE's places, an absolute one is the user's file alone.
  [[nodiscard]] Result<Values> read(const std::vector<std::string>& keys) override { return read_from(file_, keys); }

  [[nodiscard]] Result<> write(const Values& values) override {
    for (const auto& [key, value] : values) {
      std::vector<std::string> command{"kwriteconfig6", "--file", file_, "--group", kGroup, "--key", key};
      if (!value) command.emplace_back("--delete");
      command.emplace_back("--");
      command.push_back(value.value_or(""));
      if (const auto said = output_of(command, lock_); !said) return std::unexpected(said.error());
    }
    if (auto synced = sync_file(file_); !synced) return synced;
    tell_();
    return {};
  }

 private:
  [[nodiscard]] Result<Values> read_from(const std::string& file, const std::vector<std::string>& keys) const {
    Values values;
    for (const std::string& key : keys) {
      auto said =
          output_of({"kreadconfig6", "--file", file, "--group", kGroup, "--key", key, "--default", kUnset}, lock_);
      if (!said) return std::unexpected(std::move(said.error()));
      if (said->ends_with('\n')) said->pop_back();
      values[key] = *said == kUnset ? Value() : Value(std::move(*said));
    }
    return values;
  }

  std::string file_;
  int lock_;
  std::function<void()> tell_;
};

}  // namespace

const std::vector<std::string>& kde_keys() {
  // Never destroyed: the system proxy is given back as late as while the process exits.
  static const auto& keys = *new const std::vector<std::string>([] {
    std::vector<std::string> all;
    for (const auto& [key, value] : wanted({}, "")) all.push_back(key);
    return all;
  }());
  return keys;
}

Result<std::vector<Change>> plan_kde(const Values& user, const Values& effective, const Target& target) {
  const auto value_in = [](const Values& values, const std::string& key) {
    const auto found = values.find(key);
    return found == values.end() ? Value() : found->second;
  };
  std::vector<Change> changes;
  for (auto& [key, value] : wanted(target, value_in(effective, "NoProxyFor").value_or(""))) {
    const std::string by_default = key == "ReversedException" ? "false" : "";
    if (value_in(effective, key).value_or(by_default) == value) continue;
    Value before = value_in(user, key);
    if (before && before->contains('@')) {
      return fail(Stage::kLocal, Code::kUnsupported,
                  "KDE's setting " + key + " holds a password, which could not be set back without showing it");
    }
    changes.push_back({.key = key, .before = std::move(before), .after = value});
  }
  return changes;
}

std::unique_ptr<SettingsStore> make_kde_store(const std::string& directory, int lock, std::function<void()> tell) {
  return std::make_unique<KdeStore>(directory, lock, std::move(tell));
}

}  // namespace culvert::system_proxy
