#include "system_proxy/gnome_linux.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "http/bounded_json.h"
#include "system_proxy/child.h"
#include "system_proxy/state.h"

namespace culvert::system_proxy {

namespace {

using nlohmann::json;

constexpr const char* kMode = "org.gnome.system.proxy mode";
constexpr const char* kSame = "org.gnome.system.proxy use-same-proxy";
constexpr const char* kIgnored = "org.gnome.system.proxy ignore-hosts";
constexpr const char* kHttpPassword = "org.gnome.system.proxy.http use-authentication";

// What one key has, as the helper said it.
struct Row {
  Value user;
  json effective;
  bool writable = false;
};

Result<std::map<std::string, Row>> rows_of(std::string_view text) {
  const auto tree = http::parse_json(text);
  const auto bad = [] { return fail(Stage::kLocal, Code::kInvalid, "culvert-system-proxy answered something else"); };
  if (!tree || !tree->is_object()) return bad();
  std::map<std::string, Row> rows;
  for (const auto& [key, one] : tree->items()) {
    if (!one.is_object() || !one.contains("user") || !one.contains("effective") || !one.contains("writable") ||
        !one["writable"].is_boolean()) {
      return bad();
    }
    const json& user = one["user"];
    rows[key] = {.user = user.is_null() ? Value() : Value(user.dump()),
                 .effective = one["effective"],
                 .writable = one["writable"].get<bool>()};
  }
  return rows;
}

std::vector<std::string> texts_in(const json& list) {
  std::vector<std::string> texts;
  for (const json& one : list) {
    if (one.is_string()) texts.push_back(one.get<std::string>());
  }
  return texts;
}

std::map<std::string, json> wanted(const Target& target, const json& ignored) {
  const std::string schema = "org.gnome.system.proxy";
  // With brackets: what reads it makes a URI of it, and goes directly where that is none.
  const json host = target.host.contains(':') ? "[" + target.host + "]" : target.host;
  const json none = "";
  return {{kMode, "manual"},
          {kSame, false},  // where it is read, it leads everything to the HTTP proxy
          {kIgnored, merge(texts_in(ignored), direct(target))},
          {kHttpPassword, false},
          {schema + ".http host", target.http ? host : none},
          {schema + ".http port", target.http ? target.port : 0},
          {schema + ".https host", target.http ? host : none},
          {schema + ".https port", target.http ? target.port : 0},
          {schema + ".ftp host", none},
          {schema + ".ftp port", 0},
          {schema + ".socks host", host},
          {schema + ".socks port", target.port}};
}

class GnomeStore : public SettingsStore {
 public:
  GnomeStore(std::string helper, const std::string& directory, int lock)
      : helper_(std::move(helper)), database_(directory + "/dconf/user"), lock_(lock) {}

  [[nodiscard]] std::string name() const override { return std::string(kGnome); }
  [[nodiscard]] std::string title() const override { return "the settings of GNOME"; }
  [[nodiscard]] bool knows(std::string_view key) const override { return std::ranges::contains(gnome_keys(), key); }

  [[nodiscard]] Result<std::vector<Change>> plan(const Target& target) override {
    const auto text = ask("read", gnome_keys());
    if (!text) return std::unexpected(text.error());
    return plan_gnome(*text, target);
  }
  [[nodiscard]] Result<Values> read(const std::vector<std::string>& keys) override {
    const auto text = ask("read", keys);
    if (!text) return std::unexpected(text.error());
    return values_gnome(*text, keys);
  }
  [[nodiscard]] Result<> write(const Values& values) override {
    std::vector<std::string> pairs;
    for (const auto& [key, value] : values) {
      pairs.push_back(key);
      pairs.push_back(value.value_or("null"));
    }
    const auto text = ask("write", pairs);
    if (!text) return std::unexpected(text.error());
    return sync_file(database_);
  }

 private:
  [[nodiscard]] Result<std::string> ask(std::string command, const std::vector<std::string>& words) const {
    std::vector<std::string> all{helper_, std::move(command)};
    all.insert(all.end(), words.begin(), words.end());
    auto text = output_of(all, lock_);
    if (!text && text.error().code == Code::kNotFound) {
      return fail(Stage::kLocal, Code::kNotFound,
                  "the program culvert-system-proxy, which speaks to GNOME, is not installed");
    }
    return text;
  }

  std::string helper_;
  std::string database_;
  int lock_;
};

}  // namespace

const std::vector<std::string>& gnome_keys() {
  // Never destroyed: the system proxy is given back as late as while the process exits.
  static const auto& keys = *new const std::vector<std::string>([] {
    std::vector<std::string> all;
    for (const auto& [key, value] : wanted({}, json::array())) all.push_back(key);
    return all;
  }());
  return keys;
}

Result<std::vector<Change>> plan_gnome(std::string_view read, const Target& target) {
  const auto rows = rows_of(read);
  if (!rows) return std::unexpected(rows.error());
  for (const std::string& key : gnome_keys()) {
    if (!rows->contains(key)) return fail(Stage::kLocal, Code::kInvalid, "GNOME has no setting " + key);
  }
  std::vector<Change> changes;
  for (const auto& [key, value] : wanted(target, rows->at(kIgnored).effective)) {
    const Row& row = rows->at(key);
    if (row.effective == value) continue;
    if (!row.writable) return fail(Stage::kLocal, Code::kDenied, "the setting " + key + " is locked on this computer");
    changes.push_back({.key = key, .before = row.user, .after = value.dump()});
  }
  return changes;
}

Result<Values> values_gnome(std::string_view read, const std::vector<std::string>& keys) {
  const auto rows = rows_of(read);
  if (!rows) return std::unexpected(rows.error());
  Values values;
  for (const std::string& key : keys) {
    const auto row = rows->find(key);
    if (row == rows->end()) return fail(Stage::kLocal, Code::kInvalid, "GNOME has no setting " + key);
    values[key] = row->second.user;
  }
  return values;
}

std::unique_ptr<SettingsStore> make_gnome_store(std::string helper, const std::string& directory, int lock) {
  return std::make_unique<GnomeStore>(std::move(helper), directory, lock);
}

}  // namespace culvert::system_proxy
