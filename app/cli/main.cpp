// culvert-cli: the client without a window. Its subcommands have files of their own, its exit codes are in command.h.

#include <array>

#include "command.h"

namespace culvert::app {
namespace {

constexpr std::array<AddCommand, 15> kCommands{
    add_run,     add_connect,     add_check, add_proxies, add_profiles, add_status, add_on,     add_off,
    add_forward, add_connections, add_close, add_trace,   add_env,      add_launch, add_repair,
};

int main(int argc, char** argv) {
  CLI::App program("Carries TCP connections through a connect-tcp proxy.", "culvert-cli");
  program.require_subcommand(1);
  program.set_version_flag("--version", CULVERT_VERSION);
  program.footer(
      "Exit codes: 0 done; 1 the tunnel, the client, or what was asked of it failed; 2 the command line or a file it\n"
      "names is wrong; 3 no Culvert runs that could be asked.");
  Chosen chosen;
  for (const AddCommand add : kCommands) add(program, chosen);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return program.exit(e) == 0 ? kDone : kUsage;
  }
  return chosen();
}

}  // namespace
}  // namespace culvert::app

int main(int argc, char** argv) { return culvert::app::main(argc, argv); }
