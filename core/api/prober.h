// How a profile is probed; see Engine::probe(). Inside of api/.
#pragma once

#include <functional>
#include <vector>

#include "api/probe.h"
#include "api/upstream.h"
#include "base/trace.h"

namespace culvert::api {

[[nodiscard]] Task<> probe(Shared& shared, config::Profile profile, http::HostPort target,
                           std::move_only_function<void(const std::vector<ProbeResult>&)> receive);

// What the steps of a tunnel and of the connection that carries it say of how long each part took.
[[nodiscard]] std::vector<ProbeResult::Phase> phases_of(const std::vector<Trace::Record>& steps,
                                                        std::uint64_t connection);

}  // namespace culvert::api
