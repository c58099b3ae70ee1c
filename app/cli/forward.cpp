// culvert-cli forward: the forwards of a Culvert that runs.

#include <format>
#include <iostream>
#include <memory>

#include "asking.h"

namespace culvert::app {

namespace {

using control::Json;

struct Options {
  Asking asking;
  std::string forward;
  std::string id;
  std::string application;
  std::string profile;
};

std::string state_of(const Json& row) {
  if (!flag_in(row, "on")) return "off";
  if (flag_in(row, "open")) return "open";
  const std::string sentence = text_in(row, "sentence");
  return sentence.empty() ? "closed" : sentence;
}

std::string list_text(const Json& forwards) {
  std::vector<std::vector<std::string>> rows{{"ID", "LISTEN", "TARGET", "APPLICATION", "SENT", "RECEIVED", "STATE"}};
  for (const Json& row : forwards) {
    rows.push_back({text_in(row, "id"), text_in(row, "listen"), text_in(row, "target"), text_in(row, "application"),
                    in_bytes(number_in(row, "sent")), in_bytes(number_in(row, "received")), state_of(row)});
  }
  return rows.size() == 1 ? "There is no forward.\n" : in_columns(rows);
}

int list(const Options& o) {
  const auto answer = ask(o.asking, "forward-list");
  if (!answer) return answer.error();
  if (o.asking.json) {
    print(*answer);
  } else {
    std::cout << list_text(*answer);
  }
  return kDone;
}

int change(const Options& o, const char* command, const nlohmann::json& arguments) {
  const auto answer = ask(o.asking, command, arguments);
  if (!answer) return answer.error();
  if (o.asking.json) {
    print(*answer);
  } else if (const std::string listen = text_in(*answer, "listen"); !listen.empty()) {
    std::cout << std::format("{}: listening on {}.\n", text_in(*answer, "forward"), listen);
  }
  return kDone;
}

int add(const Options& o) {
  nlohmann::json arguments{{"rule", o.forward}};
  if (!o.id.empty()) arguments["forward"] = o.id;
  if (!o.application.empty()) arguments["application"] = o.application;
  if (!o.profile.empty()) arguments["profile"] = o.profile;
  return change(o, "forward-add", arguments);
}

}  // namespace

void add_forward(CLI::App& program, Chosen& chosen) {
  auto o = std::make_shared<Options>();
  CLI::App* forward = program.add_subcommand("forward", "list and change the forwards of a Culvert that runs");
  forward->require_subcommand(1);
  const auto leaf = [&](const char* name, const char* what, std::function<int()> run) {
    CLI::App* command = forward->add_subcommand(name, what);
    add_asking_options(*command, o->asking);
    command->callback([&chosen, run = std::move(run)] { chosen = run; });
    return command;
  };
  leaf("list", "tell of every forward", [o] { return list(*o); });
  CLI::App* adding = leaf("add", "open another one", [o] { return add(*o); });
  adding->add_option("FORWARD", o->forward, "LISTEN=HOST:PORT")->required();
  adding->add_option("--id", o->id, "its id (default: forward-NUMBER)");
  adding->add_option("--application", o->application, "the application that it belongs to, by its id");
  adding->add_option("--profile", o->profile,
                     "the profile that it goes through, by its id (default: what the rules say)");
  const auto by_id = [&](CLI::App* command) { command->add_option("ID", o->id, "the forward")->required(); };
  by_id(leaf("remove", "close one, with its connections, and forget it",
             [o] { return change(*o, "forward-remove", {{"forward", o->id}}); }));
  by_id(leaf("on", "open one that is off",
             [o] { return change(*o, "forward-switch", {{"forward", o->id}, {"on", true}}); }));
  by_id(leaf("off", "close one, with its connections, and keep it",
             [o] { return change(*o, "forward-switch", {{"forward", o->id}, {"on", false}}); }));
}

}  // namespace culvert::app
