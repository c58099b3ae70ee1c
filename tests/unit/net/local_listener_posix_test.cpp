// Listeners at a path of the Unix domain: who may come in, and what of others is replaced.

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "net/tcp_listener.h"
#include "net/tcp_stream.h"
#include "support/loop_runner.h"
#include "support/streams.h"

namespace culvert::test {
namespace {

using std::filesystem::perms;

class LocalListener : public LoopTest {
 protected:
  static sockaddr_un address_of(const std::string& at) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    at.copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
  }
  // A connected socket, or -1.
  static int connect(const std::string& at) {
    const int native = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const sockaddr_un address = address_of(at);
    if (::connect(native, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return native;
    ::close(native);
    return -1;
  }
  // As a process leaves it that was killed.
  static void leave_behind(const std::string& at) {
    const int native = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const sockaddr_un address = address_of(at);
    EXPECT_EQ(::bind(native, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(native, 1), 0);
    ::close(native);
  }
  static perms mode_of(const std::string& at) { return std::filesystem::status(at).permissions(); }

  TempDir directory;
  const std::string path = directory.file("socket");
};

TEST_F(LocalListener, AcceptsWhatConnects) {
  run([&]() -> Task<> {
    auto listener = TcpListener::open_local(loop, path, Stage::kLocal);
    CO_ASSERT(listener);
    const int native = connect(path);
    CO_ASSERT(native >= 0);
    TcpStream stream(co_await listener->accept());
    EXPECT_EQ(::write(native, "hello", 5), 5);
    const auto got = co_await read_at_least(stream, 5);
    EXPECT_TRUE(got && *got == "hello");
    ::close(native);
  });
}

TEST_F(LocalListener, IsForItsOwner) {
  {
    const auto listener = TcpListener::open_local(loop, path, Stage::kLocal);
    ASSERT_TRUE(listener);
    EXPECT_EQ(mode_of(path), perms::owner_read | perms::owner_write);
  }
  EXPECT_FALSE(std::filesystem::exists(path));  // it goes with the listener
  const auto shared = TcpListener::open_local(loop, path, Stage::kLocal, TcpListener::Access::kOwnerAndGroup);
  ASSERT_TRUE(shared);
  EXPECT_EQ(mode_of(path), perms::owner_read | perms::owner_write | perms::group_read | perms::group_write);
}

TEST_F(LocalListener, WhatTheDeadLeftIsReplaced) {
  leave_behind(path);
  ASSERT_TRUE(std::filesystem::is_socket(path));
  const auto listener = TcpListener::open_local(loop, path, Stage::kLocal);
  ASSERT_TRUE(listener) << listener.error().detail;
  const int native = connect(path);
  EXPECT_GE(native, 0);
  ::close(native);
}

TEST_F(LocalListener, WhatLivesIsNot) {
  const auto first = TcpListener::open_local(loop, path, Stage::kLocal);
  ASSERT_TRUE(first);
  {
    const auto second = TcpListener::open_local(loop, path, Stage::kLocal);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().stage, Stage::kLocal);
    EXPECT_TRUE(second.error().detail.contains(path)) << second.error().detail;
  }
  const int native = connect(path);  // and the first is unharmed
  EXPECT_GE(native, 0);
  ::close(native);
}

TEST_F(LocalListener, NothingElseIsReplaced) {
  std::ofstream(path) << "a letter";
  EXPECT_FALSE(TcpListener::open_local(loop, path, Stage::kLocal));
  EXPECT_EQ(std::filesystem::file_size(path), 8U);
  const std::string dead = directory.file("dead");
  leave_behind(dead);
  const std::string link = directory.file("link");
  std::filesystem::create_symlink(dead, link);
  EXPECT_FALSE(TcpListener::open_local(loop, link, Stage::kLocal));
  EXPECT_TRUE(std::filesystem::is_symlink(link));
}

TEST_F(LocalListener, APathThatIsTooLong) {
  EXPECT_FALSE(TcpListener::open_local(loop, directory.file(std::string(200, 'x')), Stage::kLocal));
}

}  // namespace
}  // namespace culvert::test
