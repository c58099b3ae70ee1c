// Client, proxy and destination in one process, over real sockets and TLS.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "proxy/server.h"
#include "support/fake_resolver.h"
#include "support/memory_pipe.h"
#include "support/tls_pair.h"
#include "tunnel/tunnel.h"
#include "upstream/proxy_client.h"

namespace culvert::http {
inline void PrintTo(Version version, std::ostream* out) { *out << name_of(version); }
}  // namespace culvert::http

namespace culvert::test {

// A TCP server at a loopback port; `serve` is run for each connection.
class Destination {
 public:
  using Serve = std::function<Task<>(std::unique_ptr<TcpStream>)>;

  Destination(Loop& loop, Serve serve)
      : serve_(std::move(serve)),
        listener_(TcpListener::open(loop, loopback(), Stage::kTcp).value()),
        serving_(loop),
        accepting_(loop) {
    accepting_.spawn(accept_loop());
  }
  // Sends everything back, and then the end.
  explicit Destination(Loop& loop) : Destination(loop, echo) {}

  [[nodiscard]] http::HostPort at() const { return {"127.0.0.1", listener_.endpoint().port}; }
  [[nodiscard]] int accepted() const { return accepted_; }

  static Task<> echo(std::unique_ptr<TcpStream> stream) {
    for (;;) {
      auto bytes = co_await stream->next();
      if (!bytes) co_return;
      if (bytes->empty()) break;
      const std::size_t n = bytes->size();
      if (!co_await stream->write(std::move(*bytes))) co_return;
      stream->consume(n);
    }
    static_cast<void>(co_await stream->finish());
  }

 private:
  Task<> accept_loop() {
    for (;;) {
      auto stream = std::make_unique<TcpStream>(co_await listener_.accept());
      ++accepted_;
      serving_.spawn(serve_(std::move(stream)));
    }
  }
  Serve serve_;
  TcpListener listener_;
  int accepted_ = 0;
  TaskSet serving_;
  TaskSet accepting_;
};

// A proxy that accepts TLS and does what the test says with each connection.
class OddProxy {
 public:
  using Serve = std::function<Task<>(std::unique_ptr<TlsStream>)>;

  OddProxy(Loop& loop, const Authority& ca, Serve serve, std::vector<std::string> alpn = {"h2"})
      : tls_(ca.server(std::move(alpn))),
        serve_(std::move(serve)),
        listener_(TcpListener::open(loop, loopback(), Stage::kTcp).value()),
        serving_(loop),
        accepting_(loop) {
    accepting_.spawn(accept_loop());
  }
  [[nodiscard]] std::uint16_t port() const { return listener_.endpoint().port; }
  [[nodiscard]] int accepted() const { return accepted_; }

 private:
  Task<> accept_loop() {
    for (;;) {
      Socket socket = co_await listener_.accept();
      ++accepted_;
      serving_.spawn(shake_hands(std::move(socket)));
    }
  }
  Task<> shake_hands(Socket socket) {
    auto tls = co_await TlsStream::accept(std::move(socket), tls_);
    if (tls) co_await serve_(std::move(*tls));
  }
  TlsContext tls_;
  Serve serve_;
  TcpListener listener_;
  int accepted_ = 0;
  TaskSet serving_;
  TaskSet accepting_;
};

// The upstream side of a client: a pool of connections to the proxy, and the tunnels over them.
class Client {
 public:
  Client(Loop& loop, Resolver& resolver, TlsContext tls, OriginPool::Options pool_options,
         const ProxyClient::Options& options)
      : loop_(loop),
        pool(loop, resolver, std::move(tls), std::move(pool_options),
             {.on_connected = [this](const ConnectionInfo& c) { connected.push_back(c); },
              .on_disconnected = [this](const ConnectionInfo&, const Error& e) { disconnected.push_back(e); }}),
        proxy(loop, options, pool),
        tunnels(loop, [this](const Tunnel& t) { endings.push_back(t.result()); }, options.trace) {}

  // A tunnel, by its application's end; `early` is there before the request is made.
  Task<Result<std::unique_ptr<MemoryStream>>> open(http::HostPort target, std::string early = {}) {
    auto pipe = MemoryStream::make(loop_, {.capacity = 256 * 1024});
    if (!early.empty()) pipe.b->start_write(queue_of(loop_, early));
    ProxyClient::Opening mine{.id = ++last_id_};
    auto far = co_await proxy.open(target, *pipe.a, &mine);
    opening = mine;
    if (!far) co_return std::unexpected(std::move(far.error()));
    tunnels.add(mine.id, target.to_string(), std::move(pipe.a), std::move(*far));
    co_return std::move(pipe.b);
  }

 private:
  Loop& loop_;
  Tunnel::Id last_id_ = 0;

