// Starts programs that go their own way: they outlive this one, and nobody waits for them. One implementation per
// platform: launcher_posix.cpp.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "common/proxy_environment.h"

namespace culvert::desktop {

// A session of its own, in the person's home, with this program's environment and `variables`; nothing of ours goes
// along: no descriptors (its standard ones lead nowhere), no blocked or ignored signals, and the number of files that
// it may open is the usual one again. Returns when the program runs or could not be started, within a second in any
// case. Errors: kLocal; kNotFound: there is no such program; kInvalid, kDenied, kSystem.
[[nodiscard]] Result<> launch_program(const std::vector<std::string>& words,
                                      const std::vector<app::Variable>& variables);

}  // namespace culvert::desktop
