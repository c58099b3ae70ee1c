// Compiled by nobody yet, run by nobody.

#include "config/home_posix.h"
#include "config/paths.h"

namespace culvert::config {

Result<std::string> config_directory() {
  auto home = home_directory();
  if (home) *home += "/Library/Application Support/Culvert";
  return home;
}

}  // namespace culvert::config
