// Compiled by nobody yet, run by nobody: the access list of the user's own directories has to do.

#include <windows.h>

#include <filesystem>
#include <fstream>

#include "base/private_file.h"

namespace culvert {

Result<std::string> read_private_file(const std::string& path, std::size_t most) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(Stage::kLocal, Code::kInvalid, "is not there or cannot be opened");
  std::string all(most, '\0');
  file.read(all.data(), static_cast<std::streamsize>(most));
  all.resize(static_cast<std::size_t>(file.gcount()));
  return all;
}

bool file_exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

Result<> write_private_file(const std::string& path, std::string_view content) {
  const std::filesystem::path target(path);
  const std::filesystem::path temporary(path + ".new");
  {
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    if (!file.flush()) return fail(Stage::kLocal, Code::kInvalid, "cannot be written");
  }
  if (::MoveFileExW(temporary.c_str(), target.c_str(), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) != 0)
    return {};
  std::error_code ignored;
  std::filesystem::remove(temporary, ignored);
  return fail(Stage::kLocal, Code::kInvalid, "cannot be written");
}

}  // namespace culvert
