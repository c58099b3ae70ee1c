// The client's end of the control socket, for a program that has nothing else to do: every call waits.
#pragma once

#include <chrono>
#include <memory>

#include "control/protocol.h"

namespace culvert::control {

class Remote {
 public:
  static constexpr std::chrono::seconds kPatience{30};

  // Errors: kLocal; kNotFound if no Culvert runs, kDenied if what is there belongs to another user.
  [[nodiscard]] static Result<Remote> connect(const std::string& place);
  ~Remote();
  Remote(Remote&&) noexcept;
  Remote& operator=(Remote&&) noexcept;

  // One request at a time: its answers come from next(), the last of them a result or an error. Errors: as of next().
  [[nodiscard]] Result<> ask(std::string_view command, const nlohmann::json& arguments);
  // Errors: kLocal; kClosed if Culvert ended, kTimedOut if it says nothing for `patience` (0: for ever), kProtocol.
  [[nodiscard]] Result<Answer> next(std::chrono::milliseconds patience = kPatience);

 private:
  // The bytes; one implementation per platform.
  struct Pipe;
  explicit Remote(std::unique_ptr<Pipe> pipe);
  [[nodiscard]] Result<> send(std::string_view bytes);
  // Bytes, at least one; none at the end.
  [[nodiscard]] Result<std::string> receive(std::chrono::milliseconds patience);

  std::unique_ptr<Pipe> pipe_;
  LineReader lines_{kLongestAnswer};
  std::string unread_;
  std::uint64_t last_id_ = 0;
};

}  // namespace culvert::control
