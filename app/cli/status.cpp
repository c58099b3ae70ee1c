// culvert-cli status, on and off.

#include <format>
#include <iostream>
#include <memory>

#include "asking.h"

namespace culvert::app {

namespace {

using control::Json;

std::string profile_line(const Json& row) {
  std::string out = text_in(row, "name").empty() ? text_in(row, "id") : text_in(row, "name");
  out = std::format("Profile {}{}", out, flag_in(row, "in_use") ? ", in use" : "");
  const std::string sentence = text_in(row, "sentence");
  out += sentence.empty() ? ".\n" : std::format(": {}\n", sentence);
  for (const Json& proxy : list_in(row, "proxies")) {
    const std::string why = text_in(proxy, "sentence");
    if (!why.empty()) out += std::format("  {} is avoided: {}\n", text_in(proxy, "proxy"), why);
  }
  return out;
}

std::string listener_line(const Json& row) {
  const std::string target = text_in(row, "target");
  const std::string what = target.empty() ? std::string("SOCKS and HTTP") : "to " + target;
  const std::string sentence = text_in(row, "sentence");
  if (sentence.empty()) return std::format("Listening on {} ({}).\n", text_in(row, "address"), what);
  return std::format("Not listening on {} ({}): {}\n", text_in(row, "address"), what, sentence);
}

std::string status_text(const Json& status) {
  if (!flag_in(status, "on")) return "Culvert runs, and is off.\n";
  std::string out = "Culvert is on.\n";
  for (const Json& row : list_in(status, "profiles")) out += profile_line(row);
  for (const Json& row : list_in(status, "listeners")) out += listener_line(row);
  for (const Json& row : list_in(status, "connections")) {
    out += std::format("Connected to {} at {} ({}), for {} connections.\n", text_in(row, "proxy"),
                       text_in(row, "remote"), text_in(row, "http"), number_in(row, "tunnels"));
  }
  return out + std::format("{} connections are open; {} sent, {} received.\n", number_in(status, "tunnels"),
                           in_bytes(number_in(status, "sent")), in_bytes(number_in(status, "received")));
}

void add(CLI::App& program, Chosen& chosen, const char* name, const char* what) {
  auto asking = std::make_shared<Asking>();
  CLI::App* command = program.add_subcommand(name, what);
  add_asking_options(*command, *asking);
  command->callback([&chosen, asking, name] {
    chosen = [asking, name] {
      const auto answer = ask(*asking, name);
      if (!answer) return answer.error();
      if (asking->json) {
        print(*answer);
      } else {
        std::cout << status_text(*answer);
      }
      return kDone;
    };
  });
}

}  // namespace

void add_status(CLI::App& program, Chosen& chosen) {
  add(program, chosen, "status", "tell what a Culvert that runs is doing");
}
void add_on(CLI::App& program, Chosen& chosen) { add(program, chosen, "on", "turn a Culvert that runs on again"); }
void add_off(CLI::App& program, Chosen& chosen) {
  add(program, chosen, "off", "close all listeners and connections of a Culvert that runs on without them");
}

}  // namespace culvert::app
