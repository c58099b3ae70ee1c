#include "http/h1/heads.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace culvert::h1 {

namespace {

constexpr std::string_view kLine = "\r\n";

std::unexpected<Error> bad(Stage stage, std::string what) { return fail(stage, Code::kInvalid, std::move(what)); }

// RFC 9110 §5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || kOthers.contains(c);
  });
}

// RFC 9110 §7.8: a name, and a version perhaps.
bool is_protocol(std::string_view text) {
  const std::size_t slash = text.find('/');
  return is_token(text.substr(0, slash)) && (slash == std::string_view::npos || is_token(text.substr(slash + 1)));
}

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

// RFC 9110 §5.5; also what is beyond ASCII.
bool is_value(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return (u >= ' ' && u != 0x7f) || u == '\t';
  });
}

bool is_authority(std::string_view text) {
  return !text.empty() && is_visible(text) && text.find_first_of("/?#@\\,") == std::string_view::npos;
}

bool is_path(std::string_view text) { return text.starts_with('/') && is_visible(text) && !text.contains('#'); }

// Those that say how messages are framed and what becomes of the connection (RFC 9110 §7.6.1, RFC 9112 §6).
bool is_framing(std::string_view name) {
  static constexpr std::array<std::string_view, 7> kNames{
      "connection", "content-length", "host", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"};
  return std::ranges::any_of(kNames, [&](std::string_view n) { return http::equal_ignoring_case(n, name); });
}

void add_line(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append(kLine);
}

// The members of a comma-separated list, without the empty ones; until f is false.
template <class F>
void for_each_member(std::string_view list, F f) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    std::string_view member = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    const std::size_t first = member.find_first_not_of(" \t");
    if (first == std::string_view::npos) continue;
    member = member.substr(first, member.find_last_not_of(" \t") - first + 1);
    if (!f(member)) return;
  }
}

// The status line.
Result<std::string> begin_response(const http::Response& response) {
  if (response.status < 100 || response.status > 999) return bad(Stage::kLocal, "no such status");
  for (const http::Field& f : response.fields) {
    if (!is_token(f.name) || !is_value(f.value)) return bad(Stage::kLocal, "a field that cannot be sent: " + f.name);
  }
  std::string out = "HTTP/1.1 ";
  out.append(std::to_string(response.status)).append(" ").append(reason_of(response.status)).append(kLine);
  return out;
}

void add_fields(std::string& out, const http::Response& response, bool with_length) {
  for (const http::Field& f : response.fields) {
    const bool length = with_length && f.name == "content-length";
    if (length || !is_framing(f.name)) add_line(out, f.name, f.value);
  }
}

}  // namespace

std::string_view reason_of(int status) {
  switch (status) {
    case 101:
      return "Switching Protocols";
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 407:
      return "Proxy Authentication Required";
    case 408:
      return "Request Timeout";
    case 426:
      return "Upgrade Required";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "";
  }
}

bool has_member(std::string_view list, std::string_view member) {
  bool found = false;
  for_each_member(list, [&](std::string_view m) { return !(found = http::equal_ignoring_case(m, member)); });
  return found;
}

Result<std::string> write_request(const http::Request& request) {
  const bool upgrade = !request.protocol.empty();
  const std::string_view method = upgrade ? std::string_view("GET") : request.method;
  if (!is_token(method)) return bad(Stage::kLocal, "not a method");
  // Its response is framed by rules of its own.
  if (method == "HEAD") return bad(Stage::kLocal, "this method is not sent over HTTP/1.1");
  if (upgrade && !is_protocol(request.protocol)) return bad(Stage::kLocal, "not an upgrade token");
  if (!is_authority(request.authority)) return bad(Stage::kLocal, "not an authority");
  const bool connect = request.is_classic_connect();
  if (!connect && !is_path(request.path)) return bad(Stage::kLocal, "not a path");

  std::string out(method);
  out.append(" ").append(connect ? request.authority : request.path).append(" HTTP/1.1\r\n");
  add_line(out, "Host", request.authority);
  if (upgrade) {
    add_line(out, "Connection", "Upgrade");
    add_line(out, "Upgrade", request.protocol);
  }
  for (const http::Field& f : request.fields) {
    if (!is_token(f.name) || !is_value(f.value) || is_framing(f.name)) {
      return bad(Stage::kLocal, "a field that cannot be sent: " + f.name);
    }
    add_line(out, f.name, f.value);
  }
  out.append(kLine);
  return out;
}

