// Proxy-Status (RFC 9209): what a proxy says about its answer, and what our errors are in its terms.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "http/message.h"

namespace culvert::http {

struct ProxyStatus {
  std::string proxy;                    // who says it
  std::optional<std::string> error;     // a token of RFC 9209 §2.3
  std::optional<std::string> next_hop;  // §2.1.2
  std::optional<std::string> details;   // §2.1.5, for people
};

// One entry a proxy on the way, the one nearest to the destination first. Errors: kHttp, kInvalid.
[[nodiscard]] Result<std::vector<ProxyStatus>> parse_proxy_status(std::string_view field);
[[nodiscard]] std::string write_proxy_status(const ProxyStatus& status);

// A row of the one table between our errors, RFC 9209's and HTTP's.
struct ProxyErrorType {
  std::string_view token;
  int status;  // recommended, RFC 9209 §2.3
  Stage stage;
  Code code;
};
[[nodiscard]] const ProxyErrorType* find_proxy_error(std::string_view token);
// What a proxy answers for an error of its own; never null.
[[nodiscard]] const ProxyErrorType& proxy_error_for(const Error& error);

// Why a response other than success was given: from Proxy-Status if it says so, else from the status. What a 401 means
// depends on who asks: http/auth.
[[nodiscard]] Error error_of(const Response& response);

}  // namespace culvert::http
