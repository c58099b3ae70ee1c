// culvert-cli trace: the steps of connections and tunnels, from a Culvert that runs.

#include <algorithm>
#include <format>
#include <iostream>
#include <memory>

#include "arguments.h"
#include "asking.h"
#include "base/escape.h"
#include "event_text.h"

namespace culvert::app {

namespace {

using control::Json;

// As it was before it became JSON (api/trace_text.h); nothing if it is of a newer Culvert.
std::optional<Trace::Record> record_of(const Json& row) {
  Trace::Record record;
  const std::string step = row.value("step", "");
  bool known = false;
  for (auto i = std::uint8_t{0}; i <= static_cast<std::uint8_t>(Step::kFailed) && !known; ++i) {
    record.step = static_cast<Step>(i);
    known = name_of(record.step) == step;
  }
  if (!known) return {};
  record.subject = {.connection = number_in(row, "connection"), .tunnel = number_in(row, "tunnel")};
  if (const auto name = value_name_of(record.step); !name.empty()) {
    record.value = number_in(row, std::string(name).c_str());
  }
  const std::string text = row.value("text", "");
  record.size = static_cast<std::uint8_t>(std::min(text.size(), record.bytes.size()));
  std::ranges::copy_n(text.begin(), record.size, record.bytes.begin());
  return record;
}

std::string line_of(const Json& row) {
  const auto record = record_of(row);
  const std::string text = record ? to_text(*record) : text_in(row, "step") + " " + text_in(row, "text");
  if (text.empty()) return {};
  const std::uint64_t tunnel = number_in(row, "tunnel");
  const std::uint64_t connection = number_in(row, "connection");
  return std::format("{:.1f} ms{}{}: {}\n", row.value("ms", 0.0), tunnel != 0 ? std::format(", tunnel {}", tunnel) : "",
                     connection != 0 ? std::format(", connection {}", connection) : "", text);
}

bool tell(const Asking& asking, const Json& row) {
  if (asking.json) return print(row);
  std::cout << line_of(row) << std::flush;
  return std::cout.good();
}

struct Options {
  Asking asking;
  bool follow = false;
  Arguments arguments;  // of which: what to trace
};

int trace(const Options& o) {
  const auto wanted = traced(o.arguments);
  if (!wanted) {
    std::cerr << "culvert-cli: " << escape(wanted.error().detail) << "\n";
    return kUsage;
  }
  nlohmann::json arguments{{"follow", o.follow}};
  if (wanted->tunnel != 0) arguments["tunnel"] = wanted->tunnel;
  if (wanted->connection != 0) arguments["connection"] = wanted->connection;
  if (o.follow) {
    const auto end = follow(o.asking, "trace", arguments, [&](const Json& row) { return tell(o.asking, row); });
    return end ? kDone : end.error();
  }
  const auto answer = ask(o.asking, "trace", arguments);
  if (!answer) return answer.error();
  for (const Json& row : *answer) {
    if (!tell(o.asking, row)) break;
  }
  return kDone;
}

}  // namespace

void add_trace(CLI::App& program, Chosen& chosen) {
  auto o = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("trace", "tell of the last steps of connections and tunnels");
  add_asking_options(*command, o->asking);
  command->add_flag("--follow", o->follow, "instead of those that were taken: each one as it is taken");
  command->add_option("--of", o->arguments.trace_of, "only those of tunnel:NUMBER or connection:NUMBER");
  command->callback([&chosen, o] { chosen = [o] { return trace(*o); }; });
}

}  // namespace culvert::app
