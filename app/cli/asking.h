// Asking a Culvert that runs, over its control socket.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "command.h"
#include "control/remote.h"

namespace culvert::app {

struct Asking {
  std::string place;  // of the control socket; empty: this user's own
  bool json = false;
};

// --control and --json.
void add_asking_options(CLI::App& command, Asking& asking);

// The answer, or the exit code: then what was wrong has been said, with --json on standard output.
[[nodiscard]] std::expected<control::Json, int> ask(const Asking& asking, std::string_view command,
                                                    const nlohmann::json& arguments = nlohmann::json::object());
// The same, with `on_event` for each event before it; false ends it. Events that were lost are counted on standard
// error.
[[nodiscard]] std::expected<control::Json, int> follow(const Asking& asking, std::string_view command,
                                                       const nlohmann::json& arguments,
                                                       const std::function<bool(const control::Json&)>& on_event);
// Says what is wrong as ask() does, and gives `code` back.
int tell_failure(const Asking& asking, const control::Failure& failure, int code);

// One JSON object or array, in ASCII, on standard output; false if nobody reads it.
bool print(const control::Json& value);

// ---- Text out of answers, escaped; members that are not there count as empty
// -------------------------------------------

[[nodiscard]] std::string text_in(const control::Json& object, const char* name);
[[nodiscard]] std::uint64_t number_in(const control::Json& object, const char* name);
[[nodiscard]] bool flag_in(const control::Json& object, const char* name);
[[nodiscard]] const control::Json& list_in(const control::Json& object, const char* name);
[[nodiscard]] std::string in_bytes(std::uint64_t n);     // "12.3 MB"
[[nodiscard]] std::string in_time(double milliseconds);  // "2 h 5 min"
// Columns as wide as they need to be, two spaces apart; the first row is the head.
[[nodiscard]] std::string in_columns(const std::vector<std::vector<std::string>>& rows);

}  // namespace culvert::app
