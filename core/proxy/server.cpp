#include "proxy/server.h"

#include "capsule/capsule_stream.h"
#include "http/h1/connection.h"
#include "http/h2/session.h"
#include "http/h3/session.h"
#include "net/dialer.h"
#include "net/first_of.h"
#include "net/tcp_stream.h"
#include "net/with_timeout.h"
#include "tls/tls_stream.h"

namespace culvert::proxy {

namespace {
constexpr int kPortTries = 8;
constexpr std::size_t kHashingThreads = 2;  // of passwords; what they leave is for the tunnels
}  // namespace

// Lives in the frame of serve(), and so do its requests: they end with the connection.
struct Server::Client {
  Client(Loop& loop, std::uint64_t number, bool behind_gateway)
      : id(number), gateway(behind_gateway), answering(loop) {}
  // Whose tunnels are counted together; empty: nobody's, since a gateway's address stands for everybody.
  [[nodiscard]] std::string payer(const std::string& user) const {
    if (!user.empty()) return "user " + user;
    return gateway ? "" : network_of(address.address).to_string();
  }

  std::uint64_t id;
  bool gateway;
  Endpoint address;
  std::unique_ptr<http::ServerConnection> http;
  http::KeyExporter exporter;  // of the connection below `http`; empty in cleartext
  TaskSet answering;
};

Server::Server(Loop& loop, Resolver& resolver, TlsContext tls, Options options, Listener on_event)
    : loop_(loop),
      resolver_(resolver),
      tls_(std::move(tls)),
      options_(std::move(options)),
      on_event_(std::move(on_event)),
      hashing_(loop, kHashingThreads),
      connection_limit_(options_.limits.connections),
      tunnel_limit_(options_.limits),
      tunnels_(loop,
               [this](const Tunnel& t) {
                 permits_.erase(t.id());
                 on_event_(event::Closed{t.id(), t.label(), t.traffic(), t.result()});
               }),
      serving_(loop),
      accepting_(loop) {}

Server::~Server() = default;

Result<> Server::open() {
  for (int tries = 1;; ++tries) {
    auto opened = open_secure();
    if (opened) break;
    // The system chose a port for TCP that somebody has for UDP.
    if (options_.listen.port != 0 || tries == kPortTries) return opened;
  }
  if (options_.cleartext) {
    auto cleartext = TcpListener::open(loop_, *options_.cleartext, Stage::kTcp);
    if (!cleartext) return std::unexpected(std::move(cleartext.error()));
    cleartext_ = std::make_unique<TcpListener>(std::move(*cleartext));
    accepting_.spawn(accept_loop(*cleartext_, false));
  }
  if (!options_.cleartext_path.empty()) {
    auto local =
        TcpListener::open_local(loop_, options_.cleartext_path, Stage::kTcp, TcpListener::Access::kOwnerAndGroup);
    if (!local) return std::unexpected(std::move(local.error()));
    local_ = std::make_unique<TcpListener>(std::move(*local));
    accepting_.spawn(accept_loop(*local_, false));
  }
  return {};
}

Result<> Server::open_secure() {
  endpoint_ = options_.listen;
  if (!http::alpn_over_tcp(options_.versions).empty()) {
    if (auto opened = open_tcp(); !opened) return opened;
  }
  if (http::contains(options_.versions, http::Version::kHttp3)) {
    if (auto opened = open_quic(); !opened) return opened;
  }
  if (listener_ != nullptr) accepting_.spawn(accept_loop(*listener_, true));
  return {};
}

Result<> Server::open_tcp() {
  auto listener = TcpListener::open(loop_, options_.listen, Stage::kTcp);
  if (!listener) return std::unexpected(std::move(listener.error()));
  listener_ = std::make_unique<TcpListener>(std::move(*listener));
  endpoint_ = listener_->endpoint();
  return {};
}

// At the port that TCP has, also if the system chose it.
Result<> Server::open_quic() {
  auto listener = quic::Listener::open(
      loop_, endpoint_, tls_, std::string(http::alpn_of(http::Version::kHttp3)),
      h3::with_http3(options_.quic, options_.h3),
      [this](std::unique_ptr<quic::Connection> transport) {
        const quic::Connection& below = *transport;
        serving_.spawn(serve_quic(h3::make_server(loop_, std::move(transport), options_.h3), below));
      },
      [this](const Endpoint& client) {
        if (connection_limit_.has_room(client.address)) return true;
        tell_of_limit(++last_connection_, client);
        return false;
      });
  if (!listener) return std::unexpected(std::move(listener.error()));
  quic_listener_ = std::move(*listener);
  endpoint_ = quic_listener_->endpoint();
  return {};
}

const Endpoint& Server::endpoint() const { return endpoint_; }
const Endpoint& Server::cleartext_endpoint() const { return cleartext_->endpoint(); }

Task<> Server::accept_loop(TcpListener& listener, bool secure) {
  while (!draining_) serving_.spawn(serve(co_await listener.accept(), secure));
}

// What ALPN has chosen is spoken; a client that knows nothing of ALPN speaks HTTP/1.1.
Task<Result<>> Server::begin(Client& client, Socket socket, bool secure, TlsInfo& info) {
  if (!secure) {  // what the gateway's client asked for is https all the same
    client.http = h1::make_server(loop_, std::make_unique<TcpStream>(std::move(socket)), options_.h1);
    co_return Result<>{};
  }
  auto tls = co_await with_timeout(loop_, options_.handshake_timeout, TlsStream::accept(std::move(socket), tls_));
  if (!tls) co_return fail(Stage::kTls, Code::kTimedOut, "no handshake in time");
  if (!*tls) co_return std::unexpected(std::move(tls->error()));
  info = (**tls)->info();
  client.exporter = http::exporter_of(***tls);
  if (info.alpn == http::alpn_of(http::Version::kHttp2)) {
    client.http = h2::make_server(loop_, std::move(**tls), options_.h2);
  } else if (http::contains(options_.versions, http::Version::kHttp11)) {
    client.http = h1::make_server(loop_, std::move(**tls), options_.h1);
  } else {
    co_return fail(Stage::kTls, Code::kUnsupported, "the client names no version of HTTP (ALPN)");
  }
  co_return Result<>{};
}

Task<> Server::serve(Socket socket, bool secure) {
  Client client(loop_, ++last_connection_, !secure);
  client.address = socket.remote();
  const auto permit = admit(client);
  if (!permit) co_return;
  socket.detect_dead_peer(options_.h2.patience.silence_limit);
  TlsInfo tls;
  if (const auto begun = co_await begin(client, std::move(socket), secure, tls); !begun) {
    on_event_(event::Disconnected{client.id, client.address, begun.error()});
    co_return;
  }
  co_await serve_requests(client, std::move(tls));
}

Task<> Server::serve_quic(std::unique_ptr<http::ServerConnection> connection, const quic::Connection& transport) {
  Client client(loop_, ++last_connection_, false);
  client.http = std::move(connection);
  client.address = transport.facts().remote;
  client.exporter = http::exporter_of(transport);
  // Requests in early data, if that is taken, come before the handshake is complete.
  std::unique_ptr<http::ServerStream> first;
  const bool established = co_await first_of([&](Waiter& w) { return transport.poll_established(w); },
                                             [&](Waiter& w) -> Poll<bool> {
                                               auto stream = client.http->poll_accept(w);
                                               if (!stream) return {};
                                               if (*stream) first = std::move(**stream);
                                               return first != nullptr;
                                             });
  if (!established) {
    const auto none = co_await client.http->accept();
    on_event_(event::Disconnected{client.id, client.address, none.error()});
    co_return;
  }
  const auto permit = admit(client);  // not before: others could have taken the room from this address
  if (!permit) co_return;
  if (first != nullptr) client.answering.spawn(answer(client, std::move(first)));
  co_await serve_requests(client, transport.facts().tls);
}

// Nothing: it has as many connections as it may have.
std::optional<ConnectionLimit::Permit> Server::admit(const Client& client) {
  if (client.gateway) return ConnectionLimit::Permit();
  auto permit = connection_limit_.admit(client.address.address);
  if (!permit) tell_of_limit(client.id, client.address);
  return permit;
}

// Of the first one only: whoever comes too often does not fill the log.
void Server::tell_of_limit(std::uint64_t connection, const Endpoint& client) {
  if (!connection_limit_.is_news(client.address)) return;
  const Error why{Stage::kProxy, Code::kLimit, "too many connections at once, this one and more are closed"};
  on_event_(event::Disconnected{connection, client, why});
}

Task<> Server::serve_requests(Client& client, TlsInfo tls) {
  on_event_(event::Connected{client.id, client.address, client.http->version(), std::move(tls)});
  const auto place = clients_.insert(clients_.end(), &client);
  if (draining_) client.http->drain();
  // Looked at twice within the time, and closed when it is found idle for the second time.
  Timer look(loop_);
  bool quiet = false;
  bool leaving = false;
  look.start(options_.idle_timeout / 2);
  using Arrival = Result<std::unique_ptr<http::ServerStream>>;
  for (;;) {
    auto stream = co_await first_of([&](Waiter& w) { return client.http->poll_accept(w); },
                                    [&](Waiter& w) -> Poll<Arrival> {
                                      if (!look.poll_expired(w)) return {};
                                      return Arrival(nullptr);
                                    });
    if (!stream) {
      on_event_(event::Disconnected{client.id, client.address, stream.error()});
      break;
    }
    if (*stream != nullptr) {
      quiet = false;
      client.answering.spawn(answer(client, std::move(*stream)));
      continue;
    }
    const bool idle = client.http->streams() == 0;
    if (idle && leaving) {
      const Error slow{Stage::kHttp, Code::kTimedOut, "idle for long, and slow to close"};
      on_event_(event::Disconnected{client.id, client.address, slow});
      break;
    }
    if (idle && quiet) {
      client.http->drain();
      leaving = true;
    }
    quiet = idle;
    look.start(leaving ? options_.handshake_timeout : options_.idle_timeout / 2);
  }
  clients_.erase(place);
}

Task<> Server::answer(Client& client, std::unique_ptr<http::ServerStream> stream) {
  if (!co_await authenticate(stream->request())) {
    co_await refuse(client, *stream, {503, {Stage::kProxy, Code::kLimit, "too many new passwords at once"}, {}});
    co_return;
  }
  auto verdict = judge(stream->request(), options_.rules, client.exporter ? &client.exporter : nullptr);
  if (auto* refused = std::get_if<Refused>(&verdict)) {
    co_await refuse(client, *stream, std::move(*refused));
    co_return;
  }
  const Accepted& accepted = std::get<Accepted>(verdict);
  std::string destination = accepted.target.to_string();
  if (auto denied = options_.policy.judge_name(accepted.target)) {
    co_await refuse(client, *stream, denied_by_name(std::move(destination), std::move(denied->rule)));
    co_return;
  }
  const std::string payer = client.payer(accepted.user);
  auto permit = payer.empty() ? std::expected<TunnelLimit::Permit, TunnelLimit::Refusal>()
                              : tunnel_limit_.admit(payer, loop_.now());
  if (!permit) {
    TunnelLimit::Refusal& r = permit.error();
    co_await refuse(client, *stream, too_much(std::move(destination), std::move(r.why), r.retry_after));
    co_return;
  }
  if (expects_continue(stream->request())) stream->say_continue();
  std::string rule;
  auto socket = co_await connect(accepted.target, *stream, rule);
  if (!socket) {
    auto refused = refusal_for(std::move(socket.error()), std::move(destination));
    if (refused.error.code == Code::kDenied) refused.rule = std::move(rule);
    co_await refuse(client, *stream, std::move(refused));
    co_return;
  }
  const std::string next_hop = socket->remote().address.to_string();
  stream->respond(success(options_.name, next_hop));
  const Tunnel::Id id = ++last_tunnel_;
  on_event_(event::Opened{id, client.id, destination, next_hop, accepted.user});
  auto capsules = std::make_unique<CapsuleStream>(loop_, std::move(stream), *accepted.revision);
  if (draining_) capsules->wrap_up();
  permits_.emplace(id, std::move(*permit));
  tunnels_.add(id, std::move(destination), std::make_unique<TcpStream>(std::move(*socket)), std::move(capsules));
}

Task<bool> Server::authenticate(const http::Request& request) {
  if (judge_shape(request, options_.rules)) co_return true;  // refused for less than a password
  http::UserFile* users = options_.rules.users.get();
  const auto authorization = users != nullptr ? request.fields.get("authorization") : std::nullopt;
  if (!authorization) co_return true;
  for (;;) {
    auto question = users->question(*authorization);
    if (!question) co_return true;
    if (const auto it = asking_.find(*authorization); it != asking_.end()) {
      const std::shared_ptr<culvert::Event> answered = it->second;
      co_await answered->wait();
      continue;
    }
    // Whoever comes with the same words meanwhile waits for this answer, also if this task is dropped.
    struct Asking {
      Server& server;
      const std::string& key;
      std::shared_ptr<culvert::Event> answered = std::make_shared<culvert::Event>(server.loop_);
      ~Asking() {
        server.asking_.erase(key);
        answered->set();
      }
    } asking{*this, *authorization};
    asking_.emplace(*authorization, asking.answered);
    const auto right = co_await hashing_.run(std::move(question->ask));
    if (!right) co_return false;
    users->learn(*authorization, question->user, *right);
    co_return true;
  }
}

// `rule`: the first that denies one of the addresses. Both outlive the task.
Task<Result<Socket>> Server::connect(const http::HostPort& target, http::ServerStream& stream, std::string& rule) {
  DialOptions options{.connect_stage = Stage::kDestination, .timeout = options_.connect_timeout};
  options.allowed = [&](const Endpoint& e) {
    auto denied = options_.policy.judge_address(target, e.address, options_.allow_private);
    if (denied && rule.empty()) rule = std::move(denied->rule);
    return !denied;
  };
  // A client that gives up ends the attempt.
  auto dialed = co_await unless(loop_, dial(loop_, resolver_, target.host, target.port, std::move(options)),
                                [&stream](Waiter& w) { return stream.poll_failed(w); });
  if (!dialed) co_return fail(Stage::kHttp, Code::kClosed, "the client gave up");
  co_return std::move(*dialed);
}

Task<> Server::refuse(const Client& client, http::ServerStream& stream, proxy::Refused refused) {
  refused = as_said_over(client.http->version(), std::move(refused));
  stream.respond(answer_for(refused, options_.name));
  on_event_(
      event::Refused{client.id, refused.destination, refused.status, refused.error, refused.rule, refused.question});
  static_cast<void>(co_await stream.finish());
}

void Server::drain() {
  if (draining_) return;
  draining_ = true;
  listener_.reset();
  quic_listener_.reset();
  cleartext_.reset();
  local_.reset();
  tunnels_.wrap_up();
  for (Client* client : clients_) client->http->drain();
}

Poll<bool> Server::poll_drained(Waiter& w) { return serving_.poll_empty(w); }

}  // namespace culvert::proxy
