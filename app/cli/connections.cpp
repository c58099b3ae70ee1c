// culvert-cli connections and close.

#include <format>
#include <iostream>
#include <memory>

#include "asking.h"

namespace culvert::app {

namespace {

using control::Json;

std::string way_of(const Json& row) {
  if (text_in(row, "action") != "tunnel") return text_in(row, "action");
  return text_in(row, "profile");
}

std::string table_of(const Json& connections) {
  std::vector<std::vector<std::string>> rows{
      {"ID", "DESTINATION", "VIA", "PROGRAM", "SENT", "RECEIVED", "AGE", "STATE"}};
  for (const Json& row : connections) {
    rows.push_back({std::to_string(number_in(row, "id")), text_in(row, "target"), way_of(row), text_in(row, "program"),
                    in_bytes(number_in(row, "sent")), in_bytes(number_in(row, "received")),
                    in_time(row.value("age_ms", 0.0)), flag_in(row, "open") ? "open" : text_in(row, "step")});
  }
  return rows.size() == 1 ? "There is no connection.\n" : in_columns(rows);
}

}  // namespace

void add_connections(CLI::App& program, Chosen& chosen) {
  auto asking = std::make_shared<Asking>();
  CLI::App* command = program.add_subcommand("connections", "list the connections of applications");
  add_asking_options(*command, *asking);
  command->callback([&chosen, asking] {
    chosen = [asking] {
      const auto answer = ask(*asking, "connections");
      if (!answer) return answer.error();
      if (asking->json) {
        print(*answer);
      } else {
        std::cout << table_of(*answer);
      }
      return kDone;
    };
  });
}

void add_close(CLI::App& program, Chosen& chosen) {
  auto asking = std::make_shared<Asking>();
  auto id = std::make_shared<std::uint64_t>(0);
  CLI::App* command = program.add_subcommand("close", "reset a connection");
  add_asking_options(*command, *asking);
  command->add_option("ID", *id, "its number, as connections tells it")->required();
  command->callback([&chosen, asking, id] {
    chosen = [asking, id] {
      const auto answer = ask(*asking, "close", {{"tunnel", *id}});
      if (!answer) return answer.error();
      if (asking->json) print(*answer);
      return kDone;
    };
  });
}

}  // namespace culvert::app
