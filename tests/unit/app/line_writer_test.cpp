#include "common/line_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <cstdio>
#include <format>
#include <latch>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "support/streams.h"

namespace culvert::app {
namespace {

std::string lost_line(std::size_t n) { return std::format("lost {}", n); }

// Sends this process's standard output, or standard error, to a descriptor, which it takes, until its end.
class Redirected {
 public:
  explicit Redirected(int to, int from = STDOUT_FILENO) : from_(from), before_(::dup(from)) {
    std::fflush(stdout);
    ::dup2(to, from_);
    ::close(to);
  }
  ~Redirected() {
    std::fflush(stdout);
    ::dup2(before_, from_);
    ::close(before_);
  }
  Redirected(const Redirected&) = delete;
  Redirected& operator=(const Redirected&) = delete;

 private:
  int from_;
  int before_;
};

struct Pipe {
  Pipe() { EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0); }
  std::array<int, 2> ends{};
};

// Takes everything off a pipe, on a thread of its own.
class Reader {
 public:
  explicit Reader(int from) : thread_([this, from] { run(from); }) {}
  [[nodiscard]] std::string wait_for(std::string_view end) {
    std::unique_lock lock(mutex_);
    more_.wait(lock, [&] { return text_.ends_with(end); });
    return text_;
  }

 private:
  void run(int from) {
    std::array<char, 4096> piece;
    for (ssize_t n = 0; (n = ::read(from, piece.data(), piece.size())) > 0;) {
      const std::lock_guard lock(mutex_);
      text_.append(piece.data(), static_cast<std::size_t>(n));
      more_.notify_one();
    }
    ::close(from);
  }
  std::string text_;
  std::mutex mutex_;
  std::condition_variable more_;
  std::jthread thread_;  // last: it uses everything above
};

// What a writer that `use` has its way with prints, to a reader who keeps up. It has printed it all before it ends.
template <class F>
std::string printed(F use) {
  constexpr std::string_view kEnd = "that was all\n";
  const Pipe pipe;
  Reader reader(pipe.ends[0]);
  const Redirected output(pipe.ends[1]);
  LineWriter writer(lost_line);
  use(writer);
  writer.write([=] { return std::string(kEnd.substr(0, kEnd.size() - 1)); });
  std::string all = reader.wait_for(kEnd);
  all.resize(all.size() - kEnd.size());
  return all;
}

LineWriter::Message line(std::string text) {
  return [text = std::move(text)] { return text; };
}

TEST(LineWriter, WritesLinesInTheirOrder) {
  std::string expected;
  const std::string got = printed([&](LineWriter& writer) {
    for (int i = 0; i < 5000; ++i) {
      writer.write(line(std::to_string(i)));
      expected += std::to_string(i) + "\n";
    }
  });
  EXPECT_TRUE(got == expected);
}

TEST(LineWriter, WritesNothingForNothing) {
  EXPECT_EQ(printed([](LineWriter&) {}), "");
  EXPECT_EQ(printed([](LineWriter& writer) {
              writer.write(line("a"));
              writer.write(line(""));
              writer.write(line("b"));
            }),
            "a\nb\n");
}

TEST(LineWriter, WritesWithoutBeingAskedForMore) {
  const Pipe pipe;
  const Redirected output(pipe.ends[1]);
  LineWriter writer(lost_line);
  for (const std::string text : {"first", "second"}) {
    writer.write(line(text));
    std::string got(text.size() + 1, '\0');
    for (std::size_t n = 0; n < got.size();) {
      const ssize_t more = ::read(pipe.ends[0], got.data() + n, got.size() - n);
      ASSERT_GT(more, 0);
      n += static_cast<std::size_t>(more);
    }
    EXPECT_EQ(got, text + "\n");
  }
  ::close(pipe.ends[0]);
}

TEST(LineWriter, LinesAreMadeOnAThreadOfTheWriters) {
  std::thread::id made_on;
  printed([&](LineWriter& writer) {
    writer.write([&] {
      made_on = std::this_thread::get_id();
      return std::string("x");
    });
  });
  EXPECT_NE(made_on, std::thread::id());
  EXPECT_NE(made_on, std::this_thread::get_id());
}

TEST(LineWriter, SeveralThreadsMayWrite) {
  const std::string got = printed([](LineWriter& writer) {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&writer] {
        for (int i = 0; i < 1000; ++i) writer.write(line("0123456789"));
      });
    }
  });
  std::string expected;
  for (int i = 0; i < 4000; ++i) expected += "0123456789\n";
  EXPECT_TRUE(got == expected);
}

