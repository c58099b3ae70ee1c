// Run by nobody yet.
#include <libproc.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <set>

#include "config/entry.h"
#include "programs/installed_programs.h"

namespace culvert::desktop {

std::vector<RunningProgram> running_programs() {
  const int bytes = ::proc_listpids(PROC_UID_ONLY, ::getuid(), nullptr, 0);
  if (bytes <= 0) return {};
  std::vector<pid_t> pids(static_cast<std::size_t>(bytes) / sizeof(pid_t));
  const int filled = ::proc_listpids(PROC_UID_ONLY, ::getuid(), pids.data(), bytes);
  pids.resize(filled <= 0 ? 0 : static_cast<std::size_t>(filled) / sizeof(pid_t));
  std::set<RunningProgram> all;
  for (const pid_t pid : pids) {
    std::array<char, PROC_PIDPATHINFO_MAXSIZE> path{};
    const int length = ::proc_pidpath(pid, path.data(), path.size());
    if (length <= 0) continue;
    const std::string executable(path.data(), static_cast<std::size_t>(length));
    if (!config::is_name(executable)) continue;
    all.insert({std::filesystem::path(executable).filename().string(), executable});
  }
  return {all.begin(), all.end()};
}

}  // namespace culvert::desktop
