// JSON from outside as a tree (RFC 8259). Names in an object are unique, as I-JSON wants it (RFC 7493 §2.3), so that
// two readers of the same text never see two things.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "base/error.h"

namespace culvert::http {

struct JsonLimits {
  std::size_t bytes = std::size_t{256} * 1024;
  std::size_t depth = 8;        // arrays and objects in one another
  std::size_t values = 16'384;  // of any kind, in the whole tree
};

// Throws nothing. Errors: kHttp, with kLimit if it is the limits that are passed, else kInvalid.
[[nodiscard]] Result<nlohmann::json> parse_json(std::string_view text, const JsonLimits& limits = {});

}  // namespace culvert::http
