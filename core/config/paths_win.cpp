// Compiled by nobody yet, run by nobody.

#include <windows.h>

#include <shlobj.h>

#include <filesystem>

#include "config/paths.h"

namespace culvert::config {

Result<std::string> config_directory() {
  PWSTR roaming = nullptr;
  const HRESULT found = ::SHGetKnownFolderPath(FOLDERID_RoamingAppData, 0, nullptr, &roaming);
  if (found != S_OK) {
    ::CoTaskMemFree(roaming);
    return fail(Stage::kLocal, Code::kNotFound, "there is no directory for application data");
  }
  const std::u8string path = (std::filesystem::path(roaming) / "Culvert").u8string();
  ::CoTaskMemFree(roaming);
  return std::string(path.begin(), path.end());
}

}  // namespace culvert::config
