#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <format>

#include "control/place.h"

namespace culvert::control {

namespace {

constexpr mode_t kOwner = 0700;

// The longest name of a socket, with what programs put behind the place.
bool is_short_enough(const std::string& path) { return path.size() + 32 < sizeof(sockaddr_un{}.sun_path); }

std::string directory() {
  const char* const runtime = std::getenv("XDG_RUNTIME_DIR");
  // Relative paths in it do not count (XDG Base Directory Specification).
  if (runtime != nullptr && *runtime == '/') {
    std::string path = std::string(runtime) + "/culvert";
    if (is_short_enough(path)) return path;
  }
  return std::format("/tmp/culvert-{}", ::geteuid());
}

}  // namespace

std::string place() { return directory() + "/control"; }

Result<std::string> prepared_place() {
  const std::string path = directory();
  if (::mkdir(path.c_str(), kOwner) != 0 && errno != EEXIST) {
    return std::unexpected(system_error(Stage::kLocal, errno, "making the directory " + path));
  }
  struct stat facts{};
  if (::lstat(path.c_str(), &facts) != 0) {
    return std::unexpected(system_error(Stage::kLocal, errno, "looking at " + path));
  }
  if (!S_ISDIR(facts.st_mode) || facts.st_uid != ::geteuid() || (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return fail(Stage::kLocal, Code::kDenied, path + " is no directory that is yours alone; its mode has to be 0700");
  }
  return place();
}

}  // namespace culvert::control
