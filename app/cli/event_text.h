// Events of the engine as lines: for machines and for people.
#pragma once

#include <string>

#include "api/engine.h"

namespace culvert::app {

// Tunnels that open and end well: told only on request, since where people go is nobody's business by default.
[[nodiscard]] bool is_routine(const api::Event& event);
// What is asked for on the command line is wanted whole: whatever of it cannot be had ends the program.
[[nodiscard]] bool is_fatal(const api::Event& event);
[[nodiscard]] std::string to_json(const api::Event& event);
// Empty for what a person does not want to see.
[[nodiscard]] std::string to_text(const api::Event& event, bool verbose);
// One step of the trace for a person; empty for what nobody wants to read.
[[nodiscard]] std::string to_text(const Trace::Record& record);

}  // namespace culvert::app
