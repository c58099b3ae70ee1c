// What a server asks for that wants to know who is there: 401 and WWW-Authenticate (RFC 9110 §11.6.1).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "http/message.h"

namespace culvert::http {

// The authentication schemes of a WWW-Authenticate field, as it spells them, each once, in their order: at most
// kMaxSchemes, none longer than kMaxScheme. What is malformed is passed over.
inline constexpr std::size_t kMaxSchemes = 8;
inline constexpr std::size_t kMaxScheme = 32;
[[nodiscard]] std::vector<std::string> challenge_schemes(std::string_view field);

// What a 401 means for somebody who has sent Basic credentials, or none.
[[nodiscard]] Error unauthorized(const Response& response, bool credentials_sent);

}  // namespace culvert::http
