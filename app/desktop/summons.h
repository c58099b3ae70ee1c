// What a second start of the program asks of the one that runs: to come to the front, to look at links,
// to turn itself on or off. Over a
// socket like the control socket's, beside it, with the same lines (core/control/protocol.h).
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "control/protocol.h"

namespace culvert::desktop {

struct Summons {
  static constexpr std::size_t kMostLinks = 16;
  static constexpr std::size_t kLongestLink = 32 * 1024;  // a link's own limit is smaller (config/link.h)
  static constexpr std::size_t kLongestToken = 256;

  enum class Turn : std::uint8_t { kNot, kOn, kOff };

  std::vector<std::string> links = {};
  // By which a compositor, or a window manager, knows that the person wants the window (xdg-activation, startup
  // notification); empty: none was given.
  std::string activation = {};
  Turn turn = Turn::kNot;  // the switch is to be turned, and the window left where it is
  bool operator==(const Summons&) const = default;
};

[[nodiscard]] bool is_activation(std::string_view text);  // what `activation` may be

// The socket of the one program of this user. Errors: those of control::prepared_place().
[[nodiscard]] Result<std::string> summons_place();

// Errors: kLocal; kUnsupported for another command, kInvalid, kLimit.
[[nodiscard]] Result<Summons> read_summons(const control::Request& request);
// Blocks, for `patience` at most. Errors: kLocal; kTimedOut if the program that runs does not answer.
[[nodiscard]] Result<> summon(const std::string& place, const Summons& summons, std::chrono::milliseconds patience);

}  // namespace culvert::desktop
