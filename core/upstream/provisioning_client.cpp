#include "upstream/provisioning_client.h"

#include <string>
#include <utility>

#include "net/first_of.h"
#include "net/with_timeout.h"

namespace culvert {

namespace {

constexpr int kTries = 3;  // of a request that was provably not taken
constexpr Duration kFarewellLimit = std::chrono::milliseconds(500);

std::unexpected<Error> unsupported(std::string why) { return fail(Stage::kHttp, Code::kUnsupported, std::move(why)); }

http::Request request_to(const http::HostPort& origin) {
  constexpr std::uint16_t kHttps = 443;
  http::Request request;
  request.method = "GET";
  request.scheme = "https";
  request.authority = origin.to_string();
  if (origin.port == kHttps) request.authority.resize(request.authority.rfind(':'));  // RFC 9110 §4.2.2
  request.path = http::kProvisioningPath;
  request.fields.add("accept", http::kProvisioningType);
  return request;
}

bool is_type(std::string_view field, std::string_view type) {
  std::string_view name = field.substr(0, field.find(';'));
  while (name.ends_with(' ') || name.ends_with('\t')) name.remove_suffix(1);
  return http::equal_ignoring_case(name, type);
}

Result<> check_head(const http::Response& response) {
  if (response.status / 100 == 3) return unsupported("the server points elsewhere, and redirects are not followed");
  if (response.status != 200) {
    return unsupported("this server has no provisioning domain (status " + std::to_string(response.status) + ")");
  }
  const auto type = response.fields.get("content-type");
  if (!type || !is_type(*type, http::kProvisioningType)) {
    return unsupported("what this server has there is no provisioning domain, by its content type");
  }
  if (response.fields.has("content-encoding")) return unsupported("the provisioning domain came compressed");
  return {};
}

Task<Result<std::string>> read_body(http::ClientStream& stream) {
  std::string text;
  for (;;) {
    const auto bytes = co_await stream.next();
    if (!bytes) co_return std::unexpected(bytes.error());
    if (bytes->empty()) co_return text;
    if (bytes->size() > http::kMaxProvisioningDomain - text.size()) {
      co_return fail(Stage::kHttp, Code::kLimit, "the provisioning domain is too long");
    }
    const std::size_t before = text.size();
    text.resize(before + bytes->size());
    bytes->copy_to({reinterpret_cast<std::uint8_t*>(text.data()) + before, bytes->size()});
    stream.consume(bytes->size());
  }
}

Task<Result<std::string>> get(OriginPool& pool, const http::Request& request) {
  // Not in early data: then the answer would have to be asked for again where that is refused.
  auto opened = co_await pool.open(request, OriginPool::Timing::kAfterHandshake);
  if (!opened) co_return std::unexpected(std::move(opened.error()));
  http::ClientStream& stream = *opened->stream;
  const auto response = co_await stream.response();
  if (!response) co_return std::unexpected(response.error());
  Result<std::string> body;
  if (auto good = check_head(*response); good) {
    body = co_await read_body(stream);
  } else {
    body = std::unexpected(std::move(good.error()));
  }
  if (!body) stream.cancel();
  co_return body;
}

Task<Result<std::string>> get_with_tries(OriginPool& pool, const http::Request& request) {
  for (int tries = 1;; ++tries) {
    auto body = co_await get(pool, request);
    if (body || body.error().code != Code::kRetryable || tries == kTries) co_return body;
  }
}

}  // namespace

Task<Result<http::ProvisioningDomain>> fetch_provisioning_domain(Loop& loop, Resolver& resolver, TlsContext tls,
                                                                 OriginPool::Options options,
                                                                 std::chrono::sys_seconds now, Duration limit) {
  options.extended_connect = false;
  const http::HostPort origin{options.host, options.port};
  const http::Request request = request_to(origin);
  OriginPool pool(loop, resolver, std::move(tls), std::move(options), {});
  const auto body = co_await with_timeout(loop, limit, get_with_tries(pool, request));
  pool.drain();
  Timer farewell(loop);
  farewell.start(kFarewellLimit);
  co_await first_of([&](Waiter& w) { return pool.poll_empty(w); }, [&](Waiter& w) { return farewell.poll_expired(w); });
  if (!body) co_return fail(Stage::kHttp, Code::kTimedOut, "the provisioning domain did not come in time");
  if (!*body) co_return std::unexpected(body->error());
  co_return http::parse_provisioning_domain(**body, origin.host, now);
}

}  // namespace culvert
