// What is registered as "App Paths", of the person and of the computer. Run by nobody yet.
#include "programs/installed_programs.h"

#include <windows.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "programs/wide_win.h"

namespace culvert::desktop {

namespace {

constexpr const wchar_t* kAppPaths = L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\App Paths";
constexpr DWORD kMost = 4096;  // entries

class Key {
 public:
  Key(HKEY parent, const wchar_t* name) {
    if (::RegOpenKeyExW(parent, name, 0, KEY_READ, &key_) != ERROR_SUCCESS) key_ = nullptr;
  }
  ~Key() {
    if (key_ != nullptr) ::RegCloseKey(key_);
  }
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;
  [[nodiscard]] HKEY get() const { return key_; }

 private:
  HKEY key_ = nullptr;
};

// The default value of a key below `parent`, with variables put in.
std::wstring path_in(HKEY parent, const std::wstring& name) {
  std::wstring text(32768, L'\0');
  auto bytes = static_cast<DWORD>(text.size() * sizeof(wchar_t));
  const DWORD kinds = RRF_RT_REG_SZ | RRF_RT_REG_EXPAND_SZ;
  if (::RegGetValueW(parent, name.c_str(), nullptr, kinds, nullptr, text.data(), &bytes) != ERROR_SUCCESS) return {};
  text.resize(std::wstring_view(text.c_str()).size());
  std::erase(text, L'"');
  return text;
}

// "FileDescription" of the file, in the first language that it has.
std::wstring description_of(const std::wstring& path) {
  DWORD none = 0;
  const DWORD size = ::GetFileVersionInfoSizeW(path.c_str(), &none);
  if (size == 0) return {};
  std::vector<std::byte> block(size);
  if (::GetFileVersionInfoW(path.c_str(), 0, size, block.data()) == FALSE) return {};
  struct Language {
    WORD language;
    WORD code_page;
  };
  void* found = nullptr;
  UINT length = 0;
  if (::VerQueryValueW(block.data(), L"\\VarFileInfo\\Translation", &found, &length) == FALSE) return {};
  if (length < sizeof(Language)) return {};
  const auto* const language = static_cast<const Language*>(found);
  wchar_t name[64];
  ::swprintf(name, 64, L"\\StringFileInfo\\%04x%04x\\FileDescription", language->language, language->code_page);
  if (::VerQueryValueW(block.data(), name, &found, &length) == FALSE || length < 2) return {};
  return {static_cast<const wchar_t*>(found), length - 1};
}

void take_from(HKEY root, std::map<std::wstring, InstalledProgram>& all, const std::stop_token& stop) {
  const Key paths(root, kAppPaths);
  if (paths.get() == nullptr) return;
  for (DWORD i = 0; i < kMost && !stop.stop_requested(); ++i) {
    wchar_t name[256];
    DWORD length = 256;
    if (::RegEnumKeyExW(paths.get(), i, name, &length, nullptr, nullptr, nullptr, nullptr) != ERROR_SUCCESS) return;
    const std::wstring path = path_in(paths.get(), name);
    std::error_code error;
    if (path.empty() || !std::filesystem::is_regular_file(path, error)) continue;
    std::wstring shown = description_of(path);
    if (shown.empty()) shown = std::filesystem::path(path).stem().wstring();
    const std::string executable = narrow(path);
    all.try_emplace(path, InstalledProgram{.id = narrow(name),
                                           .name = narrow(shown),
                                           .icon = executable,
                                           .launch = {executable},
                                           .executable = executable});
  }
}

}  // namespace

struct InstalledPrograms::Private {};

InstalledPrograms::InstalledPrograms() = default;
InstalledPrograms::~InstalledPrograms() = default;

std::vector<InstalledProgram> InstalledPrograms::list(std::string_view, const std::stop_token& stop) {
  std::map<std::wstring, InstalledProgram> all;  // by path: many have more than one name
  take_from(HKEY_CURRENT_USER, all, stop);
  take_from(HKEY_LOCAL_MACHINE, all, stop);
  std::vector<InstalledProgram> programs;
  for (auto& [path, program] : all) programs.push_back(std::move(program));
  std::ranges::sort(programs, {}, &InstalledProgram::name);
  return programs;
}

}  // namespace culvert::desktop
