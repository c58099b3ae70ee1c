#include "net/fd_stream.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>
#include <sstream>

#include "net/signals.h"
#include "support/loop_runner.h"
#include "support/streams.h"

namespace culvert::test {
namespace {

using FdStreamTest = LoopTest;
using StopSignalsTest = LoopTest;

class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd() { close(); }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] int release() { return std::exchange(fd_, -1); }
  [[nodiscard]] bool blocking() const { return (::fcntl(fd_, F_GETFL) & O_NONBLOCK) == 0; }

 private:
  int fd_;
};

struct Pipe {
  Fd in;   // read here
  Fd out;  // write here
};
Pipe make_pipe() {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  return {Fd(ends[0]), Fd(ends[1])};
}

TEST_F(FdStreamTest, BetweenTwoPipes) {
  run([&]() -> Task<> {
    Pipe in = make_pipe();
    Pipe out = make_pipe();
    Pipe back = make_pipe();
    // One stream writes into the pipe that the other reads from.
    auto left = make_fd_stream(loop, back.in.get(), in.out.get());
    auto right = make_fd_stream(loop, in.in.get(), out.out.get());
    CO_ASSERT(left && right);
    static_cast<void>(in.out.release());  // finish() closes it
    TaskSet tasks(loop);
    Result<Checksum> sent;
    auto sends = [&]() -> Task<> {
      sent = co_await send_bulk(loop, **left, 3'000'000, 7);
      EXPECT_TRUE(co_await (*left)->finish());
    };
    tasks.spawn(sends());
    const auto got = co_await receive_bulk(**right);
    CO_ASSERT(got && sent);
    EXPECT_EQ(*got, *sent);
  });
}