 public:
  std::vector<ConnectionInfo> connected;
  std::vector<Error> disconnected;
  std::vector<Result<>> endings;
  ProxyClient::Opening opening;  // of the last that was decided
  OriginPool pool;
  ProxyClient proxy;
  TunnelSet tunnels;
};

class World : public LoopTest {
 protected:
  // What client and proxy speak; both speak nothing else.
  [[nodiscard]] virtual http::Version version() const { return http::Version::kHttp2; }
  [[nodiscard]] proxy::Options proxy_options() const {
    proxy::Options options;
    options.listen = loopback();
    options.rules.uri_template = http::UriTemplate::parse_path(http::kDefaultTemplatePath).value();
    options.allow_private = true;
    return options;
  }
  [[nodiscard]] std::unique_ptr<proxy::Server> start_proxy(proxy::Options options) {
    return start_proxy_with({version()}, std::move(options));
  }
  [[nodiscard]] std::unique_ptr<proxy::Server> start_proxy_with(http::Versions versions, proxy::Options options) {
    options.versions = std::move(versions);
    TlsContext tls = ca.server(http::alpn_over_tcp(options.versions), early_data);
    auto server = std::make_unique<proxy::Server>(loop, names, std::move(tls), std::move(options),
                                                  [this](const proxy::Event& e) { proxy_events.push_back(e); });
    const auto opened = server->open();
    EXPECT_TRUE(opened) << opened.error().detail;
    return server;
  }
  [[nodiscard]] std::unique_ptr<proxy::Server> start_proxy() { return start_proxy(proxy_options()); }

  // A request for a tunnel as ProxyClient makes it, for tests that speak to the pool themselves.
  [[nodiscard]] static http::Request tunnel_request(const proxy::Server& server, const http::HostPort& target) {
    const http::HostPort origin{"127.0.0.1", server.endpoint().port};
    http::Request request;
    request.method = "CONNECT";
    request.protocol = default_revision().token;
    request.scheme = "https";
    request.authority = origin.to_string();
    request.path = http::UriTemplate::default_for(origin).expand(target);
    return request;
  }

  struct ClientOptions {
    std::uint16_t port = 0;
    http::Identity identity = {};
    std::vector<WireRevision> revisions{default_revision()};
    http::Versions versions = {};  // empty: that of the test
    std::size_t max_connections = 8;
    Duration connect_timeout = std::chrono::seconds(15);
    Duration answer_timeout = std::chrono::seconds(60);
    Duration continue_timeout{};
    Duration head_start = VersionMemory::kHeadStart;
    Duration first_pause = std::chrono::milliseconds(500);
    Duration longest_pause = std::chrono::seconds(60);
    bool classic = false;
  };
  [[nodiscard]] std::unique_ptr<Client> start_client(ClientOptions options, const Authority* trusted = nullptr) {
    return start_client_with((trusted != nullptr ? trusted : &ca)->client(), options);
  }
  // With sessions from before, if the context has any.
  [[nodiscard]] std::unique_ptr<Client> start_client_with(TlsContext tls, ClientOptions options) {
    OriginPool::Options pool;
    pool.host = "127.0.0.1";
    pool.port = options.port;
    pool.versions = options.versions.empty() ? http::Versions{version()} : options.versions;
    pool.max_connections = options.max_connections;
    pool.connect_timeout = options.connect_timeout;
    pool.head_start = options.head_start;
    pool.first_pause = options.first_pause;
    pool.longest_pause = options.longest_pause;
    ProxyClient::Options proxy;
    proxy.uri_template = http::UriTemplate::default_for({"127.0.0.1", options.port});
    proxy.revisions = options.revisions;
    proxy.classic_connect = options.classic;
    pool.extended_connect = !options.classic;
    proxy.identity = options.identity;
    proxy.answer_timeout = options.answer_timeout;
    proxy.continue_timeout = options.continue_timeout;
    pool.trace = &trace;
    proxy.trace = &trace;
    return std::make_unique<Client>(loop, names, std::move(tls), pool, proxy);
  }
  [[nodiscard]] std::unique_ptr<Client> start_client(const proxy::Server& server) {
    return start_client({.port = server.endpoint().port});
  }

  const Authority ca;
  bool early_data = false;  // taken by proxies
  FakeResolver names{loop};
  Trace trace;  // of all clients
  std::vector<proxy::Event> proxy_events;
};

// A test that is run over each version of HTTP: Suite.Name/Http3, Suite.Name/Http2, Suite.Name/Http11.
class EachVersion : public World, public testing::WithParamInterface<http::Version> {
 protected:
  [[nodiscard]] http::Version version() const override { return GetParam(); }
  // One connection carries all tunnels; over HTTP/1.1 each has its own, which ends with it.
  [[nodiscard]] bool shared() const { return version() != http::Version::kHttp11; }
};

inline const char* test_name(http::Version version) {
  if (version == http::Version::kHttp3) return "Http3";
  return version == http::Version::kHttp2 ? "Http2" : "Http11";
}

#define CULVERT_EACH_VERSION(suite)                                                                               \
  INSTANTIATE_TEST_SUITE_P(Over, suite,                                                                           \
                           testing::Values(http::Version::kHttp3, http::Version::kHttp2, http::Version::kHttp11), \
                           [](const auto& over) { return test::test_name(over.param); })

}  // namespace culvert::test
