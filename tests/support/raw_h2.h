// HTTP/2 by hand: frames as bytes, for talking to a session in ways that no library would.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/byte_stream.h"
#include "net/loop.h"

namespace culvert::test::raw {

enum Type : std::uint8_t {
  kData = 0,
  kHeaders = 1,
  kRstStream = 3,
  kSettings = 4,
  kPing = 6,
  kGoaway = 7,
  kWindowUpdate = 8,
  kContinuation = 9,
};
inline constexpr std::uint8_t kEndStream = 0x1;
inline constexpr std::uint8_t kAck = 0x1;
inline constexpr std::uint8_t kEndHeaders = 0x4;
inline constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

// Settings (RFC 9113 §6.5.2, RFC 8441 §3) and errors (§7).
inline constexpr std::uint16_t kMaxConcurrentStreams = 3;
inline constexpr std::uint16_t kInitialWindowSize = 4;
inline constexpr std::uint16_t kMaxFrameSize = 5;
inline constexpr std::uint16_t kEnableConnectProtocol = 8;
inline constexpr std::uint32_t kRefusedStream = 7;
inline constexpr std::uint32_t kConnectError = 0xa;

struct Frame {
  std::uint8_t type = 0;
  std::uint8_t flags = 0;
  std::uint32_t stream = 0;
  std::string payload;
  [[nodiscard]] bool ends_stream() const { return (flags & kEndStream) != 0 && (type == kData || type == kHeaders); }
  // The error code of RST_STREAM; the increment of WINDOW_UPDATE.
  [[nodiscard]] std::uint32_t number() const;
};

[[nodiscard]] std::string u32(std::uint32_t value);
[[nodiscard]] std::string frame(std::uint8_t type, std::uint8_t flags, std::uint32_t stream, std::string_view payload);
[[nodiscard]] std::string settings(std::initializer_list<std::pair<std::uint16_t, std::uint32_t>> entries);
[[nodiscard]] std::string settings_ack();
// Literal fields, neither indexed nor Huffman-coded (RFC 7541 §6.2.2).
[[nodiscard]] std::string headers(std::uint32_t stream, std::uint8_t flags,
                                  const std::vector<std::pair<std::string, std::string>>& fields);
[[nodiscard]] std::string data(std::uint32_t stream, std::string_view payload, std::uint8_t flags = 0);
[[nodiscard]] std::string rst_stream(std::uint32_t stream, std::uint32_t code);
[[nodiscard]] std::string goaway(std::uint32_t last_stream, std::uint32_t code = 0);
[[nodiscard]] std::string window_update(std::uint32_t stream, std::uint32_t increment);

// Takes frames off a stream; `skip_preface` where the peer is a client.
class FrameReader {
 public:
  FrameReader(ByteStream& from, bool skip_preface) : from_(from), preface_(skip_preface ? kPreface.size() : 0) {}
  // The next frame; kTruncated at the end of the stream.
  [[nodiscard]] Task<Result<Frame>> next();
  // The next frame of this type, others passed over.
  [[nodiscard]] Task<Result<Frame>> next(Type type);

 private:
  ByteStream& from_;
  std::size_t preface_;
  std::string bytes_;
};

}  // namespace culvert::test::raw
