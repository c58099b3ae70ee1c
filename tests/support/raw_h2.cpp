#include "support/raw_h2.h"

#include "support/streams.h"

namespace culvert::test::raw {

namespace {

constexpr std::size_t kHeader = 9;

std::uint32_t read_u32(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = (value << 8) | static_cast<std::uint8_t>(bytes.at(i));
  return value;
}

// An integer with a prefix of seven bits (RFC 7541 §5.1), then the text.
std::string literal(std::string_view text) {
  std::string out;
  std::size_t size = text.size();
  if (size < 127) {
    out.push_back(static_cast<char>(size));
  } else {
    out.push_back(127);
    for (size -= 127; size >= 128; size /= 128) out.push_back(static_cast<char>(size % 128 + 128));
    out.push_back(static_cast<char>(size));
  }
  return out.append(text);
}

}  // namespace

std::uint32_t Frame::number() const { return read_u32(payload); }

std::string u32(std::uint32_t value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>((value >> shift) & 0xff));
  return out;
}

std::string frame(std::uint8_t type, std::uint8_t flags, std::uint32_t stream, std::string_view payload) {
  std::string out = u32(static_cast<std::uint32_t>(payload.size())).substr(1);
  out.push_back(static_cast<char>(type));
  out.push_back(static_cast<char>(flags));
  return out.append(u32(stream)).append(payload);
}

std::string settings(std::initializer_list<std::pair<std::uint16_t, std::uint32_t>> entries) {
  std::string payload;
  for (const auto& [id, value] : entries) payload.append(u32(id).substr(2)).append(u32(value));
  return frame(kSettings, 0, 0, payload);
}

std::string settings_ack() { return frame(kSettings, kAck, 0, {}); }

std::string headers(std::uint32_t stream, std::uint8_t flags,
                    const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string block;
  for (const auto& [name, value] : fields) {
    block.push_back('\0');
    block.append(literal(name)).append(literal(value));
  }
  constexpr std::size_t kMost = 16384;
  std::string out = frame(kHeaders, static_cast<std::uint8_t>(flags | (block.size() <= kMost ? kEndHeaders : 0)),
                          stream, std::string_view(block).substr(0, kMost));
  for (std::size_t at = kMost; at < block.size(); at += kMost) {
    out += frame(kContinuation, at + kMost >= block.size() ? kEndHeaders : 0, stream,
                 std::string_view(block).substr(at, kMost));
  }
  return out;
}

std::string data(std::uint32_t stream, std::string_view payload, std::uint8_t flags) {
  return frame(kData, flags, stream, payload);
}

std::string rst_stream(std::uint32_t stream, std::uint32_t code) { return frame(kRstStream, 0, stream, u32(code)); }

std::string goaway(std::uint32_t last_stream, std::uint32_t code) {
  return frame(kGoaway, 0, 0, u32(last_stream) + u32(code));
}

std::string window_update(std::uint32_t stream, std::uint32_t increment) {
  return frame(kWindowUpdate, 0, stream, u32(increment));
}

Task<Result<Frame>> FrameReader::next() {
  for (;;) {
    if (bytes_.size() >= preface_ + kHeader) {
      bytes_.erase(0, std::exchange(preface_, 0));
      const std::size_t size = read_u32(bytes_) >> 8;
      if (bytes_.size() >= kHeader + size) {
        Frame f{.type = static_cast<std::uint8_t>(bytes_[3]),
                .flags = static_cast<std::uint8_t>(bytes_[4]),
                .stream = read_u32(std::string_view(bytes_).substr(5)),
                .payload = bytes_.substr(kHeader, size)};
        bytes_.erase(0, kHeader + size);
        co_return f;
      }
    }
    auto more = co_await from_.next();
    if (!more) co_return std::unexpected(std::move(more.error()));
    if (more->empty()) co_return fail(Stage::kHttp, Code::kTruncated, "no more frames");
    bytes_ += text_of(*more);
    from_.consume(more->size());
  }
}

Task<Result<Frame>> FrameReader::next(Type type) {
  for (;;) {
    auto f = co_await next();
    if (!f || f->type == type) co_return f;
  }
}

}  // namespace culvert::test::raw
