#include "config/fields.h"

#include <format>

namespace culvert::config {

using nlohmann::json;

const json* FieldReader::take(std::string_view name) {
  known_.emplace(name);
  const auto found = object_.find(name);
  return found == object_.end() ? nullptr : &*found;
}

void FieldReader::wrong(std::string_view name, std::string_view why) {
  problems_.push_back({std::string(name), std::string(why)});
}

void FieldReader::require(std::string_view name) {
  if (!has(name)) wrong(name, "this is missing");
}

void FieldReader::text(std::string_view name, std::string& out) {
  const json* field = take(name);
  if (field == nullptr) return;
  if (!field->is_string()) return wrong(name, "this has to be a text");
  out = field->get<std::string>();
}

void FieldReader::texts(std::string_view name, std::vector<std::string>& out) {
  const json* field = take(name);
  if (field == nullptr) return;
  const auto is_text = [](const json& j) { return j.is_string(); };
  if (!field->is_array() || !std::ranges::all_of(*field, is_text)) {
    return wrong(name, "this has to be a list of texts");
  }
  out = field->get<std::vector<std::string>>();
}

void FieldReader::flag(std::string_view name, bool& out) {
  const json* field = take(name);
  if (field == nullptr) return;
  if (!field->is_boolean()) return wrong(name, "this has to be true or false");
  out = field->get<bool>();
}

void FieldReader::number(std::string_view name, std::uint32_t& out, std::uint32_t least, std::uint32_t most) {
  const json* field = take(name);
  if (field == nullptr) return;
  const std::uint64_t value = field->is_number_unsigned() ? field->get<std::uint64_t>() : 0;
  if (!field->is_number_unsigned() || value < least || value > most) {
    return wrong(name, std::format("this has to be a number from {} to {}", least, most));
  }
  out = static_cast<std::uint32_t>(value);
}

json FieldReader::rest() const {
  json rest = inner_rest_;
  for (const auto& [name, value] : object_.items()) {
    if (!known_.contains(name)) rest[name] = value;
  }
  return rest;
}

void FieldWriter::put(std::string_view name, Json value) {
  known_.emplace(name);
  object_[std::string(name)] = std::move(value);
}

void FieldWriter::put(std::string_view name, FieldWriter&& inner) {
  known_.emplace(name);
  object_[std::string(name)] = Json::object();  // its place
  inner_.emplace_back(name, std::move(inner));
}

void FieldWriter::take_over(const json& rest) {
  for (auto& [name, inner] : inner_) {
    const auto found = rest.find(name);
    inner.take_over(found != rest.end() && found->is_object() ? *found : json::object());
    if (inner.object_.empty()) {
      object_.erase(name);
    } else {
      object_[name] = std::move(inner.object_);
    }
  }
  for (const auto& [name, value] : rest.items()) {
    if (!known_.contains(name)) object_[name] = Json(value);
  }
}

FieldWriter::Json FieldWriter::done(const Kept& kept) && {
  const auto rest =
      kept.json.empty() ? json::object() : http::parse_json(kept.json, kFileLimits).value_or(json::object());
  take_over(rest.is_object() ? rest : json::object());
  return std::move(object_);
}

}  // namespace culvert::config
