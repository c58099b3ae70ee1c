// Errors and steps of the core in the language of the window. What came from outside is escaped.
#pragma once

#include <QString>
#include <string_view>

#include "base/error.h"
#include "base/trace.h"
#include "config/entry.h"

namespace culvert::ui {

// What failed, why, and what to do, the stage last: "proxy.example cannot be reached. The connection was refused.
// Check … (TCP)". `destination` may be empty, `proxy` too. `detail` of the error is not part of it where there are
// words for its code: it is for whoever folds out the details.
[[nodiscard]] QString sentence_of(const Error& error, const QString& destination = {}, const QString& proxy = {});
// The same of a destination that is reached without a proxy.
[[nodiscard]] QString sentence_of_direct(const Error& error, const QString& destination);
// Why nothing listens at `address`.
[[nodiscard]] QString sentence_of_listener(const Error& error, const QString& address);
[[nodiscard]] QString stage_name(Stage stage);
// A few words for a column of a table.
[[nodiscard]] QString short_text(Code code);
// What is wrong with a field. Messages of core/config are translated one by one, by their English text.
[[nodiscard]] QString problem_text(const config::Problem& problem);
[[nodiscard]] QString message_text(std::string_view message);  // of a Problem
[[nodiscard]] QString step_text(const Trace::Record& record);
// Why a connection goes where it goes, of the core's words for it.
[[nodiscard]] QString rule_text(std::string_view rule);
// From outside: control characters and the like made visible, and not longer than `longest`.
[[nodiscard]] QString shown(std::string_view text, qsizetype longest = 256);

}  // namespace culvert::ui
