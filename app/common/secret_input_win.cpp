// Compiled with MinGW-w64, never run so far.
#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <windows.h>

#include <io.h>

#include <format>
#include <sstream>

#include "common/secret_input.h"
#include "config/secret_file.h"

namespace culvert::app {

namespace {
constexpr std::size_t kMostBytes = 4098;  // more than a secret may have, with the line's end
}

Result<std::string> read_secret_descriptor(int number, std::string_view what) {
  std::string bytes;
  char byte = 0;
  while (bytes.size() < kMostBytes && ::_read(number, &byte, 1) == 1) {
    bytes += byte;
    if (byte == '\n') break;
  }
  std::istringstream from(std::move(bytes));
  auto line = config::read_secret_line(from);
  if (line) return line;
  return fail(Stage::kLocal, Code::kInvalid,
              std::format("the {} at descriptor {} {}", what, number, line.error().detail));
}

Result<std::string> ask_for_secret(std::string_view prompt) {
  const HANDLE in = ::CreateFileW(L"CONIN$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                                  OPEN_EXISTING, 0, nullptr);
  const HANDLE out = ::CreateFileW(L"CONOUT$", GENERIC_WRITE, FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0, nullptr);
  DWORD before = 0;
  std::string line;
  const bool good = in != INVALID_HANDLE_VALUE && out != INVALID_HANDLE_VALUE && ::GetConsoleMode(in, &before) != 0 &&
                    ::SetConsoleMode(in, (before | ENABLE_LINE_INPUT) & ~static_cast<DWORD>(ENABLE_ECHO_INPUT)) != 0;
  if (good) {
    const std::string words = std::string(prompt) + ": ";
    DWORD n = 0;
    ::WriteFile(out, words.data(), static_cast<DWORD>(words.size()), &n, nullptr);
    line.resize(kMostBytes);
    if (::ReadFile(in, line.data(), static_cast<DWORD>(line.size()), &n, nullptr) == 0) n = 0;
    line.resize(n);
    ::SetConsoleMode(in, before);
    ::WriteFile(out, "\r\n", 2, &n, nullptr);
  }
  if (in != INVALID_HANDLE_VALUE) ::CloseHandle(in);
  if (out != INVALID_HANDLE_VALUE) ::CloseHandle(out);
  if (!good) return fail(Stage::kLocal, Code::kNotFound, "there is no terminal to ask at");
  std::istringstream from(std::move(line));
  auto typed = config::read_secret_line(from);
  if (!typed) return fail(Stage::kLocal, Code::kClosed, "nothing was typed");
  return typed;
}

}  // namespace culvert::app