TEST_F(FdStreamTest, FromAFileToAFile) {
  const TempDir dir;
  const std::string content = make_bytes(500'000, 9);
  std::ofstream(dir.file("from"), std::ios::binary) << content;
  run([&]() -> Task<> {
    Fd from(::open(dir.file("from").c_str(), O_RDONLY | O_CLOEXEC));
    Fd to(::open(dir.file("to").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    auto stream = make_fd_stream(loop, from.get(), to.get());
    CO_ASSERT(stream);
    static_cast<void>(to.release());
    const auto got = co_await read_all(**stream);
    CO_ASSERT(got);
    EXPECT_TRUE(*got == content);
    EXPECT_TRUE(co_await write(loop, **stream, *got));
    EXPECT_TRUE(co_await (*stream)->finish());
  });
  std::ostringstream written;
  written << std::ifstream(dir.file("to"), std::ios::binary).rdbuf();
  EXPECT_TRUE(written.str() == content);
}

TEST_F(FdStreamTest, ASocketAsBothInputAndOutput) {
  run([&]() -> Task<> {
    std::array<int, 2> ends{};
    CO_ASSERT(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    Fd near(ends[0]);
    Fd other(ends[1]);
    auto stream = make_fd_stream(loop, near.get(), near.get());
    auto peer = make_fd_stream(loop, other.get(), other.get());
    CO_ASSERT(stream && peer);
    EXPECT_TRUE(co_await write(loop, **stream, "question"));
    EXPECT_TRUE(co_await (*stream)->finish());
    EXPECT_EQ(co_await read_all(**peer), "question");
    // finish() ended one direction; the other one is still waited for without blocking the loop.
    EXPECT_FALSE(near.blocking());
    std::string answer;
    TaskSet tasks(loop);
    auto reads = [&]() -> Task<> { answer = (co_await read_all(**stream)).value_or("failed"); };
    if (near.blocking()) co_return;  // it would never come back
    tasks.spawn(reads());
    co_await settle(loop);
    EXPECT_TRUE(co_await write(loop, **peer, "answer"));
    EXPECT_TRUE(co_await (*peer)->finish());
    EXPECT_TRUE(co_await eventually(loop, [&] { return answer == "answer"; })) << answer;
    stream->reset();
    EXPECT_TRUE(near.blocking()) << "made blocking again, since other processes may share it";
  });
}

// Whatever is opened next must not get its number: what somebody prints would go there.
TEST_F(FdStreamTest, StandardOutputStaysTakenAfterItsEnd) {
  Pipe in = make_pipe();
  Pipe out = make_pipe();
  const Fd saved(::dup(STDOUT_FILENO));
  ASSERT_EQ(::dup2(out.out.get(), STDOUT_FILENO), STDOUT_FILENO);
  out.out.close();
  int next = -1;
  std::string read = "failed";
  try {
    run([&]() -> Task<> {
      auto stream = make_fd_stream(loop, in.in.get(), STDOUT_FILENO);
      CO_ASSERT(stream);
      EXPECT_TRUE(co_await (*stream)->finish());
      next = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
      char byte = 0;
      read = ::read(out.in.get(), &byte, 1) == 0 ? "end" : "more";
    });
  } catch (const std::runtime_error&) {
    ADD_FAILURE() << "in time";
  }
  ::close(next);
  ::dup2(saved.get(), STDOUT_FILENO);
  EXPECT_GT(next, STDERR_FILENO);
  EXPECT_EQ(read, "end") << "and still the reader sees the end";
}

// The two share one description, as standard input and output of a terminal do.
TEST_F(FdStreamTest, TwoDescriptorsOfOneSocket) {
  run([&]() -> Task<> {
    std::array<int, 2> ends{};
    CO_ASSERT(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    Fd in(ends[0]);
    Fd out(::dup(in.get()));
    Fd other(ends[1]);
    auto stream = make_fd_stream(loop, in.get(), out.get());
    CO_ASSERT(stream);
    EXPECT_TRUE(co_await (*stream)->finish());
    EXPECT_FALSE(in.blocking());
  });
}

TEST_F(FdStreamTest, AWriterWithoutAReaderFails) {
  run([&]() -> Task<> {
    ::signal(SIGPIPE, SIG_IGN);
    Pipe in = make_pipe();
    Pipe out = make_pipe();
    auto stream = make_fd_stream(loop, in.in.get(), out.out.get());
    CO_ASSERT(stream);
    out.in.close();
    const auto written = co_await write(loop, **stream, "x");
    CO_ASSERT(!written);
    EXPECT_EQ(written.error().stage, Stage::kLocal);
    EXPECT_EQ(written.error().code, Code::kReset);
  });
}

TEST_F(FdStreamTest, ResetEndsAReaderThatWaits) {
  run([&]() -> Task<> {
    Pipe in = make_pipe();
    Pipe out = make_pipe();
    auto stream = make_fd_stream(loop, in.in.get(), out.out.get());
    CO_ASSERT(stream);
    Result<ChunkQueue> next;
    std::optional<Error> failure;
    TaskSet tasks(loop);
    auto reads = [&]() -> Task<> { next = co_await (*stream)->next(); };
    auto watches = [&]() -> Task<> { failure = co_await (*stream)->failed(); };
    tasks.spawn(reads());
    tasks.spawn(watches());
    co_await settle(loop);
    (*stream)->reset({Stage::kLocal, Code::kClosed, "why"});
    EXPECT_TRUE(co_await eventually(loop, [&] { return tasks.size() == 0; }, std::chrono::seconds(5)));
    CO_ASSERT(!next);
    EXPECT_EQ(next.error().detail, "why");
    EXPECT_TRUE(in.in.blocking());
  });
}

TEST_F(FdStreamTest, ABadDescriptorIsAnError) {
  const auto stream = make_fd_stream(loop, 9999, 9999);
  ASSERT_FALSE(stream);
  EXPECT_EQ(stream.error().stage, Stage::kLocal);
}

TEST_F(StopSignalsTest, CountsWhatComes) {
  run([&]() -> Task<> {
    StopSignals signals(loop);
    ::raise(SIGTERM);
    EXPECT_EQ(co_await poll([&](Waiter& w) { return signals.poll_more_than(0, w); }), 1);
    ::raise(SIGINT);
    EXPECT_EQ(co_await poll([&](Waiter& w) { return signals.poll_more_than(1, w); }), 2);
  });
}

}  // namespace
}  // namespace culvert::test
