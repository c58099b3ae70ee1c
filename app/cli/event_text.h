// Events of the engine as lines: for machines and for people.
#pragma once

#include <string>

#include "api/engine.h"

namespace culvert::app {

[[nodiscard]] std::string to_json(const api::Event& event);
// Empty for what a person does not want to see.
[[nodiscard]] std::string to_text(const api::Event& event, bool verbose);

}  // namespace culvert::app
