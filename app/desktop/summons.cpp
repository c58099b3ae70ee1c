#include "summons.h"

#include <algorithm>
#include <format>
#include <thread>

#include "control/arguments.h"
#include "control/place.h"
#include "control/remote.h"

namespace culvert::desktop {

namespace {

constexpr std::string_view kCommand = "open";
constexpr std::string_view kOn = "on";
constexpr std::string_view kOff = "off";

Error invalid(std::string why) { return {Stage::kLocal, Code::kInvalid, std::move(why)}; }

Result<> check(const Summons& summons) {
  if (summons.links.size() > Summons::kMostLinks) {
    return fail(Stage::kLocal, Code::kLimit, std::format("at most {} links are opened at once", Summons::kMostLinks));
  }
  for (const std::string& link : summons.links) {
    if (link.size() > Summons::kLongestLink) return fail(Stage::kLocal, Code::kLimit, "the link is too long");
  }
  if (!is_activation(summons.activation)) {
    return std::unexpected(invalid("the activation token is none"));
  }
  return {};
}

}  // namespace

bool is_activation(std::string_view text) {
  const auto is_plain = [](char c) { return c >= ' ' && c < '\x7f'; };
  return text.size() <= Summons::kLongestToken && std::ranges::all_of(text, is_plain);
}

Result<std::string> summons_place() {
  auto place = control::prepared_place();
  if (place) *place += "-window";
  return place;
}

Result<Summons> read_summons(const control::Request& request) {
  if (request.command != kCommand) {
    return fail(Stage::kLocal, Code::kUnsupported, "nothing is known of a command " + request.command);
  }
  control::Arguments arguments(request.arguments);
  Summons summons;
  summons.activation = arguments.text_or_empty("activation");
  const std::string turn = arguments.text_or_empty("turn");
  const nlohmann::json links = arguments.any("links");
  if (const auto good = arguments.good(); !good) return std::unexpected(good.error());
  if (turn == kOn) summons.turn = Summons::Turn::kOn;
  if (turn == kOff) summons.turn = Summons::Turn::kOff;
  if (!turn.empty() && summons.turn == Summons::Turn::kNot) {
    return std::unexpected(invalid("turn: this has to be \"on\" or \"off\""));
  }
  if (!links.is_array()) return std::unexpected(invalid("links: this has to be a list"));
  for (const nlohmann::json& link : links) {
    if (!link.is_string()) return std::unexpected(invalid("links: this has to be a list of texts"));
    summons.links.push_back(link.get<std::string>());
  }
  if (auto good = check(summons); !good) return std::unexpected(std::move(good.error()));
  return summons;
}

Result<> summon(const std::string& place, const Summons& summons, std::chrono::milliseconds patience) {
  if (auto good = check(summons); !good) return good;
  nlohmann::json arguments{{"links", summons.links}};
  if (!summons.activation.empty()) arguments["activation"] = summons.activation;
  if (summons.turn != Summons::Turn::kNot) arguments["turn"] = summons.turn == Summons::Turn::kOn ? kOn : kOff;
  const std::string line = control::to_line({.id = 1, .command = std::string(kCommand), .arguments = arguments});
  if (line.size() > control::kLongestRequest) return fail(Stage::kLocal, Code::kLimit, "the links are too long");
  // One that has only just been started has the lock, and listens in a moment.
  const auto end = std::chrono::steady_clock::now() + patience;
  auto remote = control::Remote::connect(place);
  while (!remote && remote.error().code == Code::kNotFound && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    remote = control::Remote::connect(place);
  }
  if (!remote) return std::unexpected(std::move(remote.error()));
  if (auto asked = remote->ask(kCommand, arguments); !asked) return asked;
  const auto answer = remote->next(patience);
  if (!answer) return std::unexpected(answer.error());
  if (answer->kind == control::Answer::Kind::kError)
    return fail(Stage::kLocal, Code::kInvalid, answer->failure.sentence);
  return {};
}

}  // namespace culvert::desktop
