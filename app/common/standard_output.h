// Writing to standard output or standard error for a limited time. One implementation per platform:
// standard_output_posix.cpp.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace culvert::app {

enum class Output : std::uint8_t { kStandard, kError };

// Bytes written, perhaps none if the reader took none for `wait`; nothing if there is no reader.
[[nodiscard]] std::optional<std::size_t> write_output(Output to, std::string_view text, std::chrono::milliseconds wait);

}  // namespace culvert::app
