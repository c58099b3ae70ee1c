#include "net/socket_io.h"

#include <gtest/gtest.h>

#ifdef __linux__
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#endif

#include <string>

namespace culvert::socket_io {
namespace {

#ifdef __linux__

std::string congestion_control(int native) {
  std::string name(16, '\0');
  auto size = static_cast<socklen_t>(name.size());
  EXPECT_EQ(::getsockopt(native, IPPROTO_TCP, TCP_CONGESTION, name.data(), &size), 0);
  return name.c_str();
}

TEST(SocketIo, AcceptedOnLoopbackIsNotPaced) {
  int listener = -1;
  int near = -1;
  ASSERT_EQ(open_stream(false, &listener), 0);
  ASSERT_EQ(listen(listener, {*IpAddress::parse("127.0.0.1"), 0}), 0);
  ASSERT_EQ(open_stream(false, &near), 0);
  const Outcome begun = connect(near, local_endpoint(listener));
  ASSERT_EQ(begun.error, 0);
  Accepted accepted;
  Outcome outcome{.would_block = true};
  for (int tries = 0; outcome.would_block && tries < 1000; ++tries) outcome = accept(listener, &accepted);
  ASSERT_GE(accepted.native, 0);
  EXPECT_EQ(congestion_control(accepted.native), "reno");
  close(accepted.native);
  close(near);
  close(listener);
}

TEST(SocketIo, OtherListenersKeepTheSystemsChoice) {
  int plain = -1;
  int listener = -1;
  ASSERT_EQ(open_stream(false, &plain), 0);
  ASSERT_EQ(open_stream(false, &listener), 0);
  ASSERT_EQ(listen(listener, {*IpAddress::parse("0.0.0.0"), 0}), 0);
  EXPECT_EQ(congestion_control(listener), congestion_control(plain));
  close(listener);
  close(plain);
}

#endif

}  // namespace
}  // namespace culvert::socket_io
