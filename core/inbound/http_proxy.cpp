#include "inbound/http_proxy.h"

#include <algorithm>
#include <ranges>

#include "http/auth/base64.h"
#include "inbound/http_reply.h"
#include "inbound/origin_head.h"

namespace culvert::inbound {

namespace {

constexpr std::uint16_t kHttpPort = 80;

const h1::Settings& settings() {
  static const h1::Settings instance = [] {
    h1::Settings s;
    s.max_head = 32 * 1024UL;
    s.max_fields = 200;
    s.skip_trailers = true;
    return s;
  }();
  return instance;
}

std::unexpected<Error> bad(Code code, std::string why) { return fail(Stage::kLocal, code, std::move(why)); }
std::unexpected<Error> bad(std::string why) { return bad(Code::kInvalid, std::move(why)); }

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

HttpHandshake::HttpHandshake(std::optional<Credentials> credentials)
    : credentials_(std::move(credentials)),
      parser_(std::make_unique<h1::MessageParser>(h1::MessageParser::Type::kRequest, settings())) {}

Result<> HttpHandshake::feed(std::span<const std::uint8_t>& in, std::string& out) {
  if (done_ || in.empty()) return {};
  ChunkQueue body;  // none before the head is over
  const auto event = parser_->next(in, body);
  if (!event) {
    const Code code = event.error().code == Code::kLimit ? Code::kLimit : Code::kInvalid;
    Error error{Stage::kLocal, code, "the application's request is not proper HTTP: " + event.error().detail};
    out += http_bad_request(error, false);
    return std::unexpected(std::move(error));
  }
  if (*event == h1::MessageParser::Event::kMore) return {};
  const bool head_only = parser_->head().method == "HEAD";
  if (auto taken = take_head(); !taken) {
    out += as_web_server_ ? http_not_a_web_server(head_only) : http_bad_request(taken.error(), head_only);
    return taken;
  }
  done_ = true;
  return {};
}

Result<> HttpHandshake::take_head() {
  const h1::Head& head = parser_->head();
  const auto hosts = std::ranges::count(head.fields, "host", &http::Field::name);
  const bool connect = head.method == "CONNECT";
  // RFC 9112 §3.2. To CONNECT it adds nothing, and some old applications leave it out.
  if (hosts > 1 || (hosts == 0 && head.minor > 0 && !connect)) return bad("exactly one Host is needed");
  if (!is_visible(head.target)) return bad("the request's target has characters that do not belong there");
  if (!connect && (head.target.starts_with('/') || head.target == "*")) {
    as_web_server_ = true;
    return bad("somebody asked the proxy port for a page, as if it were a web server");
  }
  if (!authorized(head)) {
    return bad(Code::kUnauthorized, head.fields.has("proxy-authorization")
                                        ? "the application gave a wrong user name or password"
                                        : "the application gave no user name and password");
  }
  return connect ? take_connect(head) : take_absolute_form(head);
}

bool HttpHandshake::authorized(const h1::Head& head) const {
  if (!credentials_) return true;
  const auto given = head.fields.get("proxy-authorization");
  if (!given) return false;
  const std::size_t space = std::min(given->find(' '), given->size());
  if (!http::equal_ignoring_case(std::string_view(*given).substr(0, space), "basic")) return false;
  const std::size_t begin = std::min(given->find_first_not_of(' ', space), given->size());
  const auto pair = http::decode_base64(std::string_view(*given).substr(begin));
  if (!pair) return false;
  const std::size_t colon = pair->find(':');
  if (colon == std::string::npos) return false;
  return credentials_->match(std::string_view(*pair).substr(0, colon), std::string_view(*pair).substr(colon + 1));
}

Result<> HttpHandshake::take_connect(const h1::Head& head) {
  if (head.has_body) return bad("a CONNECT has no body");  // its end could be taken for the tunnel's bytes
  auto target = http::parse_host_port(head.target);
  if (!target) return std::unexpected(std::move(target.error()));
  target_ = std::move(*target);
  return {};
}

Result<> HttpHandshake::take_absolute_form(const h1::Head& head) {
  const std::string_view uri = head.target;
  const std::size_t colon = uri.find("://");
  if (colon == std::string_view::npos || colon == 0) return bad("the request's target is no URI");
  if (!http::equal_ignoring_case(uri.substr(0, colon), "http")) {
    return bad(Code::kUnsupported, "only http URIs are asked for in this way; for all others there is CONNECT");
  }
  const std::size_t begin = colon + 3;
  const std::size_t end = std::min(uri.find_first_of("/?#", begin), uri.size());
  std::string_view authority = uri.substr(begin, end - begin);
  // RFC 9110 §4.2.4: what looks like a host there may be meant to deceive.
  if (authority.contains('@')) return bad("a URI in a request holds no user name");
  if (uri.contains('#')) return bad("a URI in a request has no fragment");
  if (authority.ends_with(':')) authority.remove_suffix(1);  // an empty port is the default one, RFC 3986 §3.2.3
  if (authority.contains(':') && !authority.starts_with('[') && authority.find(':') != authority.rfind(':')) {
    return bad("an IPv6 address in a URI stands in brackets");
  }
  auto target = http::parse_host_port(authority, kHttpPort);
  if (!target) return std::unexpected(std::move(target.error()));
  auto origin_head = write_origin_head(head, *target, uri.substr(end));
  if (!origin_head) return std::unexpected(std::move(origin_head.error()));
  target_ = std::move(*target);
  request_.emplace();
  request_->head = std::move(origin_head->text);
  request_->chunked = origin_head->chunked;
  request_->upgrade = origin_head->upgrade;
  request_->head_only = head.method == "HEAD";
  request_->parser = std::move(parser_);
  return {};
}

}  // namespace culvert::inbound
