// Writing to standard output for a limited time. One implementation per platform: standard_output_posix.cpp.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

namespace culvert::app {

// Bytes written, perhaps none if the reader took none for `wait`; nothing if there is no reader.
[[nodiscard]] std::optional<std::size_t> write_output(std::string_view text, std::chrono::milliseconds wait);

}  // namespace culvert::app
