#include "programs/launcher.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <utility>

#include "common/descriptor_limit.h"
#include "programs/close_on_exec.h"
#include "programs/search_path.h"

extern "C" char** environ;  // POSIX: only glibc declares it. NOLINT(readability-redundant-declaration)

namespace culvert::desktop {

namespace {

constexpr int kPatience = 1000;  // milliseconds

// What was said to this program alone: how it was started, and who waits for word of it.
constexpr std::array<std::string_view, 9> kOurs{"DESKTOP_STARTUP_ID",
                                                "XDG_ACTIVATION_TOKEN",
                                                "GIO_LAUNCHED_DESKTOP_FILE",
                                                "GIO_LAUNCHED_DESKTOP_FILE_PID",
                                                "NOTIFY_SOCKET",
                                                "LISTEN_FDS",
                                                "LISTEN_PID",
                                                "INVOCATION_ID",
                                                "JOURNAL_STREAM"};

std::vector<std::string> environment_with(const std::vector<app::Variable>& variables) {
  std::vector<std::string> all;
  for (char** one = environ; one != nullptr && *one != nullptr; ++one) {
    const std::string_view text = *one;
    const std::string_view name = text.substr(0, text.find('='));
    if (std::ranges::contains(kOurs, name) || std::ranges::contains(variables, name, &app::Variable::name)) continue;
    all.emplace_back(text);
  }
  for (const auto& [name, value] : variables) {
    std::string& one = all.emplace_back(name);
    one += '=';
    one += value;
  }
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

// Made before fork(): between it and exec() nothing may be allocated, since another thread may have held a lock.
struct Plan {
  std::string path;
  std::vector<std::string> words;
  std::vector<std::string> environment;
  std::string home;
};

// `report`: an errno goes there if it fails; it closes by itself if it does not.
[[noreturn]] void become(const char* path, char* const* words, char* const* environment, const char* home, int report) {
  ::setsid();
  if (report < 3) report = ::fcntl(report, F_DUPFD, 3);  // out of the way of the standard ones
  const int nowhere = ::open("/dev/null", O_RDWR);
  for (int fd = 0; fd < 3 && nowhere >= 0; ++fd) ::dup2(nowhere, fd);
  close_on_exec_from(3);
  if (::chdir(home) != 0 && ::chdir("/") != 0) ::_exit(127);
  app::lower_descriptor_limit();
  struct sigaction usual{};
  usual.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &usual, nullptr);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(path, words, environment);
  const int why = errno;
  [[maybe_unused]] const ssize_t told = ::write(report, &why, sizeof why);
  ::_exit(127);
}

// What the child says of why it could not; 0: it runs, or takes its time.
int answer_of(int pipe) {
  pollfd waiting{pipe, POLLIN, 0};
  int ready = 0;
  do {
    ready = ::poll(&waiting, 1, kPatience);
  } while (ready < 0 && errno == EINTR);
  int why = 0;
  return ready == 1 && ::read(pipe, &why, sizeof why) == sizeof why ? why : 0;
}

// The middle one of two children ends at once, so that the other has no parent that would have to wait for it.
int start(Plan plan) {
  const std::vector<char*> words = pointers(plan.words);
  const std::vector<char*> environment = pointers(plan.environment);
  std::array<int, 2> report{};
  if (::pipe(report.data()) != 0) return errno;
  for (const int end : report) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);  // no handler of ours runs in a child
  const pid_t middle = ::fork();
  if (middle == 0) {
    const pid_t child = ::fork();
    if (child == 0) become(plan.path.c_str(), words.data(), environment.data(), plan.home.c_str(), report[1]);
    const int why = child < 0 ? errno : 0;
    if (why != 0) [[maybe_unused]]
      const ssize_t told = ::write(report[1], &why, sizeof why);
    ::_exit(0);
  }
  int why = middle < 0 ? errno : 0;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  ::close(report[1]);
  if (middle > 0) {
    while (::waitpid(middle, nullptr, 0) < 0 && errno == EINTR) {
    }
    why = answer_of(report[0]);
  }
  ::close(report[0]);
  return why;
}

}  // namespace

Result<> launch_program(const std::vector<std::string>& words, const std::vector<app::Variable>& variables) {
  if (words.empty() || words.front().empty()) return fail(Stage::kLocal, Code::kInvalid, "there is no command");
  for (const std::string& word : words) {
    if (word.contains('\0')) return fail(Stage::kLocal, Code::kInvalid, "the command holds a NUL");
  }
  Plan plan;
  plan.path = find_program(words.front());
  if (plan.path.empty()) return fail(Stage::kLocal, Code::kNotFound, "there is no program " + words.front());
  plan.words = words;
  plan.environment = environment_with(variables);
  const char* const home = std::getenv("HOME");
  plan.home = home == nullptr || *home == '\0' ? "/" : home;
  const int why = start(std::move(plan));
  if (why == 0) return {};
  if (why == ENOENT) return fail(Stage::kLocal, Code::kNotFound, "what " + words.front() + " is run by is not there");
  if (why == EACCES || why == EPERM) return fail(Stage::kLocal, Code::kDenied, words.front() + " may not be run");
  return std::unexpected(system_error(Stage::kLocal, why, "starting " + words.front()));
}

}  // namespace culvert::desktop
