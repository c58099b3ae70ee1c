#include "inbound/http_reply.h"

#include "http/h1/heads.h"
#include "http/proxy_status.h"
#include "inbound/reply_table.h"

namespace culvert::inbound {

namespace {

constexpr std::string_view kProxyName = "culvert";

// For text between tags.
std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

struct Page {
  int status = 0;
  std::string_view proxy_error;
  std::string_view field;  // one more, with its line end
  std::string text;
  bool head_only = false;
};

// The page stands where something of the destination was expected, so it must be neither kept nor able to do anything.
std::string write(const Page& page) {
  const std::string title = std::to_string(page.status) + " " + std::string(h1::reason_of(page.status));
  const std::string body = "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>" + title +
                           "</title>\n<h1>" + title + "</h1>\n<p>" + escape_html(page.text) +
                           "</p>\n<p>Culvert</p>\n</html>\n";
  std::string out = "HTTP/1.1 " + title + "\r\n";
  out += "Content-Type: text/html; charset=utf-8\r\n";
  out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  out += "Content-Security-Policy: default-src 'none'\r\n";
  out += "X-Content-Type-Options: nosniff\r\n";
  out += "Cache-Control: no-store\r\n";
  const http::ProxyStatus status{
      .proxy = std::string(kProxyName), .error = std::string(page.proxy_error), .next_hop = {}, .details = {}};
  out += "Proxy-Status: " + http::write_proxy_status(status) + "\r\n";
  out += page.field;
  out += "Connection: close\r\n\r\n";
  if (!page.head_only) out += body;
  return out;
}

}  // namespace

std::string http_connected() { return "HTTP/1.1 200 Connection established\r\n\r\n"; }

std::string http_refusal(const Error& error, std::string_view target, bool head_only) {
  const Refusal refusal = refusal_for(error);
  return write({.status = refusal.status,
                .proxy_error = refusal.proxy_error,
                .field = {},
                .text = describe(error, target),
                .head_only = head_only});
}

std::string http_bad_request(const Error& error, bool head_only) {
  const Refusal refusal = refusal_for(error);
  Page page{
      .status = 400, .proxy_error = refusal.proxy_error, .field = {}, .text = describe(error), .head_only = head_only};
  if (error.code == Code::kUnauthorized) {
    page.status = 407;
    page.field = "Proxy-Authenticate: Basic realm=\"Culvert\", charset=\"UTF-8\"\r\n";  // RFC 7617 §2.1
  } else if (error.code == Code::kLimit) {
    page.status = 431;
    page.proxy_error = "http_request_error";
  } else if (error.code == Code::kUnsupported) {
    page.status = 501;
    page.proxy_error = "http_request_error";
  }
  return write(page);
}

std::string http_not_a_web_server(bool head_only) {
  return write({.status = 400,
                .proxy_error = "http_request_error",
                .field = {},
                .text = "This port belongs to Culvert. Applications on this computer use it as their proxy (SOCKS or "
                        "HTTP); it is no web server, and there is nothing to see here. To go through it, set it as the "
                        "proxy of an application.",
                .head_only = head_only});
}

}  // namespace culvert::inbound
