// Secrets that come in otherwise than by a file: never by the command line, where every process can see them. One
// implementation per platform.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace culvert::app {

// The first line of a descriptor that the program was started with, such as a pipe; no byte behind it is read. Errors:
// kLocal, kInvalid; they name `what` it is.
[[nodiscard]] Result<std::string> read_secret_descriptor(int number, std::string_view what = "password");

// Asks at the terminal, and does not show what is typed. Errors: kLocal; kNotFound if there is no terminal, kClosed if
// nothing was typed.
[[nodiscard]] Result<std::string> ask_for_secret(std::string_view prompt);

}  // namespace culvert::app
