// HTTP proxy requests, server side: CONNECT (RFC 9110 §9.3.6), and requests for http URIs in absolute form
// (RFC 9112 §3.2.2). Names are passed on as names, never looked up.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "http/authority.h"
#include "http/h1/parser.h"
#include "inbound/credentials.h"

namespace culvert::inbound {

// A request in absolute form, as its origin is to get it.
struct OriginRequest {
  std::string head;                           // with the empty line
  std::unique_ptr<h1::MessageParser> parser;  // at the end of the head: it knows where the body ends
  bool chunked = false;                       // the body goes out in chunks
  bool upgrade = false;                       // it asks to switch to another protocol
  bool head_only = false;                     // HEAD: no response to it has a body
};

// The protocol without input and output: bytes in, in pieces of any size; bytes out. A head has 32 KiB at most.
class HttpHandshake {
 public:
  // With credentials, requests need them (Proxy-Authorization, Basic).
  explicit HttpHandshake(std::optional<Credentials> credentials);

  // Takes bytes off the front of `in` up to the end of the request's head. Errors: kLocal; a whole response is then
  // appended to `out`.
  [[nodiscard]] Result<> feed(std::span<const std::uint8_t>& in, std::string& out);
  [[nodiscard]] bool done() const { return done_; }
  [[nodiscard]] const http::HostPort& target() const { return target_; }
  // Unless it is CONNECT; once.
  [[nodiscard]] std::optional<OriginRequest> take_request() { return std::move(request_); }

 private:
  [[nodiscard]] Result<> take_head();
  [[nodiscard]] Result<> take_connect(const h1::Head& head);
  [[nodiscard]] Result<> take_absolute_form(const h1::Head& head);
  [[nodiscard]] bool authorized(const h1::Head& head) const;

  std::optional<Credentials> credentials_;
  std::unique_ptr<h1::MessageParser> parser_;
  bool done_ = false;
  bool as_web_server_ = false;  // it was taken for one
  http::HostPort target_;
  std::optional<OriginRequest> request_;
};

}  // namespace culvert::inbound
