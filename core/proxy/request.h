// What the proxy makes of a request before it connects anywhere: pure decisions, no input or output.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "capsule/wire_revision.h"
#include "http/auth/user_file.h"
#include "http/message.h"
#include "http/uri_template.h"
#include "http/version.h"

namespace culvert::proxy {

struct Rules {
  http::UriTemplate uri_template;         // path and query (UriTemplate::parse_path)
  std::shared_ptr<http::UserFile> users;  // null: everybody may
  bool early_data = false;                // a gateway may pass on what came to it in early data (RFC 8470 §5.1)
};

struct Accepted {
  http::HostPort target;
  const WireRevision* revision = nullptr;
  std::string user;  // empty if nobody is asked
};

// The client wants to know that the request has come before it knows more (RFC 9110 §10.1.1, requirement S7).
[[nodiscard]] bool expects_continue(const http::Request& request);

struct Refused {
  int status = 0;
  Error error;              // for the log and for Proxy-Status
  std::string destination;  // as far as it was understood
  std::string rule = {};    // of the policy; for the log only
  // In Proxy-Status, where status and error do not say it.
  std::optional<std::string> proxy_error = {};
  std::uint32_t retry_after = 0;  // seconds; 0: there is no telling
  std::string upgrade = {};       // what the client had better ask for, where HTTP/1.1 can say so
  bool question = false;          // 401 to a client that did not say who it is, as most do not before they are asked
};

// Order: is it connect-tcp at all (501, 400), is it our template (404), may it have been sent by somebody in between
// (425), who asks (401), is the destination well formed (400); nobody without credentials learns more than that they
// are missing.
[[nodiscard]] std::optional<Refused> judge_shape(const http::Request& request,
                                                 const Rules& rules);  // 501, 400, 404, 425
// `exporter` is of the connection that the request came over; null in cleartext. Where nobody has a password, nobody is
// asked for one either: who is not known sees no proxy at all (RFC 9729 §6.4).
[[nodiscard]] std::variant<Accepted, Refused> judge(const http::Request& request, const Rules& rules,
                                                    const http::KeyExporter* exporter = nullptr);

// Over HTTP/1.1 a client that came with a classic CONNECT is told what to ask for instead (426 with Upgrade), over the
// others only that it will not do (501): connect-tcp §5.2.
[[nodiscard]] Refused as_said_over(http::Version version, Refused refused);

// The answer for an error of the proxy's own: status and Proxy-Status (requirement S4).
[[nodiscard]] http::Response answer_for(const Refused& refused, const std::string& proxy_name);
[[nodiscard]] http::Response success(const std::string& proxy_name, const std::string& next_hop);
// The name or the port is not allowed (requirement T7).
[[nodiscard]] Refused denied_by_name(std::string destination, std::string rule);
// The client has, or asks for, more than it may have.
[[nodiscard]] Refused too_much(std::string destination, std::string why, std::uint32_t retry_after);
// `status` and Proxy-Status error for an error on the way to the destination.
[[nodiscard]] Refused refusal_for(Error error, std::string destination);

}  // namespace culvert::proxy
