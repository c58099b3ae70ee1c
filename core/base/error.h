// Errors are values: made where the failure happens, passed up unchanged, put into words where a person reads them.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace culvert {

// How far a request had come when it failed.
enum class Stage : std::uint8_t {
  kLocal,        // the application's side: its connection, its SOCKS request, our own configuration
  kDns,          // looking up the proxy's name
  kTcp,          // connecting to the proxy
  kTls,          // handshake and certificate of the proxy
  kQuic,         // QUIC transport to the proxy
  kHttp,         // HTTP exchange with the proxy
  kAuth,         // the proxy wants other credentials
  kProxy,        // the proxy answered, and declined or failed
  kDestination,  // the proxy could not reach, or lost, the destination
};

// What went wrong, in terms that decide what happens next (SOCKS reply, retry, sentence).
enum class Code : std::uint8_t {
  kInvalid,      // input breaks a rule of its format
  kUnsupported,  // understood, and not offered by this end or the other
  kNotFound,     // the name has no address
  kRefused,      // connection refused
  kUnreachable,  // no route to host or network
  kTimedOut,
  kReset,         // connection reset by the peer
  kTruncated,     // the byte stream ended without the sign that says so
  kClosed,        // ended by this end (shutdown, or nobody wants it any more)
  kUntrusted,     // certificate not acceptable
  kProtocol,      // the peer broke the protocol
  kDenied,        // policy says no
  kUnauthorized,  // credentials missing or wrong
  kRetryable,     // provably not processed: may be sent again elsewhere (RFC 9113 §8.7)
  kLimit,         // a limit of this end or of the peer was reached
  kSystem,        // the operating system refused; `detail` has its words
};

struct Error {
  Stage stage = Stage::kLocal;
  Code code = Code::kSystem;
  std::string detail;  // for people; may hold bytes of a peer: escape before showing (base/escape.h)

  bool operator==(const Error&) const = default;
};

template <class T = void>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(Stage stage, Code code, std::string detail = {}) {
  return std::unexpected(Error{stage, code, std::move(detail)});
}

// Lower-case words for machine-readable output: "tls", "untrusted".
[[nodiscard]] std::string_view name_of(Stage stage);
[[nodiscard]] std::string_view name_of(Code code);

// The error of an operating-system call; `errno_value` as in errno (on Windows: WSAGetLastError()).
[[nodiscard]] Error system_error(Stage stage, int errno_value, std::string_view doing);

// One sentence for a person: what failed, with what, and what to do. `destination` is "host:port" or empty.
// Everything that came from outside is escaped.
[[nodiscard]] std::string describe(const Error& error, std::string_view destination = {});

}  // namespace culvert
