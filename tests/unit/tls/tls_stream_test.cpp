#include "tls/tls_stream.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <thread>

#include "support/tls_pair.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;

class TlsStreamTest : public LoopTest {
 protected:
  const Authority ca;

  // The client's verdict on a server with this certificate.
  Result<> verdict(const Authority& server, const Authority& trusted, const std::string& name) {
    return run([&]() -> Task<Result<>> {
      TlsPair pair = co_await make_tls_pair(loop, trusted.client(), server.server(), name);
      if (!pair.client) co_return std::unexpected(pair.client.error());
      co_return Result<>{};
    });
  }
};

TEST_F(TlsStreamTest, V3_WhatWasNegotiatedIsKnown) {
  run([&]() -> Task<> {
    TlsPair pair = co_await make_tls_pair(loop, ca.client(), ca.server());
    CO_ASSERT(pair.client && pair.server);
    const TlsInfo info = (*pair.client)->info();
    EXPECT_EQ(info.version, "TLSv1.3");
    EXPECT_EQ(info.cipher, "TLS_AES_128_GCM_SHA256");
    EXPECT_EQ(info.alpn, "h2");
    EXPECT_FALSE(info.group.empty());
    EXPECT_EQ((*pair.server)->info().alpn, "h2");
  });
}

TEST_F(TlsStreamTest, BulkBothWaysAtOnce) {
  constexpr std::uint64_t kBulk = 8 * 1024 * 1024;
  run([&]() -> Task<> {
    TlsPair pair = co_await make_tls_pair(loop, ca.client(), ca.server());
    CO_ASSERT(pair.client && pair.server);
    Result<Checksum> sent[2];
    Result<Checksum> received[2];
    TaskSet tasks(loop);
    auto send = [&](TlsStream& to, int i) -> Task<> {
      sent[i] = co_await send_bulk(loop, to, kBulk, static_cast<std::uint64_t>(i) + 1);
      EXPECT_TRUE(co_await to.finish());
    };
    auto receive = [&](TlsStream& from, int i) -> Task<> { received[i] = co_await receive_bulk(from); };
    tasks.spawn(send(**pair.client, 0));
    tasks.spawn(send(**pair.server, 1));
    tasks.spawn(receive(**pair.server, 0));
    tasks.spawn(receive(**pair.client, 1));
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    for (int i = 0; i < 2; ++i) {
      CO_ASSERT(sent[i] && received[i]);
      EXPECT_EQ(*sent[i], *received[i]);
    }
  });
}

// A record may arrive in any number of pieces, its header too; several may arrive at once.
TEST_F(TlsStreamTest, RecordsInPiecesOfAnySize) {
  run([&]() -> Task<> {
    for (const std::size_t size : {1U, 3U, 5U, 6U, 21U, 1000U}) {
      SocketPair left = co_await make_socket_pair(loop);
      SocketPair right = co_await make_socket_pair(loop);
      TcpStream near(std::move(left.b));
      TcpStream far(std::move(right.a));
      auto relay = [&](TcpStream& from, TcpStream& to) -> Task<> {
        for (;;) {
          auto bytes = co_await from.next();
          if (!bytes || bytes->empty()) break;
          bytes->own(loop.pool());
          while (!bytes->empty()) {
            if (!co_await to.write(bytes->split(std::min(size, bytes->size())))) co_return;
            co_await settle(loop, 2);
          }
        }
        static_cast<void>(co_await to.finish());
      };
      TaskSet relays(loop);
      relays.spawn(relay(near, far));
      relays.spawn(relay(far, near));
      TlsPair pair;
      TaskSet tasks(loop);
      auto connects = [&]() -> Task<> {
        pair.client = co_await TlsStream::connect(std::move(left.a), ca.client(), "proxy.test");
      };
      auto accepts = [&]() -> Task<> { pair.server = co_await TlsStream::accept(std::move(right.b), ca.server()); };
      tasks.spawn(connects());
      tasks.spawn(accepts());
      co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
      CO_ASSERT(pair.client && pair.server);
      const std::string text = make_bytes(3000);
      auto sends = [&](TlsStream& to) -> Task<> {
        for (const std::size_t part : {1U, 10U, 100U, 2889U}) {
          EXPECT_TRUE(co_await write(loop, to, text.substr(0, part)));
        }
        EXPECT_TRUE(co_await to.finish());
      };
      const std::string expected = text.substr(0, 1) + text.substr(0, 10) + text.substr(0, 100) + text.substr(0, 2889);
      tasks.spawn(sends(**pair.client));
      tasks.spawn(sends(**pair.server));
      EXPECT_TRUE(co_await read_all(**pair.server) == expected) << size;
      EXPECT_TRUE(co_await read_all(**pair.client) == expected) << size;
      co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    }
  });
}

