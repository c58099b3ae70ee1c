// URI templates as connect-tcp configures proxies (RFC 6570 up to level 3, RFC 9298 §2, requirement T1).
#pragma once

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
  // Only path and query, as a proxy is configured; the same rules otherwise.
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
  // A literal, or an expression with an operator ('\0', '?' or '&') and its variables.
  struct Part {
    bool literal = true;
    std::string text;  // of a literal
    char op = '\0';
    std::vector<std::string> variables;
  };
  [[nodiscard]] Result<> parse_parts(std::string_view text, std::size_t offset);
  [[nodiscard]] Result<Part> parse_expression(std::string_view inside, std::size_t place);

  std::string text_;
  std::string scheme_;
  std::string authority_;
  HostPort origin_;
  std::vector<Part> parts_;
};

inline constexpr std::string_view kDefaultTemplatePath = "/.well-known/masque/tcp/{target_host}/{target_port}/";

// %XX of everything but unreserved characters (RFC 3986 §2.3), so the colons of IPv6 too.
[[nodiscard]] std::string percent_encode(std::string_view text);
// kInvalid for a '%' without two hexadecimal digits.
[[nodiscard]] Result<std::string> percent_decode(std::string_view text);

// What a person typed into the one field for a proxy (requirement T4).
struct ProxyInput {
  enum class Kind { kTemplate, kHost };
  Kind kind = Kind::kHost;
  UriTemplate uri_template;
};
[[nodiscard]] Result<ProxyInput> parse_proxy_input(std::string_view text);

}  // namespace culvert::http
