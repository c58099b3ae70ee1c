#include <cstdlib>
#include <string_view>

#include "usual_shell.h"

namespace culvert::desktop {

app::Shell usual_shell() {
  const char* const shell = std::getenv("SHELL");
  return shell != nullptr && std::string_view(shell).ends_with("/fish") ? app::Shell::kFish : app::Shell::kPosix;
}

}  // namespace culvert::desktop
