// The heads of messages between an application and an origin, as a proxy passes them on (RFC 9110 §7.6, RFC 9112 §3.2).
// One exchange to a connection: origin and application are told to close after it.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "http/authority.h"
#include "http/h1/parser.h"

namespace culvert::inbound {

struct OriginHead {
  std::string text;
  bool chunked = false;  // the body is to go out in chunks
  bool upgrade = false;  // it asks to switch to another protocol
};
// `rest` is what follows the authority in the URI. The head is made anew from what the parser understood, so that the
// origin cannot understand it otherwise. Errors: kLocal.
[[nodiscard]] Result<OriginHead> write_origin_head(const h1::Head& head, const http::HostPort& target,
                                                   std::string_view rest);

// A response's head with its fields for the next hop replaced by ours; everything else stays as it is, byte for byte.
// `raw` is what was parsed into `head`.
[[nodiscard]] std::string close_after(std::string_view raw, const h1::Head& head);

}  // namespace culvert::inbound
