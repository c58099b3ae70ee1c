#include "net/udp_socket.h"

#include "net/udp_io.h"
#include "support/loop_runner.h"
#include "support/streams.h"

namespace culvert::test {
namespace {

using UdpSocketTest = LoopTest;

std::vector<std::uint8_t> bytes_of(std::size_t size, std::uint8_t first = 0) {
  std::vector<std::uint8_t> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(first + i * 7);
  return bytes;
}

// Every datagram of the next batches, until there are `count`.
Task<std::vector<std::vector<std::uint8_t>>> receive(UdpSocket& socket, std::size_t count) {
  std::vector<std::vector<std::uint8_t>> all;
  while (all.size() < count) {
    const auto batch = co_await poll([&](Waiter& w) { return socket.poll_receive(w); });
    if (!batch) break;
    for (const Datagrams& d : *batch) {
      for (std::size_t at = 0; at < d.bytes.size(); at += d.segment) {
        const auto one = d.bytes.subspan(at, std::min(d.segment, d.bytes.size() - at));
        all.emplace_back(one.begin(), one.end());
      }
    }
  }
  co_return all;
}

Task<Result<std::size_t>> send(UdpSocket& socket, Datagrams d) {
  co_return co_await poll([&](Waiter& w) { return socket.poll_send(d, w); });
}

TEST_F(UdpSocketTest, ManyDatagramsInOneCallAreManyForTheReceiver) {
  run([&]() -> Task<> {
    for (const char* address : {"127.0.0.1", "::1"}) {
      auto server = UdpSocket::bind(loop, {*IpAddress::parse(address), 0});
      CO_ASSERT(server);
      auto client = UdpSocket::connect(loop, server->local());
      CO_ASSERT(client);
      const auto bytes = bytes_of(1200 * 20 + 77);
      EXPECT_EQ((co_await send(*client, {.segment = 1200, .bytes = bytes})).value(), bytes.size());
      const auto got = co_await receive(*server, 21);
      CO_ASSERT(got.size() == 21);
      std::vector<std::uint8_t> all;
      for (std::size_t i = 0; i < got.size(); ++i) {
        EXPECT_EQ(got[i].size(), i < 20 ? 1200U : 77U);
        all.insert(all.end(), got[i].begin(), got[i].end());
      }
      EXPECT_EQ(all, bytes);
    }
  });
}

TEST_F(UdpSocketTest, MoreThanTheKernelTakesAtOnce) {
  run([&]() -> Task<> {
    auto server = UdpSocket::bind(loop, loopback());
    auto client = UdpSocket::connect(loop, server->local());
    const auto bytes = bytes_of(std::size_t{100} * 50);  // more segments, and later more bytes, than one call may have
    EXPECT_EQ((co_await send(*client, {.segment = 50, .bytes = bytes})).value(), bytes.size());
    EXPECT_EQ((co_await receive(*server, 100)).size(), 100U);
    const auto large = bytes_of(std::size_t{8} * 9000);
    EXPECT_EQ((co_await send(*client, {.segment = 9000, .bytes = large})).value(), large.size());
    EXPECT_EQ((co_await receive(*server, 8)).size(), 8U);
  });
}

// As on a network card without checksums, or an older kernel.
TEST_F(UdpSocketTest, WithoutSegmentationInTheKernel) {
  run([&]() -> Task<> {
    auto server = UdpSocket::bind(loop, loopback());
    int native = -1;
    CO_ASSERT(udp_io::open(false, &native) == 0 && udp_io::connect(native, server->local()) == 0);
    const auto bytes = bytes_of(1200 * 5 + 3);
    udp_io::SendOptions options{.connected = true, .segmentation = false};
    EXPECT_EQ(udp_io::send(native, {.remote = server->local(), .segment = 1200, .bytes = bytes}, options).bytes,
              bytes.size());
    socket_io::close(native);
    const auto got = co_await receive(*server, 6);
    EXPECT_EQ(got.back().size(), 3U);
  });
}

TEST_F(UdpSocketTest, AddressesAndMarksOfBothEnds) {
  run([&]() -> Task<> {
    for (const char* wildcard : {"0.0.0.0", "::"}) {
      auto server = UdpSocket::bind(loop, {*IpAddress::parse(wildcard), 0});
      CO_ASSERT(server);
      const bool v6 = server->local().address.is_v6();
      const IpAddress here = *IpAddress::parse(v6 ? "::1" : "127.0.0.3");
      auto client = UdpSocket::bind(loop, {*IpAddress::parse(v6 ? "::1" : "127.0.0.1"), 0});
      CO_ASSERT(client);
      const Endpoint to{here, server->local().port};
      EXPECT_TRUE(co_await send(*client, {.remote = to, .ecn = 2, .segment = 3, .bytes = bytes_of(3)}));
      const auto batch = co_await poll([&](Waiter& w) { return server->poll_receive(w); });
      CO_ASSERT(batch && batch->size() == 1);
      const Datagrams came = batch->front();
      EXPECT_EQ(came.remote, client->local());
      EXPECT_EQ(came.local, to);
      EXPECT_EQ(came.ecn, 2);
      // The answer comes from the address that was asked.
      EXPECT_TRUE(
          co_await send(*server, {.local = came.local, .remote = came.remote, .segment = 1, .bytes = bytes_of(1)}));
      const auto answer = co_await poll([&](Waiter& w) { return client->poll_receive(w); });
      CO_ASSERT(answer);
      EXPECT_EQ(answer->front().remote, to);
      EXPECT_EQ(answer->front().ecn, 0);
    }
  });
}

TEST_F(UdpSocketTest, AConnectedSocketHearsThatNobodyListens) {
  run([&]() -> Task<> {
    const Endpoint nobody = UdpSocket::bind(loop, loopback())->local();
    auto client = UdpSocket::connect(loop, nobody);
    CO_ASSERT(client);
    EXPECT_TRUE(co_await send(*client, {.segment = 1, .bytes = bytes_of(1)}));
    const auto answer = co_await poll([&](Waiter& w) { return client->poll_receive(w); });
    CO_ASSERT(!answer);
    EXPECT_EQ(answer.error().code, Code::kRefused) << answer.error().detail;
  });
}

TEST_F(UdpSocketTest, ADatagramThatIsTooLargeCountsAsSent) {
  run([&]() -> Task<> {
    auto server = UdpSocket::bind(loop, loopback());
    auto client = UdpSocket::connect(loop, server->local());
    const auto bytes = bytes_of(70'000);
    EXPECT_EQ((co_await send(*client, {.segment = bytes.size(), .bytes = bytes})).value(), bytes.size());
    EXPECT_TRUE(co_await send(*client, {.segment = 2, .bytes = bytes_of(2)}));
    EXPECT_EQ((co_await receive(*server, 1)).front().size(), 2U);
  });
}

TEST_F(UdpSocketTest, AnAddressInUse) {
  run([&]() -> Task<> {
    auto first = UdpSocket::bind(loop, loopback());
    const auto second = UdpSocket::bind(loop, first->local());
    CO_ASSERT(!second);
    EXPECT_EQ(second.error().stage, Stage::kLocal);
    co_return;
  });
}

}  // namespace
}  // namespace culvert::test
