#include "config/settings.h"

#include <algorithm>
#include <format>

#include "config/document.h"
#include "config/profile_json.h"
#include "config/setup_json.h"

namespace culvert::config {

namespace {

using Appearance = Settings::Appearance;

constexpr Names<Appearance, 3> kAppearances{
    {{"system", Appearance::kSystem}, {"light", Appearance::kLight}, {"dark", Appearance::kDark}}};
constexpr std::size_t kMaxLanguage = 35;

bool is_language(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  return text.size() <= kMaxLanguage && std::ranges::all_of(text, allowed);
}

}  // namespace

Problems validate(const Settings& s) {
  Problems problems;
  const auto range = [&](const char* field, std::uint32_t value, std::uint32_t most) {
    if (value == 0 || value > most)
      problems.push_back({field, std::format("this has to be a number from 1 to {}", most)});
  };
  if (!is_language(s.language)) problems.push_back({"language", "this is no language tag (de, pt-BR)"});
  range("log_megabytes", s.log_megabytes, Settings::kMaxLogMegabytes);
  range("log_days", s.log_days, Settings::kMaxLogDays);
  return problems;
}

// A field that is wrong keeps its preset, and the next file has that: settings are few, and none of them keeps anything
// in.
Result<Parsed<Settings>> read_settings(std::string_view text) {
  auto document = Document::parse(text);
  if (!document) return std::unexpected(std::move(document.error()));
  Parsed<Settings> parsed;
  Settings& s = parsed.value;
  FieldReader from(document->tree);
  from.skip(kSchemaField);
  from.flag("start_at_login", s.start_at_login);
  from.flag("start_minimised", s.start_minimised);
  from.flag("system_proxy", s.system_proxy);
  from.text("language", s.language);
  from.choice("appearance", s.appearance, kAppearances);
  from.number("log_megabytes", s.log_megabytes, 1, Settings::kMaxLogMegabytes);
  from.number("log_days", s.log_days, 1, Settings::kMaxLogDays);
  from.flag("check_for_updates", s.check_for_updates);
  if (const auto rest = from.rest(); !rest.empty()) s.kept.json = rest.dump();
  parsed.problems = std::move(document->problems);
  parsed.had_secrets = document->had_secrets;
  for (const Problem& problem : from.problems()) parsed.problems.push_back(problem);
  for (Problem& problem : validate(s)) parsed.problems.push_back(std::move(problem));
  return parsed;
}

Result<std::string> write_settings(const Settings& s) {
  const Settings preset;
  FieldWriter to;
  to.put(kSchemaField, kSchema);
  to.put("start_at_login", s.start_at_login, preset.start_at_login);
  to.put("start_minimised", s.start_minimised, preset.start_minimised);
  to.put("system_proxy", s.system_proxy, preset.system_proxy);
  to.put("language", s.language, preset.language);
  to.put("appearance", s.appearance, preset.appearance, kAppearances);
  to.put("log_megabytes", s.log_megabytes, preset.log_megabytes);
  to.put("log_days", s.log_days, preset.log_days);
  to.put("check_for_updates", s.check_for_updates, preset.check_for_updates);
  auto text = written(std::move(to).done(s.kept));
  if (!text) return text;
  if (auto again = read_settings(*text); !again) return std::unexpected(std::move(again.error()));
  return text;
}

}  // namespace culvert::config
