// Events of the proxy as lines: for machines and for people.
#pragma once

#include <string>

#include "proxy/server.h"

namespace culvert::app {

// Tunnels that open and end well, and clients that are asked who they are: told only on request, since where people go
// is nobody's business by default.
[[nodiscard]] bool is_routine(const proxy::Event& event);
[[nodiscard]] std::string to_json(const proxy::Event& event);
[[nodiscard]] std::string to_text(const proxy::Event& event, bool verbose);

}  // namespace culvert::app