TEST_F(TlsStreamTest, K1_AForeignAuthorityIsNotTrusted) {
  const Authority other;
  const auto result = verdict(other, ca, "proxy.test");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().stage, Stage::kTls);
  EXPECT_EQ(result.error().code, Code::kUntrusted);
}

TEST_F(TlsStreamTest, K1_TheSystemsStoreDoesNotKnowIt) {
  const auto system = TlsContext::client({"", {"h2"}});
  ASSERT_TRUE(system);
  run([&]() -> Task<> {
    const TlsPair pair = co_await make_tls_pair(loop, *system, ca.server());
    CO_ASSERT(!pair.client);
    EXPECT_EQ(pair.client.error().code, Code::kUntrusted);
  });
}

TEST_F(TlsStreamTest, K1_Expired) {
  const Authority expired({.names = {"proxy.test"}, .not_before = -48h, .not_after = -24h});
  const auto result = verdict(expired, expired, "proxy.test");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Code::kUntrusted);
  EXPECT_NE(result.error().detail.find("expired"), std::string::npos) << result.error().detail;
}

TEST_F(TlsStreamTest, K1_NotYetValid) {
  const Authority future({.names = {"proxy.test"}, .not_before = 24h, .not_after = 48h});
  EXPECT_FALSE(verdict(future, future, "proxy.test"));
}

TEST_F(TlsStreamTest, K1_TheNameCounts) {
  const Authority server({.names = {"proxy.test", "*.wild.test", "192.0.2.7", "2001:db8::7"}});
  struct Row {
    const char* name;
    bool good;
  };
  for (const Row& row :
       {Row{"proxy.test", true}, Row{"PROXY.test", true}, Row{"other.test", false}, Row{"a.wild.test", true},
        Row{"a.b.wild.test", false}, Row{"wild.test", false}, Row{"192.0.2.7", true}, Row{"192.0.2.8", false},
        Row{"2001:db8::7", true}, Row{"2001:db8::8", false}, Row{"proxy.test.evil.test", false}}) {
    const auto result = verdict(server, server, row.name);
    EXPECT_EQ(result.has_value(), row.good) << row.name;
    if (!result) {
      EXPECT_EQ(result.error().code, Code::kUntrusted) << row.name;
    }
  }
}

// An address must stand in the certificate as an address: its text as a DNS name, or as the subject, does not do.
TEST_F(TlsStreamTest, K1_AnAddressIsNoName) {
  const Authority server({.names = {"192.0.2.7.test"}});
  EXPECT_FALSE(verdict(server, server, "192.0.2.7"));
}

TEST_F(TlsStreamTest, NoProtocolInCommonIsAnError) {
  run([&]() -> Task<> {
    const TlsPair pair = co_await make_tls_pair(loop, ca.client({"h2"}), ca.server({"http/1.1"}));
    EXPECT_FALSE(pair.client);
    EXPECT_FALSE(pair.server);
  });
}

