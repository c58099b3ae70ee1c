#include "http/h3/heads.h"

#include <cstdint>
#include <string_view>

namespace culvert::h3 {

namespace {

nghttp3_nv field(std::string_view name, std::string_view value, std::uint8_t flags = NGHTTP3_NV_FLAG_NONE) {
  // nghttp3 copies both and writes to neither.
  return {reinterpret_cast<std::uint8_t*>(const_cast<char*>(name.data())),
          reinterpret_cast<std::uint8_t*>(const_cast<char*>(value.data())), name.size(), value.size(), flags};
}

// Credentials and paths stay out of the compression context: the first for secrecy (RFC 9204 §7.1.3), the second since
// they hardly repeat.
std::uint8_t index_flag(std::string_view name) {
  return name == "authorization" || name == "proxy-authorization" ? NGHTTP3_NV_FLAG_NEVER_INDEX : NGHTTP3_NV_FLAG_NONE;
}

}  // namespace

std::vector<nghttp3_nv> head_of(const http::Request& request) {
  std::vector<nghttp3_nv> head;
  head.reserve(request.fields.size() + 5);
  head.push_back(field(":method", request.method));
  if (!request.protocol.empty()) head.push_back(field(":protocol", request.protocol));
  if (!request.is_classic_connect()) head.push_back(field(":scheme", request.scheme));
  head.push_back(field(":authority", request.authority));
  if (!request.is_classic_connect()) head.push_back(field(":path", request.path, NGHTTP3_NV_FLAG_NEVER_INDEX));
  for (const auto& f : request.fields) head.push_back(field(f.name, f.value, index_flag(f.name)));
  return head;
}

std::vector<nghttp3_nv> head_of(const http::Response& response, const std::string& status) {
  std::vector<nghttp3_nv> head;
  head.push_back(field(":status", status));
  for (const auto& f : response.fields) head.push_back(field(f.name, f.value));
  return head;
}

}  // namespace culvert::h3
