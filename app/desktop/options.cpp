#include "options.h"

#include <CLI/CLI.hpp>
#include <cstdlib>

namespace culvert::desktop {

namespace {

constexpr int kUsage = 2;

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

}  // namespace

std::expected<Options, int> read_options(int argc, char** argv) {
  Options options;
  bool on = false;
  bool off = false;
  CLI::App app("Carries TCP connections through a connect-tcp proxy, with a window.", "culvert");
  app.set_version_flag("--version", CULVERT_VERSION);
  app.add_flag("--minimised", options.minimised, "with the icon in the panel only, where there is one");
  auto* const turn_on = app.add_flag("--on", on, "turn Culvert on");
  app.add_flag("--off", off, "turn Culvert off, if it runs")->excludes(turn_on);
  app.add_option("LINK", options.summons.links, "culvert:// link, to look at what it would set up");
  app.footer("If it runs already, that program does what is asked for.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return std::unexpected(app.exit(e) == 0 ? 0 : kUsage);
  }
  if (on) options.summons.turn = Summons::Turn::kOn;
  if (off) options.summons.turn = Summons::Turn::kOff;
  // By either of these the one who has started us says that it was a person.
  options.summons.activation = variable("XDG_ACTIVATION_TOKEN");
  if (options.summons.activation.empty()) options.summons.activation = variable("DESKTOP_STARTUP_ID");
  if (!is_activation(options.summons.activation)) options.summons.activation.clear();
  return options;
}

}  // namespace culvert::desktop
