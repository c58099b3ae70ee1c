// Run by nobody yet.
#include "programs/launcher.h"

#include <windows.h>

#include <algorithm>
#include <map>

#include "programs/search_path.h"
#include "programs/wide_win.h"

namespace culvert::desktop {

namespace {

// One argument, as the C library of the program that is started takes the command line apart again.
std::wstring quoted(const std::wstring& word) {
  if (!word.empty() && word.find_first_of(L" \t\n\v\"") == std::wstring::npos) return word;
  std::wstring out = L"\"";
  std::size_t backslashes = 0;
  for (const wchar_t c : word) {
    if (c == L'\\') {
      ++backslashes;
      continue;
    }
    out.append(c == L'"' ? 2 * backslashes + 1 : backslashes, L'\\');
    backslashes = 0;
    out += c;
  }
  out.append(2 * backslashes, L'\\');
  return out + L"\"";
}

struct WithoutCase {
  bool operator()(const std::wstring& a, const std::wstring& b) const { return ::_wcsicmp(a.c_str(), b.c_str()) < 0; }
};

// Sorted by name without regard to case, as CreateProcess wants it, each with a zero behind it, and one more at the
// end.
std::wstring environment_with(const std::vector<app::Variable>& variables) {
  std::map<std::wstring, std::wstring, WithoutCase> all;
  wchar_t* const own = ::GetEnvironmentStringsW();
  for (const wchar_t* one = own; one != nullptr && *one != L'\0'; one += std::wstring_view(one).size() + 1) {
    const std::wstring_view text = one;
    const std::size_t equals = text.find(L'=', 1);  // names of drives begin with one
    if (equals != std::wstring_view::npos) all[std::wstring(text.substr(0, equals))] = text.substr(equals + 1);
  }
  if (own != nullptr) ::FreeEnvironmentStringsW(own);
  for (const auto& [name, value] : variables) all[wide(name)] = wide(value);
  std::wstring block;
  for (const auto& [name, value] : all) block += name + L'=' + value + L'\0';
  return block + L'\0';
}

std::wstring home() {
  std::wstring path(32768, L'\0');
  const DWORD length = ::GetEnvironmentVariableW(L"USERPROFILE", path.data(), static_cast<DWORD>(path.size()));
  path.resize(length < path.size() ? length : 0);
  return path;
}

}  // namespace

Result<> launch_program(const std::vector<std::string>& words, const std::vector<app::Variable>& variables) {
  if (words.empty() || words.front().empty()) return fail(Stage::kLocal, Code::kInvalid, "there is no command");
  const std::wstring path = wide(find_program(words.front()));
  if (path.empty()) return fail(Stage::kLocal, Code::kNotFound, "there is no program " + words.front());
  std::wstring line;
  for (const std::string& word : words) line += (line.empty() ? L"" : L" ") + quoted(wide(word));
  std::wstring environment = environment_with(variables);
  const std::wstring in = home();
  STARTUPINFOW start{};
  start.cb = sizeof(start);
  PROCESS_INFORMATION made{};
  const DWORD flags = CREATE_UNICODE_ENVIRONMENT | CREATE_NEW_PROCESS_GROUP | CREATE_BREAKAWAY_FROM_JOB;
  const auto create = [&](DWORD how) {
    return ::CreateProcessW(path.c_str(), line.data(), nullptr, nullptr, FALSE, how, environment.data(),
                            in.empty() ? nullptr : in.c_str(), &start, &made) != FALSE;
  };
  // A job may not let anybody go.
  if (!create(flags) &&
      !(::GetLastError() == ERROR_ACCESS_DENIED && create(flags & ~DWORD{CREATE_BREAKAWAY_FROM_JOB}))) {
    const DWORD why = ::GetLastError();
    const Code code = why == ERROR_FILE_NOT_FOUND  ? Code::kNotFound
                      : why == ERROR_ACCESS_DENIED ? Code::kDenied
                                                   : Code::kSystem;
    return fail(Stage::kLocal, code, words.front() + " cannot be started: error " + std::to_string(why));
  }
  ::CloseHandle(made.hThread);
  ::CloseHandle(made.hProcess);
  return {};
}

}  // namespace culvert::desktop
