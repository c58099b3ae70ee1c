// Capsules as bytes, of the default revision unless said otherwise.
#pragma once

#include <string>
#include <string_view>

#include "capsule/capsule_parser.h"

namespace culvert::test {

inline std::string capsule(std::uint64_t type, std::string_view payload) {
  std::string out(capsule_header_size(type, payload.size()), '\0');
  write_capsule_header(reinterpret_cast<std::uint8_t*>(out.data()), type, payload.size());
  return out.append(payload);
}
inline std::string data_capsule(std::string_view payload) { return capsule(default_revision().data, payload); }
inline std::string final_capsule(std::string_view payload = {}) {
  return capsule(default_revision().final_data, payload);
}

}  // namespace culvert::test