TEST_F(TlsStreamTest, X6_CloseNotifyIsAnEnd) {
  run([&]() -> Task<> {
    TlsPair pair = co_await make_tls_pair(loop, ca.client(), ca.server());
    CO_ASSERT(pair.client && pair.server);
    EXPECT_TRUE(co_await write(loop, **pair.server, "all of it"));
    EXPECT_TRUE(co_await (*pair.server)->finish());
    EXPECT_EQ(co_await read_all(**pair.client), "all of it");
    const auto again = co_await (*pair.client)->next();
    EXPECT_TRUE(again && again->empty());
    // The other direction goes on (TLS 1.3).
    EXPECT_TRUE(co_await write(loop, **pair.client, "an answer"));
    EXPECT_TRUE(co_await (*pair.client)->finish());
    EXPECT_EQ(co_await read_all(**pair.server), "an answer");
  });
}

TEST_F(TlsStreamTest, X6_WithoutCloseNotifyItIsACut) {
  enum class How { kReset, kDropped };
  for (const How how : {How::kReset, How::kDropped}) {
    run([&]() -> Task<> {
      TlsPair pair = co_await make_tls_pair(loop, ca.client(), ca.server());
      CO_ASSERT(pair.client && pair.server);
      EXPECT_TRUE(co_await write(loop, **pair.server, "part"));
      EXPECT_EQ(co_await read_at_least(**pair.client, 4), "part");
      if (how == How::kReset) {
        (*pair.server)->reset({Stage::kHttp, Code::kReset, "test"});
      } else {
        pair.server->reset();
      }
      const auto end = co_await (*pair.client)->next();
      CO_ASSERT(!end);
      EXPECT_TRUE(end.error().code == Code::kTruncated || end.error().code == Code::kReset) << end.error().detail;
    });
  }
}

TEST_F(TlsStreamTest, OwnResetFailsEveryVerbWithItsReason) {
  run([&]() -> Task<> {
    TlsPair pair = co_await make_tls_pair(loop, ca.client(), ca.server());
    CO_ASSERT(pair.client && pair.server);
    const Error why{Stage::kProxy, Code::kLimit, "why"};
    Result<ChunkQueue> next;
    std::optional<Error> failure;
    TaskSet tasks(loop);
    auto reads = [&]() -> Task<> { next = co_await (*pair.client)->next(); };
    auto watches = [&]() -> Task<> { failure = co_await (*pair.client)->failed(); };
    tasks.spawn(reads());
    tasks.spawn(watches());
    co_await settle(loop);
    (*pair.client)->reset(why);
    EXPECT_TRUE(co_await eventually(loop, [&] { return tasks.size() == 0; }, 5s));
    CO_ASSERT(!next && failure);
    EXPECT_EQ(next.error(), why);
    EXPECT_EQ(*failure, why);
    EXPECT_EQ(co_await write(loop, **pair.client, "x"), Result<>(std::unexpected(why)));
  });
}

TEST_F(TlsStreamTest, APeerThatClosesDuringTheHandshake) {
  run([&]() -> Task<> {
    SocketPair sockets = co_await make_socket_pair(loop);
    sockets.b.shutdown_send();
    const auto stream = co_await TlsStream::connect(std::move(sockets.a), ca.client(), "proxy.test");
    CO_ASSERT(!stream);
    EXPECT_EQ(stream.error().stage, Stage::kTls);
    EXPECT_EQ(stream.error().code, Code::kReset);
  });
}

TEST_F(TlsStreamTest, APeerThatDoesNotSpeakTls) {
  run([&]() -> Task<> {
    SocketPair sockets = co_await make_socket_pair(loop);
    TcpStream peer(std::move(sockets.b));
    EXPECT_TRUE(co_await write(loop, peer, "HTTP/1.1 400 Bad Request\r\n\r\n"));
    const auto stream = co_await TlsStream::connect(std::move(sockets.a), ca.client(), "proxy.test");
    CO_ASSERT(!stream);
    EXPECT_EQ(stream.error().stage, Stage::kTls);
    EXPECT_EQ(stream.error().code, Code::kProtocol);
  });
}

