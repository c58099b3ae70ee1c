// A command in one line edit, and back.
#pragma once

#include <QString>
#include <cstdint>
#include <string>
#include <vector>

namespace culvert::ui {

struct CommandLine {
  enum class Trouble : std::uint8_t { kNone, kOpenQuote };
  std::vector<std::string> words;  // empty: nothing is to be started
  Trouble trouble = Trouble::kNone;
};

// Words are parted by spaces, and held together by '…' or "…". A backslash takes the meaning from a space, a quotation
// mark or a backslash that follows (not within '…'), and is itself anywhere else, as in C:\Windows.
[[nodiscard]] CommandLine read_command(const QString& line);
// The other way: what read_command() reads as these words.
[[nodiscard]] QString write_command(const std::vector<std::string>& words);
// For people: ‹psql› ‹-h› ‹localhost›.
[[nodiscard]] QString shown_words(const std::vector<std::string>& words);

}  // namespace culvert::ui
