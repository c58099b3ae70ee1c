// The trace as lines: for programs, and for tables.
#pragma once

#include <string>

#include "base/trace.h"

namespace culvert::api {

// One JSON object: number, ms (since `start`), connection and tunnel where there is one, step, and what goes with it.
[[nodiscard]] std::string to_json(const Trace::Record& record, Trace::TimePoint start);
// The same as comma-separated values (RFC 4180); a text that a table might take for a formula begins with a space.
[[nodiscard]] std::string csv_head();
[[nodiscard]] std::string to_csv(const Trace::Record& record, Trace::TimePoint start);

}  // namespace culvert::api
