// The kernel tells a socket's inode and user (sockets_linux.h); which process has it, only the descriptors of each tell
// (proc_pid_fd(5)). A directory of /proc stands for one process for good, so nothing is read of another one that came
// to have its number meanwhile.
#include "inbound/process_finder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <climits>
#include <deque>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "inbound/sockets_linux.h"

namespace culvert::inbound {

namespace {

constexpr std::size_t kKnown = 8192;  // sockets
constexpr std::size_t kRecent = 16;   // processes
constexpr std::string_view kDeleted = " (deleted)";

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] bool is_open() const { return fd_ >= 0; }
  [[nodiscard]] int get() const { return fd_; }

 private:
  const int fd_;
};

int open_directory(int at, const char* path) { return ::openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC); }

int open_process(std::uint32_t pid) { return open_directory(AT_FDCWD, ("/proc/" + std::to_string(pid)).c_str()); }

// Calls `take` with the numbers among the names of a directory, until it says that it has enough.
template <class Take>
void each_number(const std::string& path, Take take) {
  DIR* all = ::opendir(path.c_str());
  if (all == nullptr) return;
  for (const dirent* entry = ::readdir(all); entry != nullptr; entry = ::readdir(all)) {
    const std::string_view name = entry->d_name;
    std::uint32_t number = 0;
    const auto [end, ec] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (ec == std::errc{} && end == name.data() + name.size() && take(::dirfd(all), number)) break;
  }
  ::closedir(all);
}

std::string read_link(int directory, const char* name) {
  std::array<char, PATH_MAX> text{};
  const ssize_t n = ::readlinkat(directory, name, text.data(), text.size());
  return n < 0 ? "" : std::string(text.data(), static_cast<std::size_t>(n));
}

// The inode, if the descriptor is a socket: "socket:[4711]".
std::optional<std::uint64_t> socket_behind(int fds, std::uint32_t fd) {
  constexpr std::string_view kBefore = "socket:[";
  std::array<char, 48> text{};
  const ssize_t n = ::readlinkat(fds, std::to_string(fd).c_str(), text.data(), text.size());
  const std::string_view link(text.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
  if (!link.starts_with(kBefore)) return {};
  std::uint64_t inode = 0;
  const auto [end, ec] = std::from_chars(link.data() + kBefore.size(), link.data() + link.size(), inode);
  if (ec != std::errc{} || end == link.data() + link.size() || *end != ']') return {};
  return inode;
}

std::string executable_of(int process) {
  std::string path = read_link(process, "exe");
  struct stat file{};
  // An executable that was replaced while it runs, as by an update, still goes by its name.
  if (path.ends_with(kDeleted) && ::fstatat(process, "exe", &file, 0) == 0 && file.st_nlink == 0) {
    path.resize(path.size() - kDeleted.size());
  }
  return path.starts_with('/') ? path : "";
}

void set_user(Caller& caller, std::uint32_t uid) {
  caller.uid = uid;
  caller.of_this_user = uid == ::geteuid();
}

}  // namespace

struct ProcessFinder::Impl {
  struct Place {
    std::uint32_t pid = 0;
    std::uint32_t fd = 0;
  };

  Caller caller_of(const ListedSocket& socket) {
    Caller caller;
    set_user(caller, socket.uid);
    if (const auto it = known.find(socket.inode); it != known.end() && still_has(it->second, socket.inode, caller)) {
      return caller;
    }
    // Of other users nothing can be seen, except by root: it would be all of /proc in vain.
    if (!*caller.of_this_user && ::geteuid() != 0) return caller;
    const auto has_it = [&](std::uint32_t pid) { return has(pid, socket.inode, caller); };
    if (std::ranges::none_of(recent, has_it)) each_number("/proc", [&](int, std::uint32_t pid) { return has_it(pid); });
    if (caller.pid) remember(*caller.pid);
    return caller;
  }

  // What was seen of the process counts only if it has the socket now.
  static bool still_has(const Place& place, std::uint64_t inode, Caller& caller) {
    const Descriptor process(open_process(place.pid));
    if (!process.is_open()) return false;
    const Descriptor fds(open_directory(process.get(), "fd"));
    if (!fds.is_open() || socket_behind(fds.get(), place.fd) != inode) return false;
    caller.pid = place.pid;
    caller.executable = executable_of(process.get());
    return true;
  }

  // Also takes down what other sockets the process has: who opens one often opens more.
  bool has(std::uint32_t pid, std::uint64_t inode, Caller& caller) {
    seen.clear();
    each_number("/proc/" + std::to_string(pid) + "/fd", [&](int directory, std::uint32_t fd) {
      if (const auto socket = socket_behind(directory, fd)) seen.emplace_back(*socket, fd);
      return false;
    });
    const auto place = std::ranges::find(seen, inode, [](const auto& s) { return s.first; });
    if (place == seen.end() || !still_has({pid, place->second}, inode, caller)) return false;
    if (known.size() + seen.size() > kKnown) known.clear();
    for (const auto& [socket, fd] : std::span(seen).first(std::min(seen.size(), kKnown))) known[socket] = {pid, fd};
    return true;
  }

  void remember(std::uint32_t pid) {
    std::erase(recent, pid);
    recent.push_front(pid);
    if (recent.size() > kRecent) recent.pop_back();
  }

  std::unordered_map<std::uint64_t, Place> known;             // by inode
  std::deque<std::uint32_t> recent;                           // the last one first
  std::vector<std::pair<std::uint64_t, std::uint32_t>> seen;  // sockets of the process that is looked at, and where
};

ProcessFinder::ProcessFinder() : impl_(std::make_unique<Impl>()) {}
ProcessFinder::~ProcessFinder() = default;

Result<Caller> ProcessFinder::at_other_end(const Endpoint& local, const Endpoint& remote) {
  auto socket = find_connection_by_diag(remote, local);
  if (!socket) socket = find_connection_in_proc(remote, local);
  if (!socket || socket->inode == 0) {
    return fail(Stage::kLocal, Code::kNotFound, "the program has closed its connection already");
  }
  return impl_->caller_of(*socket);
}

Caller ProcessFinder::process(const PeerProcess& peer) {
  Caller caller;
  set_user(caller, peer.uid);
  const Descriptor process(peer.pid == 0 ? -1 : open_process(peer.pid));
  struct stat now{};
  // Of another user: another process, which has the number now.
  if (!process.is_open() || ::fstat(process.get(), &now) != 0 || now.st_uid != peer.uid) return caller;
  caller.pid = peer.pid;
  caller.executable = executable_of(process.get());
  return caller;
}

std::optional<Caller> ProcessFinder::holder(const Endpoint& at) {
  auto socket = find_holder_by_diag(at);
  if (!socket) socket = find_holder_in_proc(at);
  if (!socket || socket->inode == 0) return {};
  return impl_->caller_of(*socket);
}

}  // namespace culvert::inbound
