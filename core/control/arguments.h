// What a command was given, read once: an argument that is missing, of the wrong kind, or that nobody knows is an
// error.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>

#include "base/error.h"

namespace culvert::control {

class Arguments {
 public:
  explicit Arguments(const nlohmann::json& all) : all_(all) {}

  [[nodiscard]] std::string text(const char* name);  // must be there
  [[nodiscard]] std::string text_or_empty(const char* name);
  [[nodiscard]] std::uint64_t number(const char* name);  // must be there
  [[nodiscard]] std::uint64_t number_or_zero(const char* name);
  [[nodiscard]] bool flag(const char* name, bool otherwise = false);
  [[nodiscard]] nlohmann::json any(const char* name);  // must be there

  // The first thing that was wrong. Errors: kLocal, kInvalid. Asked when everything has been read.
  [[nodiscard]] Result<> good() const;

 private:
  [[nodiscard]] const nlohmann::json* find(const char* name, bool required);
  void wrong(const char* name, const char* what);

  const nlohmann::json& all_;
  std::set<std::string> known_;
  std::string problem_;
};

}  // namespace culvert::control