// While the writer is busy with one message, as many as it keeps are written, and some more. The count begins anew
// each time.
TEST(LineWriter, TheNewestAreDroppedAndCountedWhenTooManyWait) {
  std::string expected;
  const std::string got = printed([&](LineWriter& writer) {
    for (const std::size_t too_many : {7U, 3U}) {
      std::latch busy(1);
      std::latch enough(1);
      std::latch taken(1);
      writer.write([&] {
        busy.count_down();
        enough.wait();
        return std::string("busy");
      });
      busy.wait();
      writer.write([&] {
        taken.count_down();
        return std::string("first");
      });
      for (std::size_t i = 1; i < LineWriter::kQueued + too_many; ++i) writer.write(line(std::to_string(i)));
      expected += "busy\nfirst\n";
      for (std::size_t i = 1; i < LineWriter::kQueued; ++i) expected += std::to_string(i) + "\n";
      expected += lost_line(too_many) + "\n";
      enough.count_down();
      taken.wait();
    }
  });
  EXPECT_TRUE(got == expected);
}

TEST(LineWriter, AReaderWhoComesLateGetsEverything) {
  const std::string text(300'000, 'x');  // more than a pipe holds
  const Pipe pipe;
  std::optional<Reader> reader;
  const Redirected output(pipe.ends[1]);
  LineWriter writer(lost_line);
  writer.write(line(text));
  writer.write(line("last"));
  reader.emplace(pipe.ends[0]);
  EXPECT_TRUE(reader->wait_for("last\n") == text + "\nlast\n");
}

// Nobody reads: write() goes on, and the end comes all the same.
TEST(LineWriter, IsNeverHeldUp) {
  const Pipe pipe;
  {
    const Redirected output(pipe.ends[1]);
    LineWriter writer(lost_line);
    for (std::size_t i = 0; i < 3 * LineWriter::kQueued; ++i) writer.write(line(std::string(100, 'x')));
  }
  std::array<char, 101> first{};
  EXPECT_EQ(::read(pipe.ends[0], first.data(), first.size()), 101) << "what there was room for";
  ::close(pipe.ends[0]);
}

TEST(LineWriter, SurvivesItsReader) {
  const Pipe pipe;
  ::close(pipe.ends[0]);
  const Redirected output(pipe.ends[1]);
  LineWriter writer(lost_line);
  for (std::size_t i = 0; i < 3 * LineWriter::kQueued; ++i) writer.write(line(std::string(100, 'x')));
}

TEST(LineWriter, WritesToStandardErrorWhenAsked) {
  const test::TempDir directory;
  const std::string path = directory.file("lines");
  {
    const Redirected errors(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600), STDERR_FILENO);
    LineWriter writer(lost_line, Output::kError);
    writer.write(line("0123456789"));
  }
  EXPECT_EQ(std::filesystem::file_size(path), 11U);
}

TEST(LineWriter, WritesWhatWaitsBeforeItEnds) {
  const test::TempDir directory;
  const std::string path = directory.file("lines");
  {
    const Redirected output(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    LineWriter writer(lost_line);
    for (int i = 0; i < 100; ++i) writer.write(line("0123456789"));
  }
  EXPECT_EQ(std::filesystem::file_size(path), 1100U);
}

}  // namespace
}  // namespace culvert::app
