#include "system_proxy/journal.h"

#include <cstdint>
#include <format>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "http/bounded_json.h"

namespace culvert::system_proxy {

namespace {

using nlohmann::json;

constexpr std::string_view kHead = "culvert-system-proxy 1 ";
constexpr std::size_t kValues = 8 * kJournalChanges;

std::unexpected<Error> bad(std::string why) { return fail(Stage::kLocal, Code::kInvalid, std::move(why)); }

// FNV-1a: against damage, not against anybody, since whoever can write the file can write the settings as well.
std::string sum_of(std::string_view text) {
  std::uint64_t sum = 0xcbf29ce484222325U;
  for (const char c : text) sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return std::format("{:016x}", sum);
}

json of(const Value& value) { return value ? json(*value) : json(nullptr); }

const std::string* text_in(const json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : found->get_ptr<const std::string*>();
}

bool take(const json& object, const char* name, Value& value) {
  const auto found = object.find(name);
  if (found == object.end()) return false;
  if (found->is_null()) return true;
  if (!found->is_string()) return false;
  value = found->get<std::string>();
  return true;
}

Result<std::vector<Change>> changes_in(const json& list) {
  std::vector<Change> changes;
  std::set<std::string> keys;
  for (const json& one : list) {
    const std::string* key = one.is_object() ? text_in(one, "key") : nullptr;
    if (key == nullptr || key->empty() || !keys.insert(*key).second) return bad("a key is missing or there twice");
    Change change{.key = *key, .before = {}, .after = {}};
    if (!take(one, "before", change.before) || !take(one, "after", change.after)) return bad("a value is missing");
    if (change.before == change.after) return bad("a change changes nothing");
    changes.push_back(std::move(change));
  }
  if (changes.empty() || changes.size() > kJournalChanges) return bad("it has no changes, or too many");
  return changes;
}

}  // namespace

Result<std::string> to_text(const Journal& journal) {
  json list = json::array();
  for (const Change& change : journal.changes) {
    list.push_back({{"key", change.key}, {"before", of(change.before)}, {"after", of(change.after)}});
  }
  const json all{{"pid", journal.owner.pid},
                 {"started", journal.owner.started},
                 {"store", journal.store},
                 {"changes", std::move(list)}};
  std::string body;
  try {
    body = all.dump(1) + "\n";
  } catch (const json::exception&) {
    return bad("a setting is not UTF-8");
  }
  std::string text = std::format("{}{}\n{}", kHead, sum_of(body), body);
  if (text.size() > kJournalBytes || journal.changes.size() > kJournalChanges) return bad("the settings are too long");
  return text;
}

Result<Journal> parse_journal(std::string_view text) {
  if (text.size() > kJournalBytes) return bad("it is too long");
  const std::size_t line = text.find('\n');
  if (!text.starts_with(kHead) || line == std::string_view::npos) return bad("its first line is not a journal's");
  const std::string_view body = text.substr(line + 1);
  if (text.substr(kHead.size(), line - kHead.size()) != sum_of(body)) return bad("its sum is wrong");
  const auto tree = http::parse_json(body, {.bytes = kJournalBytes, .depth = 4, .values = kValues});
  if (!tree || !tree->is_object()) return bad("it is not JSON");
  const auto pid = tree->find("pid");
  const auto changes = tree->find("changes");
  const std::string* started = text_in(*tree, "started");
  const std::string* store = text_in(*tree, "store");
  if (pid == tree->end() || changes == tree->end() || started == nullptr || store == nullptr) {
    return bad("something is missing");
  }
  if (!pid->is_number_integer() || pid->get<double>() < 1 ||
      pid->get<double>() > std::numeric_limits<std::int32_t>::max()) {
    return bad("its process is none");
  }
  if (!changes->is_array()) return bad("its changes are no list");
  auto list = changes_in(*changes);
  if (!list) return std::unexpected(std::move(list.error()));
  return Journal{.owner = {pid->get<std::int64_t>(), *started}, .store = *store, .changes = std::move(*list)};
}

}  // namespace culvert::system_proxy
