// Secrets from files.
#pragma once

#include <istream>
#include <string>
#include <string_view>

#include "base/error.h"

namespace culvert::config {

// The first line, without its end, be that LF or CRLF; 1 to 4096 characters. Errors: kLocal, kInvalid; the detail goes
// on where the name of the source ends ("is empty …").
[[nodiscard]] Result<std::string> read_secret_line(std::istream& from);

// The first line of a file that only its owner can read. Errors: kLocal, kInvalid; they name `what` it is of.
[[nodiscard]] Result<std::string> read_secret_file(const std::string& path, std::string_view what = "password");

}  // namespace culvert::config
