#include "upstream/proxy_client.h"

#include <algorithm>
#include <array>
#include <optional>

#include "capsule/capsule_stream.h"
#include "http/connect_stream.h"
#include "http/h1/heads.h"
#include "http/proxy_status.h"
#include "net/first_of.h"
#include "net/with_timeout.h"

namespace culvert {

namespace {

constexpr std::size_t kMaxErrorBody = 64 * 1024;
constexpr int kTooEarly = 425;  // RFC 8470 §5.2
constexpr int kUpgradeRequired = 426;
constexpr int kNotImplemented = 501;

// Whether a refusal may mean that the server does not know this protocol. A proxy that knows it says what was wrong.
bool may_be_unknown(const http::Response& response) {
  if (const auto field = response.fields.get("proxy-status")) {
    const auto entries = http::parse_proxy_status(*field);
    if (entries && std::ranges::any_of(*entries, [](const http::ProxyStatus& e) { return e.error.has_value(); })) {
      return false;
    }
  }
  constexpr std::array kUnknown{400, 404, 405, 426, 501};
  return std::ranges::find(kUnknown, response.status) != kUnknown.end();
}

// Where the proxy has connected to, if it says so (RFC 9209 §2.1.2).
std::string next_hop_of(const http::Response& response) {
  const auto field = response.fields.get("proxy-status");
  const auto entries = field ? http::parse_proxy_status(*field) : fail(Stage::kHttp, Code::kInvalid);
  if (!entries || entries->empty()) return {};
  return entries->front().next_hop.value_or("");
}

// The body of an answer that is not a tunnel is taken off the connection, within bounds (requirement R5).
Task<> drain(http::ClientStream& stream) {
  std::size_t taken = 0;
  while (taken < kMaxErrorBody) {
    const auto body = co_await stream.next();
    if (!body || body->empty()) co_return;
    taken += body->size();
    stream.consume(body->size());
  }
  stream.cancel();
}

}  // namespace

// The application's first bytes, which went out before it was known whether there is a tunnel.
struct ProxyClient::Early {
  ByteStream& application;
  ChunkQueue sent;
  bool over = false;  // the application sends no more, or enough was taken

  [[nodiscard]] ChunkQueue copy(ChunkPool& pool) const {
    if (sent.empty()) return {};
    Chunk all = Chunk::with_room(pool, sent.size());
    sent.copy_to(all.tail_room());
    all.append(sent.size());
    return ChunkQueue(std::move(all));
  }
  // They go along with the request, and are kept. Nothing is the end, which stays there for the tunnel to find.
  void pass_on(ChunkQueue bytes, ChunkPool& pool, FarStream& far) {
    const std::size_t n = bytes.size();
    over = n == 0 || sent.size() + n > kMaxEarly - ChunkPool::kBlock;  // another read might be too much
    if (n == 0) return;
    bytes.own(pool);
    Chunk kept = Chunk::with_room(pool, n);
    bytes.copy_to(kept.tail_room());
    kept.append(n);
    sent.push(std::move(kept));
    far.start_write(std::move(bytes));
    application.consume(n);
  }
};

// The requests for one tunnel, and what became of the last besides a tunnel.
struct ProxyClient::Attempt {
  Attempt(Opening& o, const WireRevision* r) : opening(o), revision(r) {}
  Opening& opening;
  const WireRevision* const revision;  // null: by classic CONNECT
  std::uint64_t connection = 0;
  bool taken = false;  // the proxy says that it has the request
  OriginPool::Timing timing = OriginPool::Timing::kEarly;
  bool unknown = false;                      // the answer says that the protocol is not known there
  bool extended_connect = false;             // the connection would take an upgrade
  std::optional<std::string> authorization;  // that was sent
  int asked = 0;                             // how many answers asked for credentials
  bool again = false;                        // the next one may get another answer
};

http::Request ProxyClient::request_for(const WireRevision* revision, const http::HostPort& target) const {
  http::Request request;
  request.method = "CONNECT";
  if (revision == nullptr) {
    request.authority = target.to_string();
    return request;
  }
  request.protocol = revision->token;
  request.scheme = options_.uri_template.scheme();
  request.authority = options_.uri_template.authority();
  request.path = options_.uri_template.expand(target);
  request.fields.add("capsule-protocol", "?1");
  if (options_.continue_timeout != Duration::zero()) request.fields.add("expect", "100-continue");
  return request;
}

void ProxyClient::tell(Attempt& how, Step step, std::string_view text, std::uint64_t value) const {
  how.opening.step = step;
  how.opening.connection = how.connection;
  if (options_.trace == nullptr) return;
  options_.trace->add(loop_.now(), {.connection = how.connection, .tunnel = how.opening.id}, step, text, value);
}

Task<Result<std::unique_ptr<FarStream>>> ProxyClient::open(http::HostPort target, ByteStream& application,
                                                           Opening* opening) {
  Opening unwatched;
  if (opening == nullptr) opening = &unwatched;
  Early early{application, {}};
  std::optional<Error> refused;
  if (classic_) {
    Attempt how(*opening, nullptr);
    auto opened = co_await open_with(target, early, how);
    if (!how.unknown) co_return opened;
    refused = std::move(opened.error());
  }
  const std::size_t count = options_.revisions.size();
  const std::size_t first = accepted_;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t revision = (first + i) % count;
    Attempt how(*opening, &options_.revisions[revision]);
    auto opened = co_await open_with(target, early, how);
    if (opened) {
      accepted_ = revision;
      classic_ = false;  // remembered, since asking twice takes twice as long (connect-tcp §5.2)
    }
    if (!how.unknown) co_return opened;
    if (!refused) refused = std::move(opened.error());
  }
  co_return std::unexpected(std::move(*refused));
}

