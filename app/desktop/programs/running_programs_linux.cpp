#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "config/entry.h"
#include "programs/installed_programs.h"

namespace culvert::desktop {

std::vector<RunningProgram> running_programs() {
  namespace fs = std::filesystem;
  std::set<RunningProgram> all;
  std::error_code error;
  for (fs::directory_iterator it("/proc", error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (name.empty() || !std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; })) continue;
    struct stat status{};
    if (::stat(it->path().c_str(), &status) != 0 || status.st_uid != ::getuid()) continue;
    std::error_code unreadable;
    const fs::path executable = fs::read_symlink(it->path() / "exe", unreadable);
    // One that was replaced or removed while it ran ends with " (deleted)", and is no path any more.
    if (unreadable || !fs::exists(executable, unreadable) || !config::is_name(executable.string())) continue;
    all.insert({executable.filename().string(), executable.string()});
  }
  return {all.begin(), all.end()};
}

}  // namespace culvert::desktop
