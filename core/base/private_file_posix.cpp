#include "base/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace culvert {

namespace {

std::unexpected<Error> bad(const char* why) { return fail(Stage::kLocal, Code::kInvalid, why); }

struct Descriptor {
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  int number;
};

}  // namespace

Result<std::string> read_private_file(const std::string& path, std::size_t most) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
  if (file.number < 0) return bad(errno == ENOENT || errno == ENOTDIR ? "is not there" : "cannot be opened");
  struct stat facts{};
  if (::fstat(file.number, &facts) != 0 || S_ISDIR(facts.st_mode)) return bad("is no file");
  if (S_ISREG(facts.st_mode) && (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return bad("is open to others; set its mode to 0600");
  }
  std::string all(most, '\0');
  std::size_t size = 0;
  while (size < most) {
    const ssize_t n = ::read(file.number, all.data() + size, most - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return bad("cannot be read");
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  all.resize(size);
  return all;
}

bool file_exists(const std::string& path) {
  struct stat facts{};
  return ::stat(path.c_str(), &facts) == 0;
}

Result<> write_private_file(const std::string& path, std::string_view content) {
  std::string temporary = path + ".XXXXXX";
  const Descriptor file{::mkstemp(temporary.data())};  // mode 0600
  if (file.number < 0) return bad("cannot be written: its directory is not there or not yours");
  bool written = true;
  while (written && !content.empty()) {
    const ssize_t n = ::write(file.number, content.data(), content.size());
    if (n >= 0) content.remove_prefix(static_cast<std::size_t>(n));
    written = n >= 0 || errno == EINTR;
  }
  if (written && ::fsync(file.number) == 0 && std::rename(temporary.c_str(), path.c_str()) == 0) return {};
  ::unlink(temporary.c_str());
  return bad("cannot be written");
}

}  // namespace culvert
