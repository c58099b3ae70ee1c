#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <format>

#include "config/disk.h"

namespace culvert::config {

namespace {

constexpr std::string_view kTemporary = ".XXXXXX.new";
constexpr int kNewSuffix = 4;  // ".new"

std::unexpected<Error> failed(const std::string& path, std::string_view what, int error) {
  return std::unexpected(system_error(Stage::kLocal, error, std::format("{} {}", path, what)));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

bool write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t n = ::write(file, content.data(), content.size());
    if (n < 0 && errno != EINTR) return false;
    if (n > 0) content.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

std::filesystem::path directory_of(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path();
  return parent.empty() ? "." : parent;
}

// Files that were about to become `path`.
void clear_leftovers(const std::string& path) {
  const std::string name = std::filesystem::path(path).filename();
  std::error_code error;
  std::filesystem::directory_iterator entry(directory_of(path), error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string other = entry->path().filename();
    if (other.size() == name.size() + kTemporary.size() && other.starts_with(name + ".") && other.ends_with(".new")) {
      ::unlink(entry->path().c_str());
    }
  }
}

// A name is on the disk when its directory is. Some file systems have no such thing, and say so.
bool sync_directory(const std::filesystem::path& path) {
  const Descriptor directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return directory && (::fsync(directory.number()) == 0 || errno == EINVAL || errno == EROFS);
}

}  // namespace

Result<std::optional<std::string>> read_file(const std::string& path, std::size_t most) {
  // O_NONBLOCK: a pipe without a writer does not hold anybody up.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!file && errno == ENOENT) return std::nullopt;
  if (!file) return failed(path, "cannot be opened", errno);
  struct stat facts{};
  if (::fstat(file.number(), &facts) != 0) return failed(path, "cannot be read", errno);
  if (!S_ISREG(facts.st_mode)) return fail(Stage::kLocal, Code::kInvalid, path + " is no file");
  std::string all(most + 1, '\0');
  std::size_t size = 0;
  while (size < all.size()) {
    const ssize_t n = ::read(file.number(), all.data() + size, all.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failed(path, "cannot be read", errno);
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  if (size > most) return fail(Stage::kLocal, Code::kLimit, std::format("{} has more than {} bytes", path, most));
  all.resize(size);
  return all;
}

Result<> replace_file(const std::string& path, std::string_view content) {
  clear_leftovers(path);
  std::string temporary = path + std::string(kTemporary);
  const Descriptor file(::mkostemps(temporary.data(), kNewSuffix, O_CLOEXEC));  // mode 0600
  if (!file) return failed(path, "cannot be written", errno);
  if (write_all(file.number(), content) && ::fsync(file.number()) == 0 &&
      std::rename(temporary.c_str(), path.c_str()) == 0) {
    if (!sync_directory(directory_of(path))) return failed(path, "may not be on the disk", errno);
    return {};
  }
  const int error = errno;
  ::unlink(temporary.c_str());
  return failed(path, "cannot be written", error);
}

Result<> rename_file(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return failed(from, "cannot be renamed", errno);
  if (!sync_directory(directory_of(to))) return failed(to, "may not be on the disk", errno);
  return {};
}

Result<> make_private_directories(const std::string& path) {
  std::filesystem::path directory;
  for (const auto& part : std::filesystem::path(path)) {
    directory /= part;
    struct stat facts{};
    if (::stat(directory.c_str(), &facts) == 0) continue;
    if (::mkdir(directory.c_str(), S_IRWXU) != 0 && errno != EEXIST) return failed(directory, "cannot be made", errno);
  }
  return {};
}

struct FileLock::Handle {
  Descriptor file;
};

FileLock::FileLock(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
FileLock::~FileLock() = default;

// The file stays when the lock ends: one that is removed could be locked by two.
Result<std::unique_ptr<FileLock>> FileLock::try_take(const std::string& path) {
  constexpr int kFlags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW;
  std::unique_ptr<Handle> handle(new Handle{Descriptor(::open(path.c_str(), kFlags, S_IRUSR | S_IWUSR))});
  if (!handle->file) return failed(path, "cannot be opened", errno);
  if (::flock(handle->file.number(), LOCK_EX | LOCK_NB) == 0) {
    return std::unique_ptr<FileLock>(new FileLock(std::move(handle)));
  }
  if (errno == EWOULDBLOCK || errno == EINTR) return nullptr;
  return failed(path, "cannot be locked", errno);
}

}  // namespace culvert::config