TEST_F(TlsStreamTest, DroppedDuringTheHandshake) {
  run([&]() -> Task<> {
    SocketPair sockets = co_await make_socket_pair(loop);
    TaskSet tasks(loop);
    auto connects = [&]() -> Task<> {
      static_cast<void>(co_await TlsStream::connect(std::move(sockets.a), ca.client(), "proxy.test"));
      ADD_FAILURE() << "not reached";
    };
    tasks.spawn(connects());
    co_await settle(loop);
  });
}

// A peer made of OpenSSL alone, on a thread of its own, which speaks no more than the given version.
class PlainPeer {
 public:
  PlainPeer(const SSL_METHOD* method, const Authority& ca, int version) {
    ::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes by itself here
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    ours = ends[0];
    ::fcntl(ours, F_SETFL, O_NONBLOCK);
    theirs_ = ends[1];
    context_ = SSL_CTX_new(method);
    SSL_CTX_set_security_level(context_, 0);  // which else forbids the old versions by itself
    SSL_CTX_set_cipher_list(context_, "ALL:@SECLEVEL=0");
    SSL_CTX_set_min_proto_version(context_, version);
    SSL_CTX_set_max_proto_version(context_, version);
    SSL_CTX_use_certificate_chain_file(context_, ca.made.certificate_file.c_str());
    SSL_CTX_use_PrivateKey_file(context_, ca.made.key_file.c_str(), SSL_FILETYPE_PEM);
    thread_ = std::thread([this] {
      SSL* ssl = SSL_new(context_);
      SSL_set_fd(ssl, theirs_);
      shaken_hands = (SSL_is_server(ssl) == 1 ? SSL_accept(ssl) : SSL_connect(ssl)) == 1;
      char byte = 0;
      if (shaken_hands) SSL_read(ssl, &byte, 1);  // until the other end goes
      SSL_free(ssl);
      ::shutdown(theirs_, SHUT_RDWR);
    });
  }
  ~PlainPeer() {
    join();
    ::close(theirs_);
    SSL_CTX_free(context_);
  }
  PlainPeer(const PlainPeer&) = delete;
  PlainPeer& operator=(const PlainPeer&) = delete;
  void join() {
    if (thread_.joinable()) thread_.join();
  }

  int ours = -1;
  bool shaken_hands = false;

 private:
  int theirs_ = -1;
  SSL_CTX* context_ = nullptr;
  std::thread thread_;
};

TEST_F(TlsStreamTest, K1_ServersBelowTls12AreRefused) {
  for (const int version : {TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION}) {
    PlainPeer peer(TLS_server_method(), ca, version);
    run([&]() -> Task<> {
      auto socket = Socket::adopt(loop, peer.ours, loopback(), Stage::kTcp);
      CO_ASSERT(socket);
      auto stream = co_await TlsStream::connect(std::move(*socket), ca.client({}), "proxy.test");
      EXPECT_EQ(stream.has_value(), version >= TLS1_2_VERSION) << version;
      if (!stream) {
        EXPECT_EQ(stream.error().stage, Stage::kTls);
      }
    });
    peer.join();
    EXPECT_EQ(peer.shaken_hands, version >= TLS1_2_VERSION);
  }
}

TEST_F(TlsStreamTest, K1_ClientsBelowTls12AreRefused) {
  for (const int version : {TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION}) {
    PlainPeer peer(TLS_client_method(), ca, version);
    run([&]() -> Task<> {
      auto socket = Socket::adopt(loop, peer.ours, loopback(), Stage::kTcp);
      CO_ASSERT(socket);
      auto stream = co_await TlsStream::accept(std::move(*socket), ca.server({}));
      EXPECT_EQ(stream.has_value(), version >= TLS1_2_VERSION) << version;
    });
    peer.join();
    EXPECT_EQ(peer.shaken_hands, version >= TLS1_2_VERSION);
  }
}

}  // namespace
}  // namespace culvert::test
