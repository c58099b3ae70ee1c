// culvert: the desktop program.
//
// Exit codes: 0 it ended as it was asked to, or handed over to the program that runs; 1 that one does not answer; 2 the
// command line is wrong.

#include <QApplication>
#include <cstdlib>
#include <iostream>

#include "base/escape.h"
#include "common/descriptor_limit.h"
#include "desktop_appearance.h"
#include "front_door.h"
#include "icons.h"
#include "net/signals.h"
#include "options.h"
#include "program.h"

namespace culvert::desktop {
namespace {

constexpr int kFailed = 1;
constexpr std::chrono::seconds kPatience{5};

void complain(const Error& error) { std::cerr << "culvert: " << escape(error.detail) << "\n"; }

// Where Qt loses the X server, it calls exit(): no destructor runs, as of anything that main() has, but this does.
class AtExit {
 public:
  explicit AtExit(Program& program) {
    the_program = &program;
    std::atexit([] {
      if (the_program == nullptr) return;
      the_program->end_without_window();
      std::_Exit(kFailed);  // threads of Qt's go on, and would miss what others clean up now
    });
  }
  ~AtExit() { the_program = nullptr; }
  AtExit(const AtExit&) = delete;
  AtExit& operator=(const AtExit&) = delete;

 private:
  static inline Program* the_program = nullptr;
};

// The exit code where this start is none, since another program runs, or is not to be started.
std::optional<int> hand_over(FrontDoor& door, const Options& options) {
  const auto place = summons_place();
  const auto taken = place ? door.take_summons(*place) : Result<>(std::unexpected(place.error()));
  if (taken) return options.summons.turn == Summons::Turn::kOff ? std::optional(0) : std::nullopt;
  if (!place || taken.error().code != Code::kDenied) {
    complain(taken.error());  // without a place to meet there may be two of them
    return std::nullopt;
  }
  if (const auto told = summon(*place, options.summons, kPatience); !told) {
    complain(told.error());
    return kFailed;
  }
  return 0;
}

int main(int argc, char** argv) {
  auto options = read_options(argc, argv);
  if (!options) return options.error();
  FrontDoor door;
  if (const auto code = hand_over(door, *options)) return *code;
  app::raise_descriptor_limit();
  ignore_broken_pipes();
  QCoreApplication::setApplicationName(QStringLiteral("culvert"));
  QCoreApplication::setApplicationVersion(QStringLiteral(CULVERT_VERSION));
  QGuiApplication::setApplicationDisplayName(QStringLiteral("Culvert"));
  QGuiApplication::setDesktopFileName(QStringLiteral("org.culvert.Culvert"));
  QGuiApplication::setQuitOnLastWindowClosed(false);
  ui::DesktopAppearance::prepare();
  int words = 1;  // the others are ours
  const QApplication application(words, argv);
  QGuiApplication::setWindowIcon(ui::program_icon());
  Program program(*options, door);
  const AtExit guard(program);
  return QApplication::exec();
}

}  // namespace
}  // namespace culvert::desktop

int main(int argc, char** argv) { return culvert::desktop::main(argc, argv); }
