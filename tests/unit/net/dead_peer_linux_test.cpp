// What TCP is asked to find out about peers (requirement G4).
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "net/socket_io.h"
#include "support/loop_runner.h"
#include "support/streams.h"

namespace culvert::test {
namespace {

int option(int native, int level, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  EXPECT_EQ(::getsockopt(native, level, name, &value, &size), 0);
  return value;
}

TEST(DeadPeer, G4_TcpAsksWithinTheLimit) {
  int native = -1;
  ASSERT_EQ(socket_io::open_stream(false, &native), 0);
  socket_io::set_dead_peer_detection(native, 15'000);
  EXPECT_EQ(option(native, SOL_SOCKET, SO_KEEPALIVE), 1);
  const int idle = option(native, IPPROTO_TCP, TCP_KEEPIDLE);
  const int all = idle + option(native, IPPROTO_TCP, TCP_KEEPINTVL) * option(native, IPPROTO_TCP, TCP_KEEPCNT);
  EXPECT_EQ(all, 15);
  EXPECT_GE(idle, 5);
  // It would end connections to a peer that lives and only does not read.
  EXPECT_EQ(option(native, IPPROTO_TCP, TCP_USER_TIMEOUT), 0);
  socket_io::close(native);
}

}  // namespace
}  // namespace culvert::test
