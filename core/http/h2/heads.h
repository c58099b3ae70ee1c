// Heads of requests and responses as nghttp2 wants them.
#pragma once

#include <nghttp2/nghttp2.h>

#include <string>
#include <vector>

#include "http/message.h"

namespace culvert::h2 {

// Both look at the memory of their arguments, which nghttp2 copies when the head is submitted.
[[nodiscard]] std::vector<nghttp2_nv> head_of(const http::Request& request);
// `status` is that of the response, in digits.
[[nodiscard]] std::vector<nghttp2_nv> head_of(const http::Response& response, const std::string& status);

}  // namespace culvert::h2
