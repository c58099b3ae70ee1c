// Lines at the control socket, and what comes back (core/control/protocol.h).

#include "control/protocol.h"
#include "fuzz.h"

namespace culvert::fuzz {
namespace {

constexpr std::size_t kLongest = 200;

struct Outcome {
  std::vector<std::string> lines;
  bool failed = false;
  bool operator==(const Outcome&) const = default;
};

template <class Next>
Outcome split(std::string_view all, Next next_size) {
  Outcome o;
  control::LineReader reader(kLongest);
  while (!all.empty() && !o.failed) {
    const std::string_view piece = all.substr(0, next_size());
    std::string_view left = piece;
    while (!left.empty() && !o.failed) {
      auto line = reader.feed(left);
      o.failed = !line;
      FUZZ_CHECK(!line || *line || left.empty());
      if (line && *line) o.lines.push_back(**line);
    }
    all.remove_prefix(piece.size());
  }
  for (const std::string& line : o.lines) FUZZ_CHECK(line.size() <= kLongest && !line.contains('\n'));
  return o;
}

void read(std::string_view line) {
  std::optional<std::uint64_t> id;
  const auto request = control::parse_request(line, id);
  if (request) {
    FUZZ_CHECK(id == request->id);
    const std::string written = control::to_line(*request);
    FUZZ_CHECK(written.find('\n') == written.size() - 1);
    const auto again = control::parse_request(written, id);
    // What is not ASCII is longer when it is written.
    FUZZ_CHECK(again || again.error().code == Code::kLimit);
    FUZZ_CHECK(!again || (again->id == request->id && again->command == request->command &&
                          again->arguments == request->arguments));
  } else {
    FUZZ_CHECK(control::parse_answer(control::error_line(id, request.error())));
  }
  const auto answer = control::parse_answer(line);
  if (!answer) return;
  using Kind = control::Answer::Kind;
  if (answer->kind == Kind::kError) return;
  FUZZ_CHECK(answer->id);
  const std::string written = answer->kind == Kind::kLost    ? control::lost_line(*answer->id, answer->lost)
                              : answer->kind == Kind::kEvent ? control::event_line(*answer->id, answer->value)
                                                             : control::result_line(*answer->id, answer->value);
  const auto again = control::parse_answer(written);
  FUZZ_CHECK(again && again->kind == answer->kind && again->id == answer->id && again->lost == answer->lost);
  FUZZ_CHECK(again->value == answer->value);
}

}  // namespace
}  // namespace culvert::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace culvert::fuzz;
  const std::string_view all = text_of(Bytes(data, size));
  const Outcome whole = split(all, [&] { return size; });
  FUZZ_CHECK(split(all, [] { return std::size_t{1}; }) == whole);
  Splits splits(static_cast<std::uint32_t>(size));
  FUZZ_CHECK(split(all, [&] { return splits.next(); }) == whole);
  for (const std::string& line : whole.lines) read(line);
  read(all);
  return 0;
}
