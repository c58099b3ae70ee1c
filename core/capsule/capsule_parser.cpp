#include "capsule/capsule_parser.h"

#include <algorithm>

namespace culvert {

Result<std::span<const std::uint8_t>> CapsuleParser::next(std::span<const std::uint8_t>& in) {
  while (!in.empty()) {
    if (state_ == State::kType && type_.feed(in)) state_ = State::kLength;
    if (state_ == State::kLength && length_.feed(in)) {
      if (auto begun = begin_body(); !begun) return std::unexpected(std::move(begun.error()));
    }
    if (state_ != State::kBody) continue;
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(left_, in.size()));
    const auto piece = in.first(n);
    const bool payload = type_.value() == data_ || type_.value() == final_data_;  // before end_body() forgets it
    in = in.subspan(n);
    left_ -= n;
    if (left_ == 0) end_body();
    if (payload && n != 0) return piece;
  }
  return std::span<const std::uint8_t>{};
}

Result<> CapsuleParser::begin_body() {
  if (ended_ && (type_.value() == data_ || type_.value() == final_data_)) {
    return fail(Stage::kHttp, Code::kProtocol, "data came after the end of the data");
  }
  if (type_.value() == kWrapUp) {
    if (end_ == TunnelEnd::kProxy) return fail(Stage::kHttp, Code::kProtocol, "only a proxy may send WRAP_UP");
    if (length_.value() != 0) return fail(Stage::kHttp, Code::kProtocol, "a WRAP_UP capsule has no body");
    if (wrapping_up_) return fail(Stage::kHttp, Code::kProtocol, "WRAP_UP came twice");
    wrapping_up_ = true;
  }
  left_ = length_.value();
  state_ = State::kBody;
  return {};
}

void CapsuleParser::end_body() {
  if (type_.value() == final_data_) ended_ = true;
  type_.clear();
  length_.clear();
  state_ = State::kType;
}

std::size_t capsule_header_size(std::uint64_t type, std::uint64_t length) {
  return varint::size(type) + varint::size(length);
}

std::uint8_t* write_capsule_header(std::uint8_t* out, std::uint64_t type, std::uint64_t length) {
  return varint::write(varint::write(out, type), length);
}

}  // namespace culvert
