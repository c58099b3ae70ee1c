#include "config/document.h"

#include <algorithm>
#include <format>
#include <utility>

#include "base/escape.h"
#include "config/fields.h"
#include "config/profile_json.h"

namespace culvert::config {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr int kIndent = 2;

std::unexpected<Error> bad(Code code, std::string why) { return fail(Stage::kLocal, code, std::move(why)); }

bool is_all_utf8(const ordered_json& tree) {
  if (tree.is_string()) return is_utf8(tree.get_ref<const std::string&>());
  if (!tree.is_structured()) return true;
  return std::ranges::all_of(tree.items(), [](const auto& item) { return is_all_utf8(item.value()); });
}

}  // namespace

Result<> check_schema(const json& tree) {
  if (!tree.is_object()) return bad(Code::kInvalid, "this has to be a JSON object");
  const auto schema = tree.find(kSchemaField);
  if (schema == tree.end() || !schema->is_number_unsigned() || *schema == 0U) {
    return bad(Code::kInvalid, "schema: this has to be the number of a schema");
  }
  if (const auto number = schema->get<std::uint64_t>(); number > kSchema) {
    return bad(Code::kUnsupported,
               std::format("a newer Culvert wrote this (schema {}; this one knows {})", number, kSchema));
  }
  return {};
}

Result<Document> Document::parse(std::string_view text) {
  auto tree = http::parse_json(text, kFileLimits);
  if (!tree) return bad(tree.error().code, std::move(tree.error().detail));
  if (const auto schema = check_schema(*tree); !schema) return std::unexpected(schema.error());
  Document document;
  document.tree = std::move(*tree);
  strip_secrets(document.tree, [&](std::string place) {
    document.had_secrets = true;
    document.problems.push_back(
        {std::move(place), "a secret has no place in this file: it is not used, and left out when the file is saved"});
  });
  return document;
}

Result<std::string> written(const ordered_json& tree) {
  if (!is_all_utf8(tree)) return bad(Code::kInvalid, "a text is no UTF-8 and cannot be saved");
  return tree.dump(kIndent) + "\n";
}

}  // namespace culvert::config
