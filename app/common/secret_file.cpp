#include "common/secret_file.h"

#include <array>
#include <filesystem>
#include <fstream>

namespace culvert::app {

namespace {
constexpr std::size_t kMaxLine = 1024;
}

Result<std::string> read_secret_line(std::istream& from) {
  const auto bad = [](const char* why) { return fail(Stage::kLocal, Code::kInvalid, why); };
  std::array<char, kMaxLine + 2> buffer{};  // with a carriage return, and the NUL that getline() adds
  from.getline(buffer.data(), buffer.size());
  auto size = static_cast<std::size_t>(from.gcount());
  const bool cut = from.fail() && size != 0;
  if (from.good()) --size;  // the line feed
  std::string line(buffer.data(), size);
  if (line.ends_with('\r')) line.pop_back();
  if (cut || line.size() > kMaxLine) return bad("has a line longer than 1024 characters");
  if (line.empty()) return bad("is empty or cannot be read");
  return line;
}

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
    return bad("is open to others; set its mode to 0600");
  }
  std::ifstream file(path, std::ios::binary);
  auto line = read_secret_line(file);
  if (!line) return bad(line.error().detail);
  return line;
}

}  // namespace culvert::app
