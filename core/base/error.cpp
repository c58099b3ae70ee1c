#include "base/error.h"

#include <array>
#include <format>
#include <system_error>

#include "base/escape.h"

namespace culvert {

namespace {

constexpr std::array<std::string_view, 9> kStages{"local", "dns",  "tcp",   "tls",        "quic",
                                                  "http",  "auth", "proxy", "destination"};
constexpr std::array<std::string_view, 16> kCodes{
    "invalid", "unsupported", "not_found", "refused", "unreachable",  "timed_out", "reset", "truncated",
    "closed",  "untrusted",   "protocol",  "denied",  "unauthorized", "retryable", "limit", "system"};

constexpr std::size_t kDestination = 320;  // the longest name, its port, and something to spare

// What failed, by stage; {} is the destination.
std::string subject(Stage stage, std::string_view destination) {
  const std::string to = destination.empty() ? "the destination" : escape(destination, kDestination);
  switch (stage) {
    case Stage::kLocal:
      return "This computer could not do what was asked";
    case Stage::kDns:
      return "The proxy's name could not be looked up";
    case Stage::kTcp:
      return "The proxy cannot be reached";
    case Stage::kTls:
      return "No secure connection to the proxy could be made";
    case Stage::kQuic:
      return "No QUIC connection to the proxy could be made";
    case Stage::kHttp:
      return "The conversation with the proxy failed";
    case Stage::kAuth:
      return "The proxy did not accept who you are";
    case Stage::kProxy:
      return std::format("The proxy did not connect to {}", to);
    case Stage::kDestination:
      return std::format("The proxy could not talk to {}", to);
  }
  return "Something failed";
}

// What to do about it; empty where nobody can do anything.
std::string_view advice(Stage stage, Code code) {
  switch (stage) {
    case Stage::kDns:
      return "Check the proxy's name, and whether this computer is online.";
    case Stage::kTcp:
      return code == Code::kRefused ? "Check the proxy's address and port, and whether it is running."
                                    : "Check the proxy's address, and whether this computer is online.";
    case Stage::kTls:
      if (code == Code::kUntrusted) {
        return "If the proxy has a certificate authority of its own, choose its CA file; otherwise do not use it.";
      }
      return code == Code::kUnsupported ? "Ask whoever runs the proxy to enable it." : "";
    case Stage::kHttp:
      return code == Code::kUnsupported ? "Check that the address is that of a connect-tcp proxy." : "";
    case Stage::kAuth:
      return code == Code::kUnauthorized ? "Use the ones that whoever runs the proxy gave you." : "";
    case Stage::kProxy:
      return code == Code::kUnsupported ? "Check the template."
             : code == Code::kDenied    ? "Ask whoever runs the proxy whether this destination is allowed."
                                        : "";
    case Stage::kDestination:
      return code == Code::kNotFound  ? "Check the destination's name."
             : code == Code::kRefused ? "Check the destination's port."
                                      : "";
    default:
      return "";
  }
}

std::string_view words(Code code) {
  switch (code) {
    case Code::kInvalid:
      return "it is not valid";
    case Code::kUnsupported:
      return "it is not offered";
    case Code::kNotFound:
      return "the name has no address";
    case Code::kRefused:
      return "the connection was refused";
    case Code::kUnreachable:
      return "there is no route";
    case Code::kTimedOut:
      return "there was no answer in time";
    case Code::kReset:
      return "the connection was reset";
    case Code::kTruncated:
      return "the connection was cut off";
    case Code::kClosed:
      return "it was closed";
    case Code::kUntrusted:
      return "its certificate is not trusted";
    case Code::kProtocol:
      return "the other end broke the protocol";
    case Code::kDenied:
      return "it is not allowed";
    case Code::kUnauthorized:
      return "the user name or the password is missing or wrong";
    case Code::kRetryable:
      return "the request was not taken";
    case Code::kLimit:
      return "a limit was reached";
    case Code::kSystem:
      return "the system refused";
  }
  return "";
}

Code code_of(const std::error_condition& e) {
  using std::errc;
  if (e == errc::connection_refused) return Code::kRefused;
  if (e == errc::connection_reset || e == errc::broken_pipe || e == errc::connection_aborted) return Code::kReset;
  if (e == errc::timed_out) return Code::kTimedOut;
  if (e == errc::host_unreachable || e == errc::network_unreachable || e == errc::network_down ||
      e == errc::address_not_available) {
    return Code::kUnreachable;
  }
  if (e == errc::permission_denied || e == errc::operation_not_permitted) return Code::kDenied;
  if (e == errc::too_many_files_open || e == errc::too_many_files_open_in_system || e == errc::no_buffer_space ||
      e == errc::not_enough_memory) {
    return Code::kLimit;
  }
  return Code::kSystem;
}

}  // namespace

std::string_view name_of(Stage stage) { return kStages.at(static_cast<std::size_t>(stage)); }
std::string_view name_of(Code code) { return kCodes.at(static_cast<std::size_t>(code)); }

Error system_error(Stage stage, int errno_value, std::string_view doing) {
  const std::error_code ec(errno_value, std::system_category());
  return {stage, code_of(ec.default_error_condition()), std::format("{}: {}", doing, ec.message())};
}

std::string describe(const Error& error, std::string_view destination) {
  std::string sentence = subject(error.stage, destination);
  sentence += ": ";
  sentence += error.detail.empty() ? std::string(words(error.code)) : escape(error.detail);
  if (sentence.back() != '.') sentence += '.';
  if (const std::string_view what_to_do = advice(error.stage, error.code); !what_to_do.empty()) {
    sentence += ' ';
    sentence += what_to_do;
  }
  return sentence;
}

}  // namespace culvert
