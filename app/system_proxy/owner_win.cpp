// Compiled with MinGW-w64, run by nobody yet.

#include <windows.h>

#include <cstdint>
#include <optional>
#include <string>

#include "system_proxy/owner.h"

namespace culvert::system_proxy {

namespace {

// When it was created, in units of 100 ns; nothing if it has ended.
std::optional<std::string> start_of(std::int64_t pid) {
  const HANDLE process = ::OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, static_cast<DWORD>(pid));
  if (process == nullptr) return std::nullopt;
  FILETIME created{};
  FILETIME ended{};
  FILETIME kernel{};
  FILETIME user{};
  DWORD code = 0;
  const bool known = ::GetProcessTimes(process, &created, &ended, &kernel, &user) != 0 &&
                     ::GetExitCodeProcess(process, &code) != 0 && code == STILL_ACTIVE;
  ::CloseHandle(process);
  if (!known) return std::nullopt;
  return std::to_string((std::uint64_t{created.dwHighDateTime} << 32U) | created.dwLowDateTime);
}

}  // namespace

Owner this_process() {
  const std::int64_t pid = ::GetCurrentProcessId();
  return {pid, start_of(pid).value_or("")};
}

bool is_alive(const Owner& owner) { return start_of(owner.pid) == owner.started; }

}  // namespace culvert::system_proxy
