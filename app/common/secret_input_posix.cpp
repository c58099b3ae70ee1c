#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <format>
#include <sstream>

#include "common/secret_input.h"
#include "config/secret_file.h"

namespace culvert::app {

namespace {

constexpr std::size_t kMostBytes = 4098;  // more than a secret may have, with the line's end

volatile std::sig_atomic_t caught = 0;

// Signals that would end the process and leave the terminal without echo: they do so once it has it again.
class Deferred {
 public:
  Deferred() {
    caught = 0;
    struct sigaction later{};
    later.sa_handler = [](int number) { caught = number; };
    for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &later, &before_[i]);
  }
  ~Deferred() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &before_[i], nullptr);
    if (caught != 0) ::raise(caught);
  }
  Deferred(const Deferred&) = delete;
  Deferred& operator=(const Deferred&) = delete;

 private:
  static constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
  std::array<struct sigaction, kSignals.size()> before_{};
};

class Terminal {
 public:
  Terminal() : number_(::open("/dev/tty", O_RDWR | O_CLOEXEC)) {
    if (number_ < 0 || ::tcgetattr(number_, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    silent.c_lflag |= ECHONL;
    good_ = ::tcsetattr(number_, TCSAFLUSH, &silent) == 0;
  }
  ~Terminal() {
    if (good_) ::tcsetattr(number_, TCSAFLUSH, &before_);
    if (number_ >= 0) ::close(number_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
  termios before_{};
  bool good_ = false;
};

// One byte at a time: what stands behind the line is somebody else's.
std::string read_line(int number) {
  std::string line;
  char byte = 0;
  while (line.size() < kMostBytes && caught == 0) {
    const ssize_t n = ::read(number, &byte, 1);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    line += byte;
    if (byte == '\n') break;
  }
  return line;
}

}  // namespace

Result<std::string> read_secret_descriptor(int number, std::string_view what) {
  std::istringstream from(read_line(number));
  auto line = config::read_secret_line(from);
  if (line) return line;
  return fail(Stage::kLocal, Code::kInvalid,
              std::format("the {} at descriptor {} {}", what, number, line.error().detail));
}

Result<std::string> ask_for_secret(std::string_view prompt) {
  const Deferred deferred;
  const Terminal terminal;
  if (!terminal.good()) return fail(Stage::kLocal, Code::kNotFound, "there is no terminal to ask at");
  const std::string words = std::string(prompt) + ": ";
  const bool asked = ::write(terminal.number(), words.data(), words.size()) == static_cast<ssize_t>(words.size());
  std::istringstream from(asked ? read_line(terminal.number()) : std::string());
  auto line = config::read_secret_line(from);
  if (!line || caught != 0) return fail(Stage::kLocal, Code::kClosed, "nothing was typed");
  return line;
}

}  // namespace culvert::app
