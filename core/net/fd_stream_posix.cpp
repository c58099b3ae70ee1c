#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <cerrno>

#include "net/fd_stream.h"
#include "net/socket_io.h"

namespace culvert {

namespace {

using Descriptor = asio::posix::basic_stream_descriptor<asio::io_context::executor_type>;

// Closes, but the numbers of the standard streams stay taken: what is opened next must not become somebody's output.
void give_up(int fd) {
  const int nothing = fd <= STDERR_FILENO ? ::open("/dev/null", O_RDWR | O_CLOEXEC) : -1;
  if (nothing < 0 || ::dup2(nothing, fd) < 0) ::close(fd);
  if (nothing >= 0) ::close(nothing);
}

// One descriptor, watched for readiness through a duplicate, so that closing the watch leaves the original alone.
class Watched : public std::enable_shared_from_this<Watched> {
 public:
  Watched(Loop& loop, int fd) : loop_(loop), fd_(fd), flags_(::fcntl(fd, F_GETFL)), watch_(loop.io()), waiters_(loop) {}
  ~Watched() { close(); }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

  Result<> open() {
    if (flags_ < 0) return std::unexpected(system_error(Stage::kLocal, errno, "standard input or output"));
    struct stat about{};
    // A file is always ready, and the reactor does not take it.
    file_ = ::fstat(fd_, &about) == 0 && (S_ISREG(about.st_mode) || S_ISDIR(about.st_mode));
    if (file_) return {};
    const int copy = ::fcntl(fd_, F_DUPFD_CLOEXEC, 3);
    if (copy < 0) return std::unexpected(system_error(Stage::kLocal, errno, "standard input or output"));
    asio::error_code ec;
    watch_.assign(copy, ec);
    if (ec == asio::error::operation_not_supported || ec == asio::error::no_permission || ec.value() == EPERM) {
      ::close(copy);  // /dev/null and other devices that cannot be waited for
      file_ = true;
      return {};
    }
    if (ec) {
      ::close(copy);
      return std::unexpected(system_error(Stage::kLocal, ec.value(), "standard input or output"));
    }
    unblock();
    return {};
  }

  void unblock() {
    if (fd_ >= 0 && !file_) ::fcntl(fd_, F_SETFL, flags_ | O_NONBLOCK);
  }

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool is_open() const { return fd_ >= 0; }

  void wait(Descriptor::wait_type what, Waiter& w) {
    if (file_) {  // would not have said "not now"; ask again next turn
      loop_.make_ready(w);
      return;
    }
    waiters_.add(w);
    if (armed_) return;
    armed_ = true;
    watch_.async_wait(what, [self = shared_from_this()](const asio::error_code& ec) {
      self->armed_ = false;
      if (ec) return;
      self->waiters_.notify_all();
      self->loop_.turn();
    });
  }

  void close() {
    if (fd_ < 0) return;
    asio::error_code ignored;
    if (!file_) {
      watch_.close(ignored);
      ::fcntl(fd_, F_SETFL, flags_);
    }
    waiters_.notify_all();
    fd_ = -1;
  }

 private:
  Loop& loop_;
  int fd_;
  int flags_;
  bool file_ = false;
  bool armed_ = false;
  Descriptor watch_;
  WaitList waiters_;
};

class FdStream final : public ByteStream {
 public:
  FdStream(Loop& loop, int in, int out)
      : loop_(loop),
        in_(std::make_shared<Watched>(loop, in)),
        out_(std::make_shared<Watched>(loop, out)),
        failure_waiters_(loop) {}
  ~FdStream() override {
    in_->close();
    out_->close();
  }

  Result<> open() {
    if (auto ok = in_->open(); !ok) return ok;
    return out_->open();
  }

  void consume(std::size_t) override {}

  void reset(const Error& why) override {
    if (error_ != nullptr) return;
    error_ = std::make_unique<Error>(why);
    queue_.clear();
    in_->close();
    out_->close();
    failure_waiters_.notify_all();
  }

  Poll<Result<ChunkQueue>> poll_next(Waiter& w) override {
    if (error_ != nullptr) return std::unexpected(*error_);
    Chunk chunk = Chunk::block(loop_.pool());
    const auto room = chunk.tail_room();
    ssize_t n = 0;
    do {
      n = ::read(in_->fd(), room.data(), room.size());
    } while (n < 0 && errno == EINTR);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      in_->wait(Descriptor::wait_read, w);
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
      const ssize_t n = ::write(out_->fd(), bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        out_->wait(Descriptor::wait_write, w);
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
    const int fd = out_->fd();
    out_->close();
    in_->unblock();  // where both are one terminal or socket, blocking or not is a property of both
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
  std::shared_ptr<Watched> in_;
  std::shared_ptr<Watched> out_;
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
