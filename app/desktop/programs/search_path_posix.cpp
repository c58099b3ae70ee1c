#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "programs/search_path.h"

namespace culvert::desktop {

namespace {

bool is_program(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::string find_program(std::string_view name) {
  if (name.empty() || name.contains('\0')) return {};
  if (name.contains('/')) return name.front() == '/' && is_program(std::string(name)) ? std::string(name) : "";
  const char* const set = std::getenv("PATH");
  std::string_view folders = set == nullptr ? "/usr/local/bin:/usr/bin:/bin" : set;
  while (!folders.empty()) {
    const std::size_t end = std::min(folders.find(':'), folders.size());
    const std::string_view folder = folders.substr(0, end);
    folders.remove_prefix(std::min(end + 1, folders.size()));
    if (!folder.starts_with('/')) continue;  // what lies in the working directory is nobody's installed program
    if (std::string path = std::string(folder) + "/" + std::string(name); is_program(path)) return path;
  }
  return {};
}

}  // namespace culvert::desktop
