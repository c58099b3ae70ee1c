#include "asking.h"

#include <algorithm>
#include <array>
#include <format>
#include <iostream>

#include "base/escape.h"
#include "control/place.h"

namespace culvert::app {

namespace {

constexpr std::size_t kLongest = 1024;  // of a sentence

control::Failure failure_of(const Error& error) {
  return {std::string(name_of(error.stage)), std::string(name_of(error.code)), error.detail + "."};
}

int code_of(const Error& error) { return error.code == Code::kNotFound ? kNotRunning : kFailed; }

std::expected<control::Json, int> answer_of(const Asking& asking, control::Remote& remote,
                                            std::chrono::milliseconds patience,
                                            const std::function<bool(const control::Json&)>& on_event) {
  using Kind = control::Answer::Kind;
  for (;;) {
    auto answer = remote.next(patience);
    if (!answer) return std::unexpected(tell_failure(asking, failure_of(answer.error()), kFailed));
    switch (answer->kind) {
      case Kind::kResult:
        return std::move(answer->value);
      case Kind::kError:
        return std::unexpected(tell_failure(asking, answer->failure, kFailed));
      case Kind::kEvent:
        if (!on_event(answer->value)) return control::Json();
        break;
      case Kind::kLost:
        std::cerr << std::format("culvert-cli: {} events were lost\n", answer->lost);
        break;
    }
  }
}

}  // namespace

void add_asking_options(CLI::App& command, Asking& asking) {
  command.add_option("--control", asking.place, "the control socket of the Culvert that is meant (default: your own)");
  command.add_flag("--json", asking.json, "JSON instead of text");
}

int tell_failure(const Asking& asking, const control::Failure& failure, int code) {
  if (asking.json) {
    print({{"error", {{"stage", failure.stage}, {"code", failure.code}, {"sentence", failure.sentence}}}});
  } else {
    std::cerr << "culvert-cli: " << escape(failure.sentence, kLongest) << "\n";
  }
  return code;
}

std::expected<control::Json, int> follow(const Asking& asking, std::string_view command,
                                         const nlohmann::json& arguments,
                                         const std::function<bool(const control::Json&)>& on_event) {
  auto remote = control::Remote::connect(asking.place.empty() ? control::place() : asking.place);
  if (!remote) return std::unexpected(tell_failure(asking, failure_of(remote.error()), code_of(remote.error())));
  if (const auto sent = remote->ask(command, arguments); !sent) {
    return std::unexpected(tell_failure(asking, failure_of(sent.error()), kFailed));
  }
  const auto patience = on_event ? std::chrono::milliseconds(0) : control::Remote::kPatience;
  return answer_of(asking, *remote, patience, on_event ? on_event : [](const control::Json&) { return true; });
}

std::expected<control::Json, int> ask(const Asking& asking, std::string_view command, const nlohmann::json& arguments) {
  return follow(asking, command, arguments, nullptr);
}

bool print(const control::Json& value) {
  std::cout << value.dump(-1, ' ', true, control::Json::error_handler_t::replace) << "\n" << std::flush;
  return std::cout.good();
}

std::string text_in(const control::Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? escape(found->get<std::string>(), kLongest) : std::string();
}

std::uint64_t number_in(const control::Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

bool flag_in(const control::Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

const control::Json& list_in(const control::Json& object, const char* name) {
  static const control::Json kEmpty = control::Json::array();
  const auto found = object.find(name);
  return found != object.end() && found->is_array() ? *found : kEmpty;
}

std::string in_bytes(std::uint64_t n) {
  constexpr std::array kUnits{"bytes", "kB", "MB", "GB", "TB"};
  if (n < 1000) return std::format("{} {}", n, n == 1 ? "byte" : "bytes");
  std::size_t unit = 0;
  auto value = static_cast<double>(n);
  while (value >= 999.95 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  return std::format("{:.1f} {}", value, kUnits.at(unit));
}

std::string in_time(double milliseconds) {
  const auto seconds = static_cast<std::uint64_t>(std::max(milliseconds, 0.0) / 1000);
  const std::uint64_t minutes = seconds / 60;
  const std::uint64_t hours = minutes / 60;
  if (hours >= 48) return std::format("{} d {} h", hours / 24, hours % 24);
  if (hours > 0) return std::format("{} h {} min", hours, minutes % 60);
  if (minutes > 0) return std::format("{} min {} s", minutes, seconds % 60);
  return std::format("{} s", seconds);
}

std::string in_columns(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += std::format("{:{}}  ", row[i], widths[i]);
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

}  // namespace culvert::app
