#include <cstdlib>

#include "config/home_posix.h"
#include "config/paths.h"

namespace culvert::config {

// Also for other systems without a convention of their own.
Result<std::string> config_directory() {
  const char* base = std::getenv("XDG_CONFIG_HOME");
  if (base != nullptr && *base == '/') return std::string(base) + "/culvert";  // a relative one is to be ignored
  auto home = home_directory();
  if (home) *home += "/.config/culvert";
  return home;
}

}  // namespace culvert::config
