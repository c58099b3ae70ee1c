// The sequence diagrams of draft-ietf-httpbis-connect-tcp §3.4, arrow by arrow, over every version of HTTP: once with
// our client as endpoint A and a proxy that follows the diagram, once with our proxy as endpoint B.
#include "capsule/wire_revision.h"
#include "integration/answering_proxy.h"
#include "integration/world.h"
#include "support/capsules.h"

namespace culvert::test {
namespace {

class Diagrams : public EachVersion {
 protected:
  // Endpoint A: our client, with a tunnel to a proxy that does this.
  using Script = std::function<Task<>(http::ServerStream&)>;
  Task<> as_endpoint_a(Script script) {
    proxy_b = std::make_unique<AnsweringProxy>(loop, ca, version(),
                                               [](const http::Request&) { return AnsweringProxy::status(200); });
    proxy_b->script = [this, script = std::move(script)](http::ServerStream& stream) -> Task<> {
      co_await script(stream);
      script_over.set();
    };
    client = start_client({.port = proxy_b->port()});
    auto opened = co_await client->open({"destination.test", 80});
    CO_ASSERT(opened);
    tcp_a = std::move(*opened);
  }

  // Endpoint B: our proxy, with a tunnel from a client that speaks capsules by hand to a destination, which is TCP B.
  Task<> as_endpoint_b() {
    destination = std::make_unique<Destination>(loop, [this](std::unique_ptr<TcpStream> stream) -> Task<> {
      tcp_b = std::move(stream);
      connected.set();
      co_return;
    });
    server = start_proxy();
    client = start_client(*server);
    request = tunnel_request(*server, destination->at());
    auto opened = co_await client->pool.open(request);
    CO_ASSERT(opened);
    endpoint_a = std::move(opened->stream);
    const auto response = co_await endpoint_a->response();
    CO_ASSERT(response && response->switched());
    co_await connected.wait();
  }

  std::unique_ptr<AnsweringProxy> proxy_b;
  std::unique_ptr<MemoryStream> tcp_a;
  Event script_over{loop};
  Event connected{loop};
  std::unique_ptr<Destination> destination;
  std::unique_ptr<proxy::Server> server;
  std::unique_ptr<Client> client;
  http::Request request;
  std::unique_ptr<http::ClientStream> endpoint_a;
  std::unique_ptr<TcpStream> tcp_b;
};

// ---- Simple graceful termination -------------------------------------------------------------------------------

TEST_P(Diagrams, X1_X2_X3_GracefulTerminationOfEndpointA) {
  run([&]() -> Task<> {
    Event had_data(loop);
    co_await as_endpoint_a([&](http::ServerStream& stream) -> Task<> {
      EXPECT_EQ(co_await read_at_least(stream, 1), data_capsule("abc"));
      had_data.set();
      EXPECT_EQ(co_await read_at_least(stream, 1), final_capsule());
      EXPECT_TRUE(co_await write(loop, stream, final_capsule()));
      EXPECT_TRUE(co_await stream.finish());
      EXPECT_EQ(co_await read_all(stream), "") << "the end of the stream, and nothing before it";
    });
    CO_ASSERT(co_await write(loop, *tcp_a, "abc"));
    co_await had_data.wait();
    CO_ASSERT(co_await tcp_a->finish());
    EXPECT_EQ(co_await read_all(*tcp_a), "") << "FIN";
    co_await script_over.wait();
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->endings.size() == 1; }));
    EXPECT_TRUE(client->endings.front());
  });
}

TEST_P(Diagrams, X1_X2_X3_GracefulTerminationOfEndpointB) {
  run([&]() -> Task<> {
    co_await as_endpoint_b();
    CO_ASSERT(co_await write(loop, *endpoint_a, data_capsule("abc")));
    EXPECT_EQ(co_await read_at_least(*tcp_b, 3), "abc");
    CO_ASSERT(co_await write(loop, *endpoint_a, final_capsule()));
    EXPECT_EQ(co_await read_all(*tcp_b), "") << "FIN";
    CO_ASSERT(co_await tcp_b->finish());
    EXPECT_EQ(co_await read_at_least(*endpoint_a, 1), final_capsule());
    if (shared()) {  // over HTTP/1.1 both ends of the stream are one: who is first closes TLS
      EXPECT_EQ(co_await read_all(*endpoint_a), "") << "the end of the stream";
    }
    CO_ASSERT(co_await endpoint_a->finish());
    EXPECT_TRUE(co_await eventually(loop, [&] { return server->tunnels() == 0; }));
    const auto* closed = std::get_if<proxy::event::Closed>(&proxy_events.back());
    for (const auto& e : proxy_events) {
      if (const auto* c = std::get_if<proxy::event::Closed>(&e)) closed = c;
    }
    CO_ASSERT(closed != nullptr);
    EXPECT_TRUE(closed->result) << closed->result.error().detail;
  });
}