bool switches_to(const Head& head, std::string_view token) {
  const auto upgrade = head.fields.get("upgrade");
  const auto connection = head.fields.get("connection");
  return head.status == 101 && head.minor >= 1 && upgrade && http::equal_ignoring_case(*upgrade, token) && connection &&
         has_member(*connection, "upgrade");
}

Result<http::Request> read_request(const Head& head, const std::string& scheme) {
  http::Request request;
  request.method = head.method;
  request.scheme = scheme;
  for (const http::Field& f : head.fields) {
    if (f.name != "host") {
      request.fields.add(f.name, f.value);
    } else if (!request.authority.empty() || !is_authority(f.value)) {
      return bad(Stage::kHttp, "exactly one Host is needed");
    } else {
      request.authority = f.value;
    }
  }
  if (request.authority.empty()) return bad(Stage::kHttp, "exactly one Host is needed");

  // The forms of a target: RFC 9112 §3.2.
  const std::string& target = head.target;
  if (head.method == "CONNECT") {
    if (!is_authority(target)) return bad(Stage::kHttp, "not an authority to connect to");
    if (head.has_body) return bad(Stage::kHttp, "a CONNECT with a body");
    request.authority = target;
    return request;  // an Upgrade would have no meaning here
  }
  if (const std::size_t colon = target.find("://"); !target.starts_with('/') && colon != std::string::npos) {
    const std::size_t begin = colon + 3;
    const std::size_t end = std::min(target.find_first_of("/?", begin), target.size());
    request.authority = target.substr(begin, end - begin);  // goes before Host, §3.2.2
    request.path = target.substr(end);
    if (!request.path.starts_with('/')) request.path.insert(0, "/");
    if (!is_authority(request.authority)) return bad(Stage::kHttp, "not a request target");
  } else {
    request.path = target;
  }
  if (request.path != "*" && !is_path(request.path)) return bad(Stage::kHttp, "not a request target");

  const auto upgrade = request.fields.get("upgrade");
  const auto connection = request.fields.get("connection");
  if (!upgrade || head.minor < 1 || !connection || !has_member(*connection, "upgrade")) return request;
  for_each_member(*upgrade, [&](std::string_view m) {
    request.protocol = m;
    return false;
  });
  if (!is_protocol(request.protocol)) return bad(Stage::kHttp, "not an upgrade token");
  // It would have to be read before the switch (RFC 9110 §7.8), and connect-tcp has none.
  if (head.has_body) return bad(Stage::kHttp, "an upgrade with a body");
  return request;
}

Result<std::string> write_response(const http::Response& response, Framing framing, After after) {
  auto out = begin_response(response);
  if (!out) return out;
  const auto upgrade = response.fields.get("upgrade");  // of 426: what would be taken (RFC 9110 §15.5.22)
  std::string connection = after == After::kClose ? "close" : after == After::kKeepAlive10 ? "keep-alive" : "";
  if (upgrade) connection.append(connection.empty() ? "" : ", ").append("Upgrade");
  if (!connection.empty()) add_line(*out, "Connection", connection);
  if (upgrade) add_line(*out, "Upgrade", *upgrade);
  add_fields(*out, response, framing == Framing::kLength || (framing == Framing::kNone && response.status != 204));
  if (framing == Framing::kEmpty) add_line(*out, "Content-Length", "0");
  if (framing == Framing::kChunked) add_line(*out, "Transfer-Encoding", "chunked");
  out->append(kLine);
  return out;
}

Result<std::string> write_switch(const http::Response& response, std::string_view token) {
  http::Response switching{.status = token.empty() ? response.status : 101, .fields = response.fields};
  auto out = begin_response(switching);
  if (!out) return out;
  if (!token.empty()) {
    add_line(*out, "Connection", "Upgrade");
    add_line(*out, "Upgrade", token);
  }
  add_fields(*out, switching, false);
  out->append(kLine);
  return out;
}

std::string chunk_header(std::size_t size) {
  std::array<char, 16> digits;
  const auto end = std::to_chars(digits.begin(), digits.end(), size, 16);
  return std::string(digits.begin(), end.ptr).append(kLine);
}

}  // namespace culvert::h1
