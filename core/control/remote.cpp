#include "control/remote.h"

namespace culvert::control {

Result<> Remote::ask(std::string_view command, const nlohmann::json& arguments) {
  return send(to_line({.id = ++last_id_, .command = std::string(command), .arguments = arguments}));
}

Result<Answer> Remote::next(std::chrono::milliseconds patience) {
  for (;;) {
    std::string_view bytes = unread_;
    auto line = lines_.feed(bytes);
    unread_.erase(0, unread_.size() - bytes.size());
    if (!line) return std::unexpected(std::move(line.error()));
    if (*line) {
      auto answer = parse_answer(**line);
      // Without an id: about the connection as a whole.
      if (!answer || !answer->id || *answer->id == last_id_) return answer;
      continue;
    }
    auto more = receive(patience);
    if (!more) return std::unexpected(std::move(more.error()));
    if (more->empty()) return fail(Stage::kLocal, Code::kClosed, "Culvert ended");
    unread_ = std::move(*more);
  }
}

}  // namespace culvert::control
