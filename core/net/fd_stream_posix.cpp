#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "net/fd_stream.h"
#include "net/reactor.h"

namespace culvert {

namespace {

// Closes, but the numbers of the standard streams stay taken: what is opened next must not become somebody's output.
void give_up(int fd) {
  const int nothing = fd <= STDERR_FILENO ? ::open("/dev/null", O_RDWR | O_CLOEXEC) : -1;
  if (nothing < 0 || ::dup2(nothing, fd) < 0) ::close(fd);
  if (nothing >= 0) ::close(nothing);
}

// One descriptor, watched for readiness through a duplicate, so that the end of the watch leaves the original alone,
// and so that standard input and output may be the same.
class Watched {
 public:
  Watched(Loop& loop, int fd) : loop_(loop), fd_(fd), flags_(::fcntl(fd, F_GETFL)), watch_(loop) {}
  ~Watched() { close(); }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

  Result<> open() {
    if (flags_ < 0) return std::unexpected(system_error(Stage::kLocal, errno, "standard input or output"));
    struct stat about{};
    // A file is always ready, and the reactor does not take it.
    file_ = ::fstat(fd_, &about) == 0 && (S_ISREG(about.st_mode) || S_ISDIR(about.st_mode));
    if (file_) return {};
    copy_ = ::fcntl(fd_, F_DUPFD_CLOEXEC, 3);
    if (copy_ < 0) return std::unexpected(system_error(Stage::kLocal, errno, "standard input or output"));
    const int error = watch_.start(copy_, Watch::Kind::kDescriptor);
    // /dev/null and other devices cannot be waited for.
    file_ =
        error == EPERM || error == ENOTSUP || error == EOPNOTSUPP;  // NOLINT(misc-redundant-expression): one on Linux
    if (error != 0 && !file_) return std::unexpected(system_error(Stage::kLocal, error, "standard input or output"));
    if (!file_) unblock();
    return {};
  }

  void unblock() const {
    if (fd_ >= 0 && !file_) ::fcntl(fd_, F_SETFL, flags_ | O_NONBLOCK);
  }

  [[nodiscard]] int fd() const { return fd_; }

  void wait_readable(Waiter& w) {
    if (file_) {  // would not have said "not now"; ask again next turn
      loop_.make_ready(w);
    } else {
      watch_.wait_readable(w);
    }
  }
  void wait_writable(Waiter& w) {
    if (file_) {
      loop_.make_ready(w);
    } else {
      watch_.wait_writable(w);
    }
  }

  void close() {
    if (fd_ < 0) return;
    watch_.stop();
    if (copy_ >= 0) ::close(copy_);
    if (!file_) ::fcntl(fd_, F_SETFL, flags_);
    copy_ = fd_ = -1;
  }

 private:
  Loop& loop_;
  int fd_;
  int copy_ = -1;
  int flags_;
  bool file_ = false;
  Watch watch_;
};

class FdStream final : public ByteStream {
 public:
  FdStream(Loop& loop, int in, int out) : loop_(loop), in_(loop, in), out_(loop, out), failure_waiters_(loop) {}

  Result<> open() {
    if (auto ok = in_.open(); !ok) return ok;
    return out_.open();
  }

  void consume(std::size_t) override {}

  void reset(const Error& why) override {
    if (error_ != nullptr) return;
    error_ = std::make_unique<Error>(why);
    queue_.clear();
    in_.close();
    out_.close();
    failure_waiters_.notify_all();
  }

  Poll<Result<ChunkQueue>> poll_next(Waiter& w) override {
    if (error_ != nullptr) return std::unexpected(*error_);
    Chunk chunk = Chunk::block(loop_.pool());
    const auto room = chunk.tail_room();
    ssize_t n = 0;
    do {
      n = ::read(in_.fd(), room.data(), room.size());
    } while (n < 0 && errno == EINTR);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      in_.wait_readable(w);
      return {};
    }
    if (n < 0) return broken("reading standard input");
    chunk.append(static_cast<std::size_t>(n));
    chunk.shrink(loop_.pool());
    return ChunkQueue(std::move(chunk));
  }

  void start_write(ChunkQueue chunks) override {
    if (error_ != nullptr) return;
    chunks.own(loop_.pool());
    queue_.append(std::move(chunks));
  }

  Poll<Result<>> poll_writable(Waiter& w) override {
    if (error_ != nullptr) return std::unexpected(*error_);
    while (!queue_.empty()) {
      const auto bytes = queue_.front().bytes();
      const ssize_t n = ::write(out_.fd(), bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        out_.wait_writable(w);
        return {};
      }
      if (n < 0) return std::unexpected(broken("writing standard output").error());
      queue_.consume(static_cast<std::size_t>(n));
    }
    return Result<>{};
  }

  void start_finish() override { finishing_ = true; }

  Poll<Result<>> poll_finished(Waiter& w) override {
    auto flushed = poll_writable(w);
    if (!flushed || !*flushed || finished_) return flushed;
    finished_ = true;
    const int fd = out_.fd();
    out_.close();
    in_.unblock();  // where both are one terminal or socket, blocking or not is a property of both
    // A socket that standard input is too has another direction to live for.
    if (::shutdown(fd, SHUT_WR) != 0) give_up(fd);
    return flushed;
  }

  Poll<Error> poll_failed(Waiter& w) override {
    if (error_ != nullptr) return *error_;
    failure_waiters_.add(w);
    return {};
  }

 private:
  std::unexpected<Error> broken(std::string_view doing) {
    error_ = std::make_unique<Error>(system_error(Stage::kLocal, errno, doing));
    failure_waiters_.notify_all();
    return std::unexpected(*error_);
  }

  Loop& loop_;
  Watched in_;
  Watched out_;
  WaitList failure_waiters_;
  ChunkQueue queue_;
  bool finishing_ = false;
  bool finished_ = false;
  std::unique_ptr<Error> error_;
};

}  // namespace

Result<std::unique_ptr<ByteStream>> make_fd_stream(Loop& loop, int in, int out) {
  auto stream = std::make_unique<FdStream>(loop, in, out);
  if (auto ok = stream->open(); !ok) return std::unexpected(std::move(ok.error()));
  return std::unique_ptr<ByteStream>(std::move(stream));
}

}  // namespace culvert
