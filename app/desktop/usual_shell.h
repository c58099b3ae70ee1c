// What people type commands into here. One implementation per platform.
#pragma once

#include "common/proxy_environment.h"

namespace culvert::desktop {

[[nodiscard]] app::Shell usual_shell();

}  // namespace culvert::desktop
