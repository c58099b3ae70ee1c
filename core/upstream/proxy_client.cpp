#include "upstream/proxy_client.h"

#include <algorithm>
#include <array>
#include <optional>

#include "capsule/capsule_stream.h"
#include "http/proxy_status.h"
#include "net/first_of.h"
#include "net/with_timeout.h"

namespace culvert {

namespace {

constexpr std::size_t kMaxErrorBody = 64 * 1024;
constexpr int kUnauthorized = 401;
constexpr int kTooEarly = 425;  // RFC 8470 §5.2

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
};

// The requests for one tunnel, and what became of the last besides a tunnel.
struct ProxyClient::Attempt {
  explicit Attempt(Opening& o) : opening(o) {}
  Opening& opening;
  std::uint64_t connection = 0;
  bool taken = false;  // the proxy says that it has the request
  OriginPool::Timing timing = OriginPool::Timing::kEarly;
  bool unknown = false;                      // the answer says that the protocol is not known there
  std::optional<std::string> authorization;  // that was sent
  int asked = 0;                             // how many answers were 401
  bool again = false;                        // the next one may get another answer
};

http::Request ProxyClient::request_for(const WireRevision& revision, const http::HostPort& target) const {
  http::Request request;
  request.method = "CONNECT";
  request.protocol = revision.token;
  request.scheme = options_.uri_template.scheme();
  request.authority = options_.uri_template.authority();
  request.path = options_.uri_template.expand(target);
  request.fields.add("capsule-protocol", "?1");
  if (options_.continue_timeout != Duration::zero()) request.fields.add("expect", "100-continue");
  return request;
}

void ProxyClient::tell(Attempt& how, Step step, std::string_view text, std::uint64_t value) const {
  how.opening.step = step;
  if (options_.trace == nullptr) return;
  options_.trace->add(loop_.now(), {.connection = how.connection, .tunnel = how.opening.id}, step, text, value);
}

Task<Result<std::unique_ptr<FarStream>>> ProxyClient::open(http::HostPort target, ByteStream& application,
                                                           Opening* opening) {
  Opening unwatched;
  Early early{application, {}};
  const std::size_t count = options_.revisions.size();
  const std::size_t first = accepted_;
  std::optional<Error> refused;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t revision = (first + i) % count;
    Attempt how(opening != nullptr ? *opening : unwatched);
    auto opened = co_await open_with(options_.revisions[revision], target, early, how);
    if (opened) accepted_ = revision;
    if (!how.unknown) co_return opened;
    if (!refused) refused = std::move(opened.error());
  }
  co_return std::unexpected(std::move(*refused));
}

Task<ProxyClient::Opened> ProxyClient::open_with(const WireRevision& revision, const http::HostPort& target,
                                                 Early& early, Attempt& how) {
  const http::Request request = request_for(revision, target);
  if (authenticator_.bound_to_connection()) how.timing = OriginPool::Timing::kAfterHandshake;
  for (int tries = 1;;) {
    how.again = false;
    auto opened = co_await with_timeout(loop_, options_.answer_timeout, attempt(revision, request, early, how));
    if (!opened) co_return fail(Stage::kProxy, Code::kTimedOut, "the proxy did not answer in time");
    const bool again = !*opened && opened->error().code == Code::kRetryable && tries++ != kTries;
    if (!again && !how.again) co_return std::move(*opened);
    tell(how, Step::kAgain, opened->error().detail);
  }
}

Error ProxyClient::refused(const http::Response& response, Attempt& how) {
  how.unknown = may_be_unknown(response);
  if (response.status != kUnauthorized) return authenticator_.explained(http::error_of(response), response);
  auto refusal = authenticator_.refused(response, how.authorization);
  how.again = refusal.again && ++how.asked <= kMaxAsked;
  return std::move(refusal.error);
}

Task<ProxyClient::Opened> ProxyClient::attempt(const WireRevision& revision, const http::Request& request, Early& early,
                                               Attempt& how) {
  how.connection = 0;
  how.taken = false;
  tell(how, Step::kWaiting);
  auto opened = co_await pool_.open(
      [&](const OriginPool::Carrier& carrier) -> Result<http::Request> {
        const bool http11 = carrier.version == http::Version::kHttp11;
        auto value = authenticator_.authorization(request, http11 ? "GET" : "CONNECT", carrier.exporter);
        if (!value) return std::unexpected(std::move(value.error()));
        how.authorization = std::move(*value);
        http::Request whole = request;
        if (how.authorization) whole.fields.add("authorization", *how.authorization);
        return whole;
      },
      how.timing);
  if (!opened) co_return std::unexpected(std::move(opened.error()));
  how.connection = opened->connection;
  tell(how, Step::kRequest, revision.token);
  const std::shared_ptr<OriginPool::Early> early_data = std::move(opened->early);
  if (early_data != nullptr) how.timing = OriginPool::Timing::kAfterEarly;  // from the next attempt on
  http::ClientStream& http = *opened->stream;
  auto capsules = std::make_unique<CapsuleStream>(loop_, std::move(opened->stream), revision);
  if (!early.sent.empty()) capsules->start_write(early.copy(loop_.pool()));

  Timer unheard(loop_);  // runs until the proxy says that it has the request
  if (options_.continue_timeout != Duration::zero()) unheard.start(options_.continue_timeout);
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
          if (early.over) {
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
    if ((*bytes)->empty()) {
      early.over = true;  // the end stays there for the tunnel to find
      continue;
    }
    const std::size_t n = (*bytes)->size();
    (*bytes)->own(loop_.pool());
    Chunk kept = Chunk::with_room(loop_.pool(), n);
    (*bytes)->copy_to(kept.tail_room());
    kept.append(n);
    early.sent.push(std::move(kept));
    early.over = early.sent.size() > kMaxEarly - ChunkPool::kBlock;  // another read might be too much
    capsules->start_write(std::move(**bytes));
    early.application.consume(n);
  }
  if (!*response) {
    Error why = std::move(response->error());
    how.unknown = why.stage == Stage::kHttp && why.code == Code::kUnsupported;  // a 2xx over HTTP/1.1 (requirement R4)
    if (early_data != nullptr && early_data->pending) why.code = Code::kRetryable;
    co_return std::unexpected(std::move(why));
  }
  tell(how, Step::kAnswer, next_hop_of(**response), static_cast<std::uint64_t>((*response)->status));
  if (const auto services = (*response)->fields.get("alt-svc")) pool_.told(http::parse_alt_svc(*services));
  if (how.authorization && (*response)->status != kUnauthorized) authenticator_.taken(**response);
  if ((*response)->switched()) co_return capsules;
  Error why = refused(**response, how);
  co_await drain(http);
  if ((*response)->status == kTooEarly && early_data != nullptr) why.code = Code::kRetryable;
  co_return std::unexpected(std::move(why));
}

}  // namespace culvert
