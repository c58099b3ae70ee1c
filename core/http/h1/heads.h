// Heads as they stand on the wire (RFC 9112 §2 to §5, RFC 9110 §7), to write and to understand. Nothing that a caller
// puts into a request or response can end a line, so that nothing can be smuggled in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "http/h1/parser.h"
#include "http/message.h"

namespace culvert::h1 {

// Whether the comma-separated list has the member, in any case (RFC 9110 §5.6.1, §7.6.1).
[[nodiscard]] bool has_member(std::string_view list, std::string_view member);

// May be empty (RFC 9112 §4).
[[nodiscard]] std::string_view reason_of(int status);

// A request with `protocol` asks to switch to it with GET (RFC 9110 §7.8; connect-tcp §3.1, requirement R1), whatever
// its method says. A classic CONNECT has its authority as target and as Host (RFC 9112 §3.2.3). Another one goes as it
// is, and has no body. The fields that frame messages and steer connections
// (Host, Connection, Content-Length and their like) are this function's to write. Errors: kLocal, kInvalid.
[[nodiscard]] Result<std::string> write_request(const http::Request& request);

// Client: a 101 that switches to `token` and to nothing else (requirement R4).
[[nodiscard]] bool switches_to(const Head& head, std::string_view token);

// Server: the request that a head makes; `protocol` is the first that Upgrade offers, if it counts: not over HTTP/1.0,
// not with CONNECT. Errors, all of them the client's fault: kHttp, kInvalid.
[[nodiscard]] Result<http::Request> read_request(const Head& head, const std::string& scheme);

// How the end of a response's body is known (RFC 9112 §6.3).
enum class Framing : std::uint8_t {
  kNone,    // there is none: of answers to HEAD, and of 204 and 304
  kEmpty,   // Content-Length: 0
  kLength,  // a Content-Length among the response's own fields
  kChunked,
  kClose,  // the connection's end; for HTTP/1.0
};
enum class After : std::uint8_t {
  kKeepAlive,
  kKeepAlive10,
  kClose
};  // kKeepAlive10: to HTTP/1.0, which has to be told

// Server. Fields that frame are left out, but for Content-Length where `framing` allows one and for Upgrade, which is
// what would be taken (RFC 9110 §15.5.22). A response that cannot be written is an error: kLocal, kInvalid.
[[nodiscard]] Result<std::string> write_response(const http::Response& response, Framing framing, After after);
// 101 with the response's other fields (connect-tcp §3.1). Without a token it is the 2xx to a classic CONNECT, which
// has no framing (RFC 9110 §9.3.6).
[[nodiscard]] Result<std::string> write_switch(const http::Response& response, std::string_view token);

// The size line before a chunk of a body (RFC 9112 §7.1).
[[nodiscard]] std::string chunk_header(std::size_t size);
inline constexpr std::string_view kChunkEnd = "\r\n";
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace culvert::h1
