#include "proxy/request.h"

#include <algorithm>

#include "http/proxy_status.h"

namespace culvert::proxy {

namespace {

constexpr std::string_view kNoProxy = "there is no proxy at this path";

Refused refuse(int status, Code code, std::string why, std::string destination = {}) {
  return {status,
          {code == Code::kUnauthorized ? Stage::kAuth : Stage::kProxy, code, std::move(why)},
          std::move(destination)};
}

// Where the default template leads nowhere, or to those only who sign in unasked, nobody is told that there is a proxy.
bool is_found_by_asking(const Rules& rules) {
  return rules.uri_template.text() == http::kDefaultTemplatePath &&
         (rules.users == nullptr || rules.users->has_passwords());
}

std::string all_tokens() {
  std::string list;
  for (const std::string_view token : upgrade_tokens()) list.append(list.empty() ? "" : ", ").append(token);
  return list;
}

}  // namespace

Refused as_said_over(http::Version version, Refused refused) {
  if (version != http::Version::kHttp11) refused.upgrade.clear();
  if (!refused.upgrade.empty()) refused.status = 426;
  return refused;
}

bool expects_continue(const http::Request& request) {
  constexpr std::string_view kExpected = "100-continue";
  const auto expect = request.fields.get("expect");
  return expect && std::ranges::equal(*expect, kExpected, [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
         });
}

std::optional<Refused> judge_shape(const http::Request& request, const Rules& rules) {
  if (request.is_classic_connect()) {
    auto refused = refuse(501, Code::kUnsupported, "classic CONNECT is not offered");
    if (is_found_by_asking(rules)) refused.upgrade = all_tokens();
    return refused;
  }
  if (request.protocol.empty()) {
    return refuse(404, Code::kNotFound, "there is nothing here but a connect-tcp proxy");
  }
  // CONNECT over HTTP/2 and HTTP/3, GET over HTTP/1.1: each version lets only its own through with `protocol`.
  if (request.method != "CONNECT" && request.method != "GET") {
    return refuse(400, Code::kInvalid, "an upgrade asks with CONNECT, or GET over HTTP/1.1");
  }
  if (revision_of_token(request.protocol) == nullptr) {
    return refuse(501, Code::kUnsupported, "this protocol is not known here");
  }
  if (request.scheme != "https" || request.authority.empty()) {
    return refuse(400, Code::kInvalid, "scheme and authority are needed");
  }
  const auto target = rules.uri_template.match(request.path);
  if (!target && target.error().code == Code::kNotFound) {
    return refuse(404, Code::kNotFound, std::string(kNoProxy));
  }
  if (!rules.early_data && request.fields.get("early-data")) {
    return refuse(425, Code::kDenied, "the request came in early data, which is not taken here");
  }
  return std::nullopt;
}

std::variant<Accepted, Refused> judge(const http::Request& request, const Rules& rules,
                                      const http::KeyExporter* exporter) {
  if (auto refused = judge_shape(request, rules)) return std::move(*refused);
  const WireRevision* revision = revision_of_token(request.protocol);
  auto target = rules.uri_template.match(request.path);
  std::string user;
  if (rules.users != nullptr) {
    const auto authorization = request.fields.get("authorization");
    auto known = authorization ? rules.users->check(*authorization) : std::nullopt;
    if (!known && authorization && exporter != nullptr) {
      known = rules.users->check_concealed(*authorization, {request.scheme, request.authority}, *exporter);
    }
    if (!known && !rules.users->has_passwords()) return refuse(404, Code::kNotFound, std::string(kNoProxy));
    if (!known) {
      auto refused = refuse(401, Code::kUnauthorized,
                            authorization ? "user name and password are wrong" : "user name and password are wanted");
      refused.question = !authorization;
      return refused;
    }
    user = std::move(*known);
  }
  if (!target) return refuse(400, Code::kInvalid, target.error().detail);
  return Accepted{std::move(*target), revision, std::move(user)};
}

http::Response answer_for(const Refused& refused, const std::string& proxy_name) {
  http::Response response;
  response.status = refused.status;
  http::ProxyStatus status{.proxy = proxy_name, .error = {}, .next_hop = {}, .details = refused.error.detail};
  if (refused.proxy_error) {
    status.error = refused.proxy_error;
  } else if (refused.status == 400) {
    status.error = "http_request_error";
  } else if (refused.status / 100 == 5 && refused.status != 501) {
    status.error = http::proxy_error_for(refused.error).token;
  } else if (refused.status == 403 || refused.status == 401) {
    status.error =
        refused.error.stage == Stage::kProxy ? http::proxy_error_for(refused.error).token : "http_request_denied";
  }
  response.fields.add("proxy-status", http::write_proxy_status(status));
  if (refused.status == 401) response.fields.add("www-authenticate", "Basic realm=\"culvert\", charset=\"UTF-8\"");
  if (!refused.upgrade.empty()) response.fields.add("upgrade", refused.upgrade);
  if (refused.retry_after != 0) response.fields.add("retry-after", std::to_string(refused.retry_after));
  response.fields.add("content-length", "0");
  return response;
}

http::Response success(const std::string& proxy_name, const std::string& next_hop) {
  http::Response response;
  response.status = 200;
  response.fields.add("capsule-protocol", "?1");
  response.fields.add("proxy-status", http::write_proxy_status(
                                          {.proxy = proxy_name, .error = {}, .next_hop = next_hop, .details = {}}));
  return response;
}

Refused denied_by_name(std::string destination, std::string rule) {
  Refused refused = refuse(403, Code::kDenied, "this destination is not allowed", std::move(destination));
  refused.rule = std::move(rule);
  refused.proxy_error = "http_request_denied";
  return refused;
}

Refused too_much(std::string destination, std::string why, std::uint32_t retry_after) {
  Refused refused = refuse(429, Code::kLimit, std::move(why), std::move(destination));
  refused.proxy_error = "http_request_denied";
  refused.retry_after = retry_after;
  return refused;
}

Refused refusal_for(Error error, std::string destination) {
  const bool prohibited = error.code == Code::kDenied;
  if (prohibited) error.stage = Stage::kProxy;
  const int status = prohibited ? 403 : http::proxy_error_for(error).status;
  return {status, std::move(error), std::move(destination)};
}

}  // namespace culvert::proxy
