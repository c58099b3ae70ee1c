// /proc: proc_pid_stat(5).

#include <unistd.h>

#include <cstddef>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include "system_proxy/owner.h"

namespace culvert::system_proxy {

namespace {

// Field 22, in clock ticks since the boot; nothing if there is no such process, or only what is left of it.
std::optional<std::string> ticks(std::int64_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  const std::size_t name_end = line.rfind(')');  // the name may hold anything
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(line.substr(name_end + 1));
  std::string field;
  for (int number = 3; number <= 22; ++number) {
    if (!(fields >> field)) return std::nullopt;
    if (number == 3 && (field == "Z" || field == "X")) return std::nullopt;
  }
  return field;
}

std::string boot() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(file, id);
  return id;
}

}  // namespace

Owner this_process() {
  const std::int64_t pid = ::getpid();
  return {pid, boot() + " " + ticks(pid).value_or("")};
}

bool is_alive(const Owner& owner) {
  const auto started = ticks(owner.pid);
  return started && owner.started == boot() + " " + *started;
}

}  // namespace culvert::system_proxy
