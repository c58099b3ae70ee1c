// Reading and writing the fields of one JSON object: what is wrong is told field by field, and what is not known is
// there for the next time that the object is written. Inside of config/ only.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/entry.h"
#include "http/bounded_json.h"

namespace culvert::config {

// Of any file of settings, and of what an entry keeps.
inline constexpr http::JsonLimits kFileLimits{
    .bytes = std::size_t{4} * 1024 * 1024, .depth = 16, .values = std::size_t{256} * 1024};

template <class Enum, std::size_t kSize>
using Names = std::array<std::pair<std::string_view, Enum>, kSize>;

class FieldReader {
 public:
  explicit FieldReader(const nlohmann::json& object) : object_(object) {}  // which outlives this

  // A field that is not there leaves `out` as it is; one that is wrong does, too.
  void text(std::string_view name, std::string& out);
  void texts(std::string_view name, std::vector<std::string>& out);
  void flag(std::string_view name, bool& out);
  void number(std::string_view name, std::uint32_t& out, std::uint32_t least, std::uint32_t most);
  template <class Enum, std::size_t kSize>
  void choice(std::string_view name, Enum& out, const Names<Enum, kSize>& names);
  // A text with a form of its own; `parse` gives a Result.
  template <class T, class Parse>
  void form(std::string_view name, T& out, Parse parse);
  // An object; `read` takes its FieldReader.
  template <class Read>
  void inner(std::string_view name, Read read);
  // For the rest: the field, or null.
  [[nodiscard]] const nlohmann::json* take(std::string_view name);
  void require(std::string_view name);
  void skip(std::string_view name) { known_.emplace(name); }  // somebody else reads it
  void wrong(std::string_view name, std::string_view why);

  [[nodiscard]] const Problems& problems() const { return problems_; }
  // What was not asked for.
  [[nodiscard]] nlohmann::json rest() const;
  [[nodiscard]] bool has(std::string_view name) const { return object_.contains(name); }

 private:
  const nlohmann::json& object_;
  std::set<std::string, std::less<>> known_;
  nlohmann::json inner_rest_ = nlohmann::json::object();
  Problems problems_;
};

class FieldWriter {
 public:
  using Json = nlohmann::ordered_json;
  void put(std::string_view name, Json value);
  // Nothing where a reader would come to the same.
  template <class T>
  void put(std::string_view name, const T& value, const T& preset) {
    known_.emplace(name);
    if (value != preset) put(name, Json(value));
  }
  template <class Enum, std::size_t kSize>
  void put(std::string_view name, Enum value, Enum preset, const Names<Enum, kSize>& names);
  void put(std::string_view name, FieldWriter&& inner);  // unless it is empty
  // Takes over what is in `kept` and was not put.
  [[nodiscard]] Json done(const Kept& kept) &&;

 private:
  void take_over(const nlohmann::json& rest);
  Json object_ = Json::object();
  std::set<std::string, std::less<>> known_;
  std::vector<std::pair<std::string, FieldWriter>> inner_;
};

// ---- Templates
// -------------------------------------------------------------------------------------------------------

template <class Enum, std::size_t kSize>
void FieldReader::choice(std::string_view name, Enum& out, const Names<Enum, kSize>& names) {
  const nlohmann::json* field = take(name);
  if (field == nullptr) return;
  for (const auto& [text, value] : names) {
    if (*field == text) {
      out = value;
      return;
    }
  }
  std::string why = "this has to be one of";
  for (const auto& [text, value] : names) why.append(" \"").append(text).append("\"");
  wrong(name, why);
}

template <class T, class Parse>
void FieldReader::form(std::string_view name, T& out, Parse parse) {
  const nlohmann::json* field = take(name);
  if (field == nullptr) return;
  if (!field->is_string()) return wrong(name, "this has to be a text");
  auto parsed = parse(field->get_ref<const std::string&>());
  if (!parsed) return wrong(name, parsed.error().detail);
  out = std::move(*parsed);
}

template <class Read>
void FieldReader::inner(std::string_view name, Read read) {
  const nlohmann::json* field = take(name);
  if (field == nullptr) return;
  if (!field->is_object()) return wrong(name, "this has to be an object");
  FieldReader reader(*field);
  read(reader);
  for (const Problem& p : reader.problems()) wrong(std::string(name) + "." + p.field, p.message);
  if (auto rest = reader.rest(); !rest.empty()) inner_rest_[std::string(name)] = std::move(rest);
}

template <class Enum, std::size_t kSize>
void FieldWriter::put(std::string_view name, Enum value, Enum preset, const Names<Enum, kSize>& names) {
  known_.emplace(name);
  if (value == preset) return;
  const auto found = std::ranges::find(names, value, &std::pair<std::string_view, Enum>::second);
  if (found != names.end()) put(name, Json(found->first));
}

}  // namespace culvert::config
