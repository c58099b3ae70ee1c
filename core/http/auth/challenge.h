// Challenges and credentials as HTTP writes them (RFC 9110 §11.2 to §11.6): a scheme, and a token or parameters.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace culvert::http {

struct Challenge {
  std::string scheme;             // as it was spelled
  std::string token68;            // empty where there are parameters
  std::vector<Field> parameters;  // names in lower case, values without quotes; of two with one name the first

  [[nodiscard]] bool is(std::string_view name) const { return equal_ignoring_case(scheme, name); }
  [[nodiscard]] const std::string* find(std::string_view name) const;  // null: there is no such parameter
};

// Of a WWW-Authenticate or Authorization field, in their order. What is malformed is passed over, and so is what is
// beyond these limits.
inline constexpr std::size_t kMaxChallenges = 8;
inline constexpr std::size_t kMaxScheme = 32;
inline constexpr std::size_t kMaxParameters = 16;
inline constexpr std::size_t kMaxParameter = 2048;
[[nodiscard]] std::vector<Challenge> parse_challenges(std::string_view field);
// Parameters alone, as Authentication-Info has them (RFC 9110 §11.6.3).
[[nodiscard]] std::vector<Field> parse_auth_parameters(std::string_view field);

// A value in quotes, with what has to be escaped escaped (RFC 9110 §5.6.4). Precondition: no control characters but
// tabs.
[[nodiscard]] std::string quoted(std::string_view value);

}  // namespace culvert::http