Task<ProxyClient::Opened> ProxyClient::open_with(const http::HostPort& target, Early& early, Attempt& how) {
  const http::Request request = request_for(how.revision, target);
  // Nothing says that a classic CONNECT may be replayed, as connect-tcp §4.1 does (RFC 8470 §4).
  if (authenticator_.bound_to_connection() || how.revision == nullptr) {
    how.timing = OriginPool::Timing::kAfterHandshake;
  }
  for (int tries = 1;;) {
    how.again = false;
    auto opened = co_await with_timeout(loop_, options_.answer_timeout, attempt(request, early, how));
    if (!opened) co_return fail(Stage::kProxy, Code::kTimedOut, "the proxy did not answer in time");
    const bool again = !*opened && opened->error().code == Code::kRetryable && tries++ != kTries;
    if (!again && !how.again) co_return std::move(*opened);
    tell(how, Step::kAgain, opened->error().detail);
  }
}

Error ProxyClient::refused(const http::Response& response, Attempt& how) {
  http::Authenticator& auth = authenticator(how);
  how.unknown =
      how.revision != nullptr ? may_be_unknown(response) : how.extended_connect && wants_connect_tcp(response);
  if (response.status != auth.status()) return auth.explained(http::error_of(response), response);
  auto refusal = auth.refused(response, how.authorization);
  how.again = refusal.again && ++how.asked <= kMaxAsked;
  return std::move(refusal.error);
}

// What a classic CONNECT proxy answers that may only know connect-tcp (connect-tcp §5.2).
bool ProxyClient::wants_connect_tcp(const http::Response& response) const {
  if (response.status == kNotImplemented) return true;
  const auto upgrade = response.fields.get("upgrade");
  if (response.status != kUpgradeRequired || !upgrade) return false;
  const auto named = [&](std::string_view token) { return h1::has_member(*upgrade, token); };
  return std::ranges::any_of(upgrade_tokens(), named) ||
         std::ranges::any_of(options_.revisions, named, &WireRevision::token);
}

http::Authenticator& ProxyClient::authenticator(const Attempt& how) {
  return how.revision != nullptr ? authenticator_ : classic_authenticator_;
}

Result<http::Request> ProxyClient::authorized(const http::Request& request, const OriginPool::Carrier& carrier,
                                              Attempt& how) {
  const bool http11 = carrier.version == http::Version::kHttp11;
  how.extended_connect = http11 || carrier.extended_connect;
  if (how.revision != nullptr && !how.extended_connect) {
    return fail(Stage::kHttp, Code::kUnsupported, "this server does not offer extended CONNECT");
  }
  http::Authenticator& auth = authenticator(how);
  const std::string_view method = http11 && how.revision != nullptr ? "GET" : "CONNECT";
  auto value = auth.authorization(request, method, carrier.exporter);
  if (!value) return std::unexpected(std::move(value.error()));
  how.authorization = std::move(*value);
  http::Request whole = request;
  if (how.authorization) whole.fields.add(auth.field(), *how.authorization);
  return whole;
}

