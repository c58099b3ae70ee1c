#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <thread>
#include <utility>

#include "system_proxy/state.h"

namespace culvert::system_proxy {

namespace {

using namespace std::chrono_literals;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

std::string home() {
  if (const char* set = std::getenv("HOME"); set != nullptr && *set == '/') return set;
  std::array<char, 16384> room{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::getuid(), &entry, room.data(), room.size(), &found) != 0 || found == nullptr) return {};
  return found->pw_dir;
}

Result<> sync_path(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (file.get() < 0 && errno == ENOENT) return {};
  if (file.get() < 0 || ::fsync(file.get()) != 0) {
    return std::unexpected(system_error(Stage::kLocal, errno, "writing to the disk"));
  }
  return {};
}

std::string directory_of(const std::string& path) { return std::filesystem::path(path).parent_path().string(); }

}  // namespace

struct StateLock::Held {
  explicit Held(int number) : file(number) {}
  Descriptor file;  // closing it lets go
};

StateLock::StateLock(std::unique_ptr<Held> held) : held_(std::move(held)) {}
StateLock::~StateLock() = default;
StateLock::StateLock(StateLock&&) noexcept = default;
StateLock& StateLock::operator=(StateLock&&) noexcept = default;
int StateLock::handle() const { return held_->file.get(); }

std::string state_directory() {
  // A relative one is to be ignored (XDG Base Directory Specification).
  if (const char* set = std::getenv("XDG_STATE_HOME"); set != nullptr && *set == '/') {
    return std::string(set) + "/culvert";
  }
  const std::string user = home();
  return user.empty() ? user : user + "/.local/state/culvert";
}

Result<> make_directory(const std::string& path) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (::mkdir(part.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
      return std::unexpected(system_error(Stage::kLocal, errno, "making " + part));
    }
    if (end == std::string::npos) return sync_path(directory_of(path));
  }
}

Result<> sync_file(const std::string& path) {
  if (auto ok = sync_path(path); !ok) return ok;
  return sync_path(directory_of(path));
}

Result<> remove_file(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
    return std::unexpected(system_error(Stage::kLocal, errno, "removing " + path));
  }
  return sync_path(directory_of(path));
}

Result<> rename_file(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) {
    return std::unexpected(system_error(Stage::kLocal, errno, "renaming " + from));
  }
  return sync_path(directory_of(to));
}

Result<StateLock> StateLock::take(const std::string& path) {
  auto held =
      std::make_unique<Held>(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
  if (held->file.get() < 0) return std::unexpected(system_error(Stage::kLocal, errno, "opening " + path));
  const auto last = std::chrono::steady_clock::now() + 10s;
  while (::flock(held->file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return std::unexpected(system_error(Stage::kLocal, errno, "locking " + path));
    }
    if (std::chrono::steady_clock::now() > last) {
      return fail(Stage::kLocal, Code::kLimit, "another Culvert is at the system proxy right now");
    }
    std::this_thread::sleep_for(20ms);
  }
  return StateLock(std::move(held));
}

}  // namespace culvert::system_proxy
