// Request and response heads, the same for HTTP/1.1, HTTP/2 and HTTP/3.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace culvert::http {

// ASCII only, as names of fields and schemes are.
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);

struct Field {
  std::string name;  // lower case
  std::string value;
};

class Fields {
 public:
  void add(std::string_view name, std::string_view value) { list_.push_back({std::string(name), std::string(value)}); }
  // All values of `name`, joined by ", " (RFC 9110 §5.3); nothing if the field is absent.
  [[nodiscard]] std::optional<std::string> get(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] auto begin() const { return list_.begin(); }
  [[nodiscard]] auto end() const { return list_.end(); }
  [[nodiscard]] std::size_t size() const { return list_.size(); }

 private:
  std::vector<Field> list_;
};

// A request to switch one stream to another protocol: extended CONNECT (RFC 8441 §4, RFC 9220 §3), or, over
// HTTP/1.1, GET with Upgrade (RFC 9110 §7.8). The connection writes what its version asks for. Without `protocol` it is
// a classic CONNECT, or an ordinary request, which a client sends without a body.
struct Request {
  std::string method;    // as received; "CONNECT" for what this program sends over HTTP/2 and HTTP/3
  std::string protocol;  // the upgrade token; empty for an ordinary request
  std::string scheme;
  std::string authority;
  std::string path;
  Fields fields;
  // A classic CONNECT (RFC 9110 §9.3.6, RFC 9113 §8.5, RFC 9114 §4.4): `authority` is the destination's, with its port,
  // and there are neither scheme nor path.
  [[nodiscard]] bool is_classic_connect() const { return protocol.empty() && method == "CONNECT"; }
  // The request is over with its head: it asks for no tunnel.
  [[nodiscard]] bool ends_with_head() const { return protocol.empty() && method != "CONNECT"; }
};

struct Response {
  int status = 0;
  Fields fields;
  // To a request with `protocol`: the stream belongs to that protocol now. 101 over HTTP/1.1, any 2xx over HTTP/2 and
  // HTTP/3, where there is no 101; a 2xx that means nothing of the kind, over HTTP/1.1, is given out as an error (R4,
  // R5). To a classic CONNECT: any 2xx, and the stream is the destination's.
  [[nodiscard]] bool switched() const { return status == 101 || status / 100 == 2; }
};

}  // namespace culvert::http
