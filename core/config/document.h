// The file around settings: one JSON object with a schema, without secrets. Inside of config/ only.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/error.h"
#include "config/entry.h"

namespace culvert::config {

inline constexpr std::string_view kSchemaField = "schema";
inline constexpr int kSchema = 1;

struct Document {
  nlohmann::json tree;  // an object, of our schema
  Problems problems;    // secrets that stood in it
  bool had_secrets = false;
  // Errors: kLocal, with kInvalid or kLimit if it is damaged, kUnsupported if its schema is a newer one.
  [[nodiscard]] static Result<Document> parse(std::string_view text);
};

// An object of our schema. Errors as above.
[[nodiscard]] Result<> check_schema(const nlohmann::json& tree);

// As a file, for people to read. Errors: kLocal, kInvalid: a text in it is no UTF-8.
[[nodiscard]] Result<std::string> written(const nlohmann::ordered_json& tree);

}  // namespace culvert::config
