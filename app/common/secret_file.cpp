#include "common/secret_file.h"

#include <filesystem>
#include <fstream>

namespace culvert::app {

Result<std::string> read_secret_file(const std::string& path) {
  namespace fs = std::filesystem;
  const auto bad = [&](const std::string& why) {
    return fail(Stage::kLocal, Code::kInvalid, "the password file " + path + " " + why);
  };
  std::error_code ec;
  const fs::file_status status = fs::status(path, ec);
  if (ec || !fs::exists(status)) return bad("is not there");
  constexpr auto kOthers = fs::perms::group_all | fs::perms::others_all;
  const bool regular = fs::is_regular_file(status);  // a pipe from the shell has no owner to protect it from
  if (regular && (status.permissions() & kOthers) != fs::perms::none) {
    return bad("can be read by others; set its mode to 0600");
  }
  std::ifstream file(path, std::ios::binary);
  std::string line;
  if (!std::getline(file, line) && line.empty()) return bad("is empty or cannot be read");
  if (line.ends_with('\r')) line.pop_back();
  if (line.size() > 1024) return bad("has a line longer than 1024 characters");
  return line;
}

}  // namespace culvert::app
