#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <utility>

#include "system_proxy/child.h"

extern "C" char** environ;  // POSIX: only glibc declares it. NOLINT(readability-redundant-declaration)

namespace culvert::system_proxy {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kMost = std::size_t{256} * 1024;
constexpr auto kLimit = 10s;

class Pipe {
 public:
  Pipe() {
    if (::pipe(ends_.data()) != 0) return;
    for (const int end : ends_) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  }
  ~Pipe() {
    close_writer();
    if (ends_[0] >= 0) ::close(ends_[0]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  [[nodiscard]] bool made() const { return ends_[0] >= 0; }
  [[nodiscard]] int reader() const { return ends_[0]; }
  [[nodiscard]] int writer() const { return ends_[1]; }
  void close_writer() {
    if (ends_[1] >= 0) ::close(std::exchange(ends_[1], -1));
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

class Spawn {
 public:
  Spawn(const Pipe& output, const Pipe& errors, int lock) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, output.writer(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, errors.writer(), STDERR_FILENO);
    // Onto itself: it stays open in the child.
    if (lock >= 0) ::posix_spawn_file_actions_adddup2(&actions_, lock, lock);
    sigset_t none;
    sigset_t defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP}) sigaddset(&defaults, signal);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &defaults);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~Spawn() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  Spawn(const Spawn&) = delete;
  Spawn& operator=(const Spawn&) = delete;

  // errno, or 0.
  int start(pid_t& pid, const std::vector<std::string>& command) {
    std::vector<char*> argv;
    argv.reserve(command.size() + 1);
    for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));  // not written to
    argv.push_back(nullptr);
    return ::posix_spawnp(&pid, argv.front(), &actions_, &attributes_, argv.data(), environ);
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

// Until both pipes have ended. Errors: kTimedOut, kLimit.
Result<> read_both(const Pipe& output, const Pipe& errors, Finished& finished, Clock::time_point last) {
  std::array<pollfd, 2> waiting{pollfd{output.reader(), POLLIN, 0}, pollfd{errors.reader(), POLLIN, 0}};
  while (waiting[0].fd >= 0 || waiting[1].fd >= 0) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(last - Clock::now());
    if (left <= 0ms) return fail(Stage::kLocal, Code::kTimedOut, "does not come to its end");
    if (::poll(waiting.data(), waiting.size(), static_cast<int>(left.count())) < 0) continue;
    for (pollfd& one : waiting) {
      if (one.fd < 0 || one.revents == 0) continue;
      std::array<char, 4096> bytes;  // NOLINT(cppcoreguidelines-pro-type-member-init): read into
      const ssize_t n = ::read(one.fd, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      std::string& to = one.fd == output.reader() ? finished.output : finished.errors;
      if (n <= 0) {
        one.fd = -1;  // poll() passes over it
      } else {
        to.append(bytes.data(), static_cast<std::size_t>(n));
      }
      if (to.size() > kMost) return fail(Stage::kLocal, Code::kLimit, "says too much");
    }
  }
  return {};
}

// Who has closed both pipes is about to end; a process that does not is killed.
int wait_for(pid_t pid, bool kill_it) {
  if (kill_it) ::kill(pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

Result<Finished> run_child(const std::vector<std::string>& command, int lock) {
  Pipe output;
  Pipe errors;
  if (!output.made() || !errors.made()) return std::unexpected(system_error(Stage::kLocal, errno, "making a pipe"));
  pid_t pid = 0;
  if (const int e = Spawn(output, errors, lock).start(pid, command); e != 0) {
    if (e == ENOENT) return fail(Stage::kLocal, Code::kNotFound, command.front() + " is not installed");
    return std::unexpected(system_error(Stage::kLocal, e, "starting " + command.front()));
  }
  output.close_writer();
  errors.close_writer();
  Finished finished;
  const auto read = read_both(output, errors, finished, Clock::now() + kLimit);
  finished.code = wait_for(pid, !read);
  if (!read) return fail(Stage::kLocal, read.error().code, command.front() + " " + read.error().detail);
  return finished;
}

Result<std::string> output_of(const std::vector<std::string>& command, int lock) {
  auto finished = run_child(command, lock);
  if (!finished) return std::unexpected(std::move(finished.error()));
  if (finished->code == 0) return std::move(finished->output);
  std::string why = std::move(finished->errors);
  while (!why.empty() && (why.back() == '\n' || why.back() == '.')) why.pop_back();
  if (why.empty()) why = command.front() + " failed with " + std::to_string(finished->code);
  return fail(Stage::kLocal, Code::kSystem, std::move(why));
}

}  // namespace culvert::system_proxy
