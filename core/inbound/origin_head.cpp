#include "inbound/origin_head.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "http/h1/heads.h"

namespace culvert::inbound {

namespace {

std::unexpected<Error> bad(Code code, std::string why) { return fail(Stage::kLocal, code, std::move(why)); }

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::any_of(names, [&](std::string_view n) { return http::equal_ignoring_case(n, name); });
}

// For one hop only (RFC 9110 §7.6.1), or written by us. Trailers are dropped with the coding that carried them
// (RFC 9112 §7.1.2), and Trailer with them.
constexpr std::array<std::string_view, 11> kNotPassedOn{
    "connection",        "proxy-connection", "keep-alive", "proxy-authorization", "te",          "trailer",
    "transfer-encoding", "upgrade",          "host",       "content-length",      "max-forwards"};

// "user-agent": "User-Agent". Some old servers know their fields only so.
std::string capitalized(std::string_view name) {
  std::string out(name);
  bool first = true;
  for (char& c : out) {
    if (first && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    first = c == '-';
  }
  return out;
}

void add_line(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

// RFC 9110 §7.6.2; nothing if the field does not count for this request.
Result<std::string> max_forwards(const h1::Head& head) {
  const auto given = head.fields.get("max-forwards");
  if (!given) return std::string();
  if (head.method != "OPTIONS" && head.method != "TRACE") return *given;
  std::uint32_t left = 0;
  const auto [end, ec] = std::from_chars(given->data(), given->data() + given->size(), left);
  if (ec != std::errc{} || end != given->data() + given->size()) return bad(Code::kInvalid, "this is no Max-Forwards");
  if (left == 0) return bad(Code::kUnsupported, "it does not answer questions that are put to the proxy itself");
  return std::to_string(left - 1);
}

// The way the request goes: RFC 9112 §3.2.1, and §3.2.4 for a question about the server itself.
std::string path_of(const h1::Head& head, std::string_view rest) {
  if (rest.empty() && head.method == "OPTIONS") return "*";
  return (rest.starts_with('/') ? "" : "/") + std::string(rest);
}

}  // namespace

Result<OriginHead> write_origin_head(const h1::Head& head, const http::HostPort& target, std::string_view rest) {
  OriginHead out;
  const std::string connection = head.fields.get("connection").value_or("");
  const auto coding = head.fields.get("transfer-encoding");
  if (coding && head.minor == 0) return bad(Code::kInvalid, "HTTP/1.0 has no Transfer-Encoding");
  if (coding && !http::equal_ignoring_case(*coding, "chunked")) {
    return bad(Code::kUnsupported, "only one transfer coding is known, chunked");  // RFC 9112 §6.1
  }
  out.chunked = coding.has_value();
  const auto upgrade = head.fields.get("upgrade");
  out.upgrade = upgrade && head.minor > 0 && h1::has_member(connection, "upgrade");
  const auto forwards = max_forwards(head);
  if (!forwards) return std::unexpected(forwards.error());

  // To an application of HTTP/1.0 nothing may come that it does not know, so that its origin is asked in its version.
  out.text = head.method + " " + path_of(head, rest) + (head.minor == 0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
  // Host is the URI's, whatever the application says (RFC 9112 §3.2.2).
  const std::string authority = target.to_string();
  add_line(out.text, "Host", target.port == 80 ? authority.substr(0, authority.rfind(':')) : authority);
  for (const http::Field& f : head.fields) {
    if (is_one_of(kNotPassedOn, f.name) || h1::has_member(connection, f.name)) continue;
    add_line(out.text, capitalized(f.name), f.value);
  }
  if (!forwards->empty()) add_line(out.text, "Max-Forwards", *forwards);
  if (const auto length = head.fields.get("content-length")) add_line(out.text, "Content-Length", *length);
  if (out.chunked) add_line(out.text, "Transfer-Encoding", "chunked");
  // No Via, although RFC 9110 §7.6.3 wants one: it would tell every origin that somebody uses this program.
  const auto te = head.fields.get("te");
  if (out.upgrade) {
    add_line(out.text, "Connection", "Upgrade");
    add_line(out.text, "Upgrade", *upgrade);
  } else if (te && h1::has_member(*te, "trailers")) {  // those of the response pass
    add_line(out.text, "Connection", "close, TE");
    add_line(out.text, "TE", "trailers");
  } else {
    add_line(out.text, "Connection", "close");
  }
  out.text += "\r\n";
  return out;
}

std::string close_after(std::string_view raw, const h1::Head& head) {
  constexpr std::array<std::string_view, 3> kOurs{"connection", "proxy-connection", "keep-alive"};
  // What frames the body passes with the body; what could be switched to is for the application to know.
  constexpr std::array<std::string_view, 4> kStays{"content-length", "transfer-encoding", "trailer", "upgrade"};
  const std::string connection = head.fields.get("connection").value_or("");
  std::string out;
  bool dropping = false;
  for (bool status_line = true; !raw.empty(); status_line = false) {
    const std::size_t size = std::min(raw.find('\n'), raw.size() - 1) + 1;
    const std::string_view line = raw.substr(0, size);
    raw.remove_prefix(size);
    if (raw.empty()) {  // the empty line
      out += h1::has_member(connection, "upgrade") ? "Connection: close, Upgrade\r\n" : "Connection: close\r\n";
      out += line;
      break;
    }
    const bool goes_on = line.starts_with(' ') || line.starts_with('\t');  // with the field before
    if (!status_line && !goes_on) {
      const std::string_view name = line.substr(0, line.find(':'));
      dropping = is_one_of(kOurs, name) || (h1::has_member(connection, name) && !is_one_of(kStays, name));
    }
    if (!dropping) out += line;
  }
  return out;
}

}  // namespace culvert::inbound
