// What goes over the control socket: JSON objects, one a line.
//
//   {"id": 1, "command": "status", …}          a request; what else is in it are the command's arguments
//   {"id": 1, "result": …}                     its answer, or
//   {"id": 1, "error": {"stage": …, "code": …, "sentence": …}}
//   {"id": 1, "event": …}                      before the answer, any number, of commands that go on telling
//   {"id": 1, "lost": 7}                       so many events were left out, since the reader is too slow
//
// An error about a line that could not be read has no id. Answers come as they are ready, in any order.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace culvert::control {

using Json = nlohmann::ordered_json;

inline constexpr std::size_t kLongestRequest = std::size_t{64} * 1024;
inline constexpr std::size_t kLongestAnswer = std::size_t{64} * 1024 * 1024;
inline constexpr std::uint64_t kGreatestId = (std::uint64_t{1} << 53) - 1;  // RFC 7493 §2.2

struct Request {
  std::uint64_t id = 0;
  std::string command;
  nlohmann::json arguments = nlohmann::json::object();  // without the two
};

// Errors: kLocal; kLimit beyond the bounds of a request, else kInvalid. `id` is set as soon as it is known, so that the
// error can be answered.
[[nodiscard]] Result<Request> parse_request(std::string_view line, std::optional<std::uint64_t>& id);
[[nodiscard]] std::string to_line(const Request& request);

[[nodiscard]] std::string result_line(std::uint64_t id, const Json& result);
[[nodiscard]] std::string event_line(std::uint64_t id, const Json& event);
[[nodiscard]] std::string lost_line(std::uint64_t id, std::uint64_t events);
[[nodiscard]] std::string error_line(std::optional<std::uint64_t> id, const Error& error);

// An error as another process tells of it: in words only.
struct Failure {
  std::string stage;
  std::string code;
  std::string sentence;
  bool operator==(const Failure&) const = default;
};

struct Answer {
  enum class Kind : std::uint8_t { kResult, kError, kEvent, kLost };
  std::optional<std::uint64_t> id;
  Kind kind = Kind::kResult;
  Json value{};       // of a result or an event
  Failure failure{};  // of an error
  std::uint64_t lost = 0;
};
// Errors: kLocal, kProtocol.
[[nodiscard]] Result<Answer> parse_answer(std::string_view line);

// Takes lines out of bytes as they come.
class LineReader {
 public:
  explicit LineReader(std::size_t longest) : longest_(longest) {}

  // Takes bytes off the front of `bytes`, the end of the next line at the most: that line, without its end, or nothing,
  // and then all bytes were taken. Errors: kLocal, kLimit, for a line that is longer; nothing is taken from then on.
  [[nodiscard]] Result<std::optional<std::string>> feed(std::string_view& bytes);
  [[nodiscard]] bool empty() const { return line_.empty(); }

 private:
  std::size_t longest_;
  std::string line_;
};

}  // namespace culvert::control
