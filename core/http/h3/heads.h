// Heads of requests and responses as nghttp3 wants them.
#pragma once

#include <nghttp3/nghttp3.h>

#include <string>
#include <vector>

#include "http/message.h"

namespace culvert::h3 {

// Both look at the memory of their arguments, which nghttp3 copies when the head is submitted.
[[nodiscard]] std::vector<nghttp3_nv> head_of(const http::Request& request);
// `status` is that of the response, in digits.
[[nodiscard]] std::vector<nghttp3_nv> head_of(const http::Response& response, const std::string& status);

}  // namespace culvert::h3
