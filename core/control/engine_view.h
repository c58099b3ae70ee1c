// What an engine does, as the answers of commands: JSON, for programs. The members are described in culvert-cli(1).
#pragma once

#include "api/snapshot.h"
#include "config/setup.h"
#include "control/protocol.h"

namespace culvert::control {

[[nodiscard]] Json status_of(const api::Snapshot& now, const config::Setup& setup);
// Tunnels, and those that are not open yet.
[[nodiscard]] Json connections_of(const api::Snapshot& now, TimePoint at);
[[nodiscard]] Json forwards_of(const api::Snapshot& now, const config::Setup& setup);
[[nodiscard]] Json profiles_of(const config::Setup& setup);

// The entrance of a forward, once it is there; its sentence says why it is not open.
[[nodiscard]] const api::Snapshot::EntranceRow* find_entrance(const api::Snapshot& now, std::string_view forward);

}  // namespace culvert::control
