// URI templates as connect-tcp configures proxies (RFC 6570 up to level 3, RFC 9298 §2, requirement T1).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "http/authority.h"

namespace culvert::http {

class UriTemplate {
 public:
  // An absolute template: non-empty scheme (https), authority and path; expressions in path and query only, without
  // the operators + # . / ; and with both target_host and target_port. Errors: kLocal, kInvalid, naming the rule and
  // the place ("… at character 17").
  [[nodiscard]] static Result<UriTemplate> parse(std::string_view text);
  // The registered default template of an origin (draft-ietf-httpbis-connect-tcp §8.2).
  [[nodiscard]] static UriTemplate default_for(const HostPort& proxy);
  // Only path and query, as a proxy is configured. The same rules, and one more, so that match() has one answer: what
  // follows a value begins with a character that no value has.
  [[nodiscard]] static Result<UriTemplate> parse_path(std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const std::string& scheme() const { return scheme_; }
  [[nodiscard]] const HostPort& origin() const { return origin_; }           // the port made explicit
  [[nodiscard]] const std::string& authority() const { return authority_; }  // as written

  // Path and query for a destination. Other variables expand to nothing.
  [[nodiscard]] std::string expand(const HostPort& target) const;

  // The other way round, for the proxy: does `path` come from this template, and for which destination?
  // kInvalid: it does, but host or port are malformed (400). kNotFound: it does not (404).
  [[nodiscard]] Result<HostPort> match(std::string_view path) const;

 private:
  // Variables other than the two of connect-tcp are never defined and expand to nothing (RFC 6570 §3.2.1), so that a
  // template comes down to literal text and two kinds of values.
  enum class Variable : std::uint8_t { kHost, kPort };
  struct Piece {
    std::string before;  // the text up to the value
    Variable variable;
    std::size_t place;  // in text_, behind the expression
  };
  [[nodiscard]] Result<> parse_pieces(std::string_view text, std::size_t offset);
  [[nodiscard]] Result<std::size_t> parse_expression(std::string_view inside, std::size_t place);
  // The text that follows a piece; empty if another value follows, or nothing.
  [[nodiscard]] const std::string& after(std::size_t piece) const;

  std::string text_;
  std::string scheme_;
  std::string authority_;
  HostPort origin_;
  std::vector<Piece> pieces_;
  std::string tail_;  // the text behind the last value
};

inline constexpr std::string_view kDefaultTemplatePath = "/.well-known/masque/tcp/{target_host}/{target_port}/";

// %XX of everything but unreserved characters (RFC 3986 §2.3), so the colons of IPv6 too.
[[nodiscard]] std::string percent_encode(std::string_view text);
// kInvalid for a '%' without two hexadecimal digits.
[[nodiscard]] Result<std::string> percent_decode(std::string_view text);

// What a person typed into the one field for a proxy (requirement T4).
struct ProxyInput {
  enum class Kind { kTemplate, kHost, kProvisioningDomain };
  Kind kind = Kind::kHost;
  UriTemplate uri_template;  // empty for a provisioning domain, whose templates have to be fetched
  HostPort origin;           // whose proxy, or whose domain it is
};
// A template, "host[:port]", or the URI of a provisioning domain, https://HOST/.well-known/pvd.
[[nodiscard]] Result<ProxyInput> understand_proxy_input(std::string_view text);
// The same for those who need a template at once: a provisioning domain is an error, kUnsupported.
[[nodiscard]] Result<ProxyInput> parse_proxy_input(std::string_view text);
// The same for a classic CONNECT proxy, which has no path: "host[:port]" or "https://host[:port]" (requirement T6). The
// template is the default one there.
[[nodiscard]] Result<ProxyInput> parse_classic_proxy(std::string_view text);

}  // namespace culvert::http
