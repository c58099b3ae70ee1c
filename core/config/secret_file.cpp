#include "config/secret_file.h"

#include <array>
#include <sstream>

#include "base/private_file.h"

namespace culvert::config {

namespace {
constexpr std::size_t kMaxLine = 4096;
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
  if (cut || line.size() > kMaxLine) return bad("has a line longer than 4096 characters");
  if (line.empty()) return bad("is empty or cannot be read");
  return line;
}

Result<std::string> read_secret_file(const std::string& path, std::string_view what) {
  auto bytes = read_private_file(path, kMaxLine + 2);  // and the line's end
  if (bytes) {
    std::istringstream from(std::move(*bytes));
    bytes = read_secret_line(from);
  }
  if (!bytes)
    return fail(Stage::kLocal, Code::kInvalid,
                "the " + std::string(what) + " file " + path + " " + bytes.error().detail);
  return bytes;
}

}  // namespace culvert::config
