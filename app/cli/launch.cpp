// culvert-cli env and launch: leading programs to a Culvert that runs.

#include <iostream>
#include <map>
#include <memory>
#include <optional>

#include "asking.h"
#include "base/escape.h"
#include "common/proxy_environment.h"
#include "common/replace_process.h"
#include "config/listen_address.h"
#include "proxy_options.h"
#include "saved_setup.h"

namespace culvert::app {

namespace {

using control::Json;

int tell(const Error& error) {
  std::cerr << "culvert-cli: " << escape(error.detail) << ".\n";
  return kFailed;
}

std::optional<Endpoint> endpoint_of(const Json& listener) {
  if (text_in(listener, "kind") != "mixed" || !text_in(listener, "sentence").empty()) return std::nullopt;
  const auto at = config::ListenAddress::parse(text_in(listener, "address"));
  if (!at || at->kind == config::ListenAddress::Kind::kPath) return std::nullopt;
  if (at->kind == config::ListenAddress::Kind::kAddress) return at->endpoint;
  return Endpoint{IpAddress::v4({127, 0, 0, 1}), at->endpoint.port};
}

// Where a Culvert that runs takes SOCKS and HTTP, or the exit code.
std::expected<Endpoint, int> mixed_port(const Asking& asking) {
  const auto status = ask(asking, "status");
  if (!status) return std::unexpected(status.error());
  for (const Json& listener : list_in(*status, "listeners")) {
    if (const auto endpoint = endpoint_of(listener)) return *endpoint;
  }
  return std::unexpected(tell({Stage::kLocal, Code::kNotFound,
                               flag_in(*status, "on") ? "Culvert has no port open for SOCKS and HTTP"
                                                      : "Culvert is off; culvert-cli on turns it on"}));
}

const std::map<std::string, Shell> kShells{
    {"sh", Shell::kPosix}, {"fish", Shell::kFish}, {"powershell", Shell::kPowerShell}, {"cmd", Shell::kCommandPrompt}};

struct Environment {
  Asking asking;
  std::string shell = "sh";       // of kShells
  std::string whom = "terminal";  // or "ssh", "git"
};

int print_environment(const Environment& e) {
  if (e.whom == "ssh") {  // it asks no port
    std::cout << ssh_lines("culvert-cli");
    return kDone;
  }
  const auto mixed = mixed_port(e.asking);
  if (!mixed) return mixed.error();
  const auto variables = proxy_environment(*mixed);
  if (e.asking.json) {
    Json out = Json::object();
    for (const auto& [name, value] : variables) out[name] = value;
    print(out);
  } else {
    std::cout << (e.whom == "git" ? git_line(*mixed) : shell_lines(variables, kShells.at(e.shell)));
  }
  return kDone;
}

struct Launch {
  Asking asking;
  std::string application;
  std::vector<std::string> words;
};

// What is saved for the application.
Result<std::vector<std::string>> command_of(const std::string& application) {
  const auto saved = SavedSetup::load();
  if (!saved) return std::unexpected(saved.error());
  for (const config::Application& one : saved->setup().applications) {
    if (one.id != application) continue;
    if (!one.launch.empty()) return one.launch;
    return fail(Stage::kLocal, Code::kInvalid, "the application " + application + " has no command to launch it");
  }
  return fail(Stage::kLocal, Code::kNotFound, "there is no application " + application);
}

int launch(Launch l) {
  if (!l.application.empty()) {
    auto command = command_of(l.application);
    if (!command) return usage_error(command.error());
    l.words.insert(l.words.begin(), command->begin(), command->end());
  }
  if (l.words.empty()) {
    return usage_error({Stage::kLocal, Code::kInvalid, "launch needs a program, or --application"});
  }
  const auto mixed = mixed_port(l.asking);
  if (!mixed) return mixed.error();
  return tell(replace_process(l.words, proxy_environment(*mixed)));
}

}  // namespace

void add_env(CLI::App& program, Chosen& chosen) {
  auto e = std::make_shared<Environment>();
  CLI::App* command = program.add_subcommand("env", "print what leads other programs to a Culvert that runs");
  add_asking_options(*command, e->asking);
  command->add_option("--shell", e->shell, "sh (also bash and zsh), fish, powershell or cmd")
      ->check(CLI::IsMember(kShells).description(""))
      ->capture_default_str();
  command->add_option("--for", e->whom, "terminal (lines for a shell), ssh (for its configuration) or git (a command)")
      ->check(CLI::IsMember({"terminal", "ssh", "git"}).description(""))
      ->capture_default_str();
  command->callback([&chosen, e] { chosen = [e] { return print_environment(*e); }; });
}

void add_launch(CLI::App& program, Chosen& chosen) {
  auto l = std::make_shared<Launch>();
  CLI::App* command = program.add_subcommand("launch", "start a program that goes through a Culvert that runs");
  command->add_option("--control", l->asking.place, "path of the control socket (default: your own)");
  command->add_option("--application", l->application, "start the command that is saved for this application");
  command->prefix_command();
  command->footer("The program and its arguments follow: culvert-cli launch curl https://www.example.com/");
  command->callback([&chosen, l, command] {
    l->words = command->remaining();
    chosen = [l] { return launch(*l); };
  });
}

}  // namespace culvert::app
