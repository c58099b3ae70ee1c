// What an application that speaks HTTP is told: that its tunnel stands, or why it cannot have what it asked for.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace culvert::inbound {

// After CONNECT; the tunnel's bytes come right behind it (RFC 9110 §9.3.6).
[[nodiscard]] std::string http_connected();

// A whole response with a page for people, after which the connection ends. The status is that of the table
// (reply_table.h). `target` is where it was to go; `head_only`: the request was HEAD, and there is no body.
[[nodiscard]] std::string http_refusal(const Error& error, std::string_view target, bool head_only);
// The same for a request that was no good, or nobody's: 400, 407, 431 or 501.
[[nodiscard]] std::string http_bad_request(const Error& error, bool head_only);
// For somebody who looks at the port with a browser.
[[nodiscard]] std::string http_not_a_web_server(bool head_only);

}  // namespace culvert::inbound
