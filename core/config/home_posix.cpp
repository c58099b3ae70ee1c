#include "config/home_posix.h"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace culvert::config {

Result<std::string> home_directory() {
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') return home;
  constexpr std::size_t kEnough = 16384;
  std::array<char, kEnough> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr &&
      found->pw_dir != nullptr && *found->pw_dir == '/') {
    return found->pw_dir;
  }
  return fail(Stage::kLocal, Code::kNotFound, "there is no home directory");
}

}  // namespace culvert::config