// ---- Simple TCP RST termination --------------------------------------------------------------------------------

TEST_P(Diagrams, X4_RstOfTcpAReachesTheProxy) {
  run([&]() -> Task<> {
    co_await as_endpoint_a([&](http::ServerStream& stream) -> Task<> {
      const auto bytes = co_await stream.next();
      EXPECT_FALSE(bytes) << "a reset, and no end";
    });
    tcp_a->reset({Stage::kLocal, Code::kReset, "test"});
    co_await script_over.wait();
  });
}

TEST_P(Diagrams, X5_AResetStreamBecomesRstOfTcpB) {
  run([&]() -> Task<> {
    co_await as_endpoint_b();
    endpoint_a->reset({Stage::kLocal, Code::kReset, "test"});
    const auto bytes = co_await tcp_b->next();
    CO_ASSERT(!bytes);
    EXPECT_EQ(bytes.error().code, Code::kReset);
  });
}

TEST_P(Diagrams, X4_RstOfTcpBReachesTheClient) {
  run([&]() -> Task<> {
    co_await as_endpoint_b();
    tcp_b->reset({Stage::kLocal, Code::kReset, "test"});
    EXPECT_FALSE(co_await endpoint_a->next()) << "a reset, and no end";
  });
}

// ---- Time-out --------------------------------------------------------------------------------------------------

TEST_P(Diagrams, X4_ATimeoutOfEndpointAIsNoEnd) {
  run([&]() -> Task<> {
    Event had_data(loop);
    co_await as_endpoint_a([&](http::ServerStream& stream) -> Task<> {
      EXPECT_EQ(co_await read_at_least(stream, 1), data_capsule("abc"));
      had_data.set();
      EXPECT_FALSE(co_await stream.next()) << "over HTTP/1.1: no close_notify";
    });
    CO_ASSERT(co_await write(loop, *tcp_a, "abc"));
    co_await had_data.wait();
    EXPECT_TRUE(client->tunnels.close(1, {Stage::kLocal, Code::kTimedOut, "test"}));
    co_await script_over.wait();
    EXPECT_TRUE(tcp_a->reset_by_peer());
  });
}

TEST_P(Diagrams, X5_AClientThatVanishesIsRstOfTcpB) {
  run([&]() -> Task<> {
    co_await as_endpoint_b();
    CO_ASSERT(co_await write(loop, *endpoint_a, data_capsule("abc")));
    EXPECT_EQ(co_await read_at_least(*tcp_b, 3), "abc");
    endpoint_a.reset();
    client.reset();  // its connections, too
    const auto bytes = co_await tcp_b->next();
    CO_ASSERT(!bytes);
    EXPECT_EQ(bytes.error().code, Code::kReset);
  });
}

// ---- RST after FIN ---------------------------------------------------------------------------------------------

// As far as the first reset: once both directions have ended, what the system still delivers to TCP A is its own
// matter, and an RST that answers it reaches nobody.
TEST_P(Diagrams, X4_RstAfterFinReachesTheProxy) {
  run([&]() -> Task<> {
    Event had_end(loop);
    co_await as_endpoint_a([&](http::ServerStream& stream) -> Task<> {
      EXPECT_EQ(co_await read_at_least(stream, 1), final_capsule());
      EXPECT_TRUE(co_await write(loop, stream, data_capsule("abc")));
      had_end.set();
      EXPECT_FALSE(co_await stream.next()) << "a reset, and no end";
    });
    CO_ASSERT(co_await tcp_a->finish());
    co_await had_end.wait();
    EXPECT_EQ(co_await read_at_least(*tcp_a, 3), "abc");
    tcp_a->reset({Stage::kLocal, Code::kReset, "test"});
    co_await script_over.wait();
  });
}

TEST_P(Diagrams, X5_AResetAfterFinalDataBecomesRstOfTcpB) {
  run([&]() -> Task<> {
    co_await as_endpoint_b();
    CO_ASSERT(co_await write(loop, *endpoint_a, final_capsule()));
    EXPECT_EQ(co_await read_all(*tcp_b), "") << "FIN";
    CO_ASSERT(co_await write(loop, *tcp_b, "abc"));
    EXPECT_EQ(co_await read_at_least(*endpoint_a, 1), data_capsule("abc"));
    endpoint_a->reset({Stage::kLocal, Code::kReset, "test"});
    const Error failure = co_await tcp_b->failed();
    EXPECT_EQ(failure.code, Code::kReset);
  });
}

CULVERT_EACH_VERSION(Diagrams);

}  // namespace
}  // namespace culvert::test
