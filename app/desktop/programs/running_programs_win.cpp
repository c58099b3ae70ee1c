// Run by nobody yet.
#include <windows.h>
// After windows.h, which it needs.
#include <tlhelp32.h>

#include <filesystem>
#include <set>

#include "programs/installed_programs.h"
#include "programs/wide_win.h"

namespace culvert::desktop {

std::vector<RunningProgram> running_programs() {
  std::set<RunningProgram> all;
  const HANDLE processes = ::CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  if (processes == INVALID_HANDLE_VALUE) return {};
  PROCESSENTRY32W entry{};
  entry.dwSize = sizeof(entry);
  for (BOOL more = ::Process32FirstW(processes, &entry); more != FALSE; more = ::Process32NextW(processes, &entry)) {
    // Those of others cannot be opened.
    const HANDLE process = ::OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, entry.th32ProcessID);
    if (process == nullptr) continue;
    std::wstring path(32768, L'\0');
    auto length = static_cast<DWORD>(path.size());
    if (::QueryFullProcessImageNameW(process, 0, path.data(), &length) != FALSE) {
      path.resize(length);
      all.insert({narrow(std::filesystem::path(path).filename().wstring()), narrow(path)});
    }
    ::CloseHandle(process);
  }
  ::CloseHandle(processes);
  return {all.begin(), all.end()};
}

}  // namespace culvert::desktop