std::unique_ptr<FarStream> ProxyClient::far_stream(std::unique_ptr<http::ClientStream> http, const Attempt& how) {
  if (how.revision == nullptr) return std::make_unique<http::ConnectStream>(std::move(http));
  return std::make_unique<CapsuleStream>(loop_, std::move(http), *how.revision);
}

void ProxyClient::learn_from(const http::Response& response, Attempt& how) {
  tell(how, Step::kAnswer, next_hop_of(response), static_cast<std::uint64_t>(response.status));
  // Of whose origin a classic proxy speaks nobody knows (connect-tcp §1.2).
  const auto services = how.revision == nullptr ? std::nullopt : response.fields.get("alt-svc");
  if (services) pool_.told(http::parse_alt_svc(*services));
  http::Authenticator& auth = authenticator(how);
  if (how.authorization && response.status != auth.status()) auth.taken(response);
}

Task<ProxyClient::Opened> ProxyClient::attempt(const http::Request& request, Early& early, Attempt& how) {
  const bool classic = how.revision == nullptr;
  how.connection = 0;
  how.taken = false;
  tell(how, Step::kWaiting);
  auto opened = co_await pool_.open(
      [&](const OriginPool::Carrier& carrier) { return authorized(request, carrier, how); }, how.timing);
  if (!opened) co_return std::unexpected(std::move(opened.error()));
  how.connection = opened->connection;
  tell(how, Step::kRequest, classic ? std::string_view("CONNECT") : how.revision->token);
  const std::shared_ptr<OriginPool::Early> early_data = std::move(opened->early);
  if (early_data != nullptr) how.timing = OriginPool::Timing::kAfterEarly;  // from the next attempt on
  http::ClientStream& http = *opened->stream;
  auto far = far_stream(std::move(opened->stream), how);
  if (!early.sent.empty()) far->start_write(early.copy(loop_.pool()));  // never to a classic proxy, which is first

  Timer unheard(loop_);  // runs until the proxy says that it has the request
  if (options_.continue_timeout != Duration::zero() && !classic) unheard.start(options_.continue_timeout);
  Poll<Result<http::Response>> response;
  while (!response) {
    Poll<Result<ChunkQueue>> bytes;
    bool late = false;
    co_await first_of(
        [&](Waiter& w) -> Poll<bool> {
          response = http.poll_response(w);
          if (http.continued() && !std::exchange(how.taken, true)) {
            tell(how, Step::kTaken);
            unheard.cancel();
          }
          return response ? Poll<bool>(true) : std::nullopt;
        },
        [&](Waiter& w) -> Poll<bool> {
          if (early.over || classic) {
            if (const auto failure = early.application.poll_failed(w)) bytes = std::unexpected(*failure);
          } else {
            bytes = early.application.poll_next(w);
          }
          return bytes ? Poll<bool>(true) : std::nullopt;
        },
        [&](Waiter& w) -> Poll<bool> {
          return early_data != nullptr ? early_data->superseded.poll_set(w) : std::nullopt;
        },
        [&](Waiter& w) -> Poll<bool> {
          late = unheard.poll_expired(w).has_value();
          return late ? Poll<bool>(true) : std::nullopt;
        });
    if (late && !response) {
      http.cancel();
      co_return fail(Stage::kProxy, Code::kTimedOut, "the proxy did not take the request in time");
    }
    if (!response && early_data != nullptr && early_data->superseded.is_set()) {
      http.cancel();
      co_return fail(Stage::kHttp, Code::kRetryable, "another connection was quicker");
    }
    if (!bytes) continue;
    if (!*bytes) {
      http.cancel();
      co_return std::unexpected(std::move(bytes->error()));
    }
    early.pass_on(std::move(**bytes), loop_.pool(), *far);
  }
  if (!*response) {
    Error why = std::move(response->error());
    // A 2xx over HTTP/1.1 that switches nothing (requirement R4).
    how.unknown = !classic && why.stage == Stage::kHttp && why.code == Code::kUnsupported;
    if (early_data != nullptr && early_data->pending) why.code = Code::kRetryable;
    co_return std::unexpected(std::move(why));
  }
  learn_from(**response, how);
  if ((*response)->switched()) co_return far;
  Error why = refused(**response, how);
  co_await drain(http);
  if ((*response)->status == kTooEarly && early_data != nullptr) why.code = Code::kRetryable;
  co_return std::unexpected(std::move(why));
}

}  // namespace culvert
