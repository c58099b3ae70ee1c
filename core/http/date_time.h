// Dates as JSON documents have them (RFC 3339).
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace culvert::http {

// "2026-06-23T06:00:00Z", "2026-06-23t08:00:00.5+02:00" (RFC 3339 §5.6). Fractions of a second are left out; a leap
// second is the one after it. Nothing for what is no such date.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_date_time(std::string_view text);

}  // namespace culvert::http
