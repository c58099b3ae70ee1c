#include "program.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QSaveFile>
#include <QSessionManager>
#include <QStandardPaths>
#include <QTimer>
#include <iostream>

#include "api/engine.h"
#include "base/escape.h"
#include "commander.h"
#include "conductor.h"
#include "config/paths.h"
#include "control/place.h"
#include "core_bridge.h"
#include "core_bridge_feed.h"
#include "face.h"
#include "front_door.h"
#include "kept_state.h"
#include "keychain.h"
#include "languages.h"
#include "power_events.h"
#include "secrets.h"
#include "sentences.h"
#include "settings_document.h"
#include "setup_document.h"
#include "theme.h"
#include "this_computer.h"

namespace culvert::desktop {

namespace {

using namespace std::chrono_literals;

// After a session was to end and did not: the system proxy is wanted again.
constexpr auto kSessionGoesOn = 30s;

QString below(QStandardPaths::StandardLocation location) {
  return QStandardPaths::writableLocation(location) + u"/culvert";
}

QString config_directory() {
  if (const auto known = config::config_directory()) return QString::fromStdString(*known);
  return below(QStandardPaths::GenericConfigLocation);  // there is no home: each change will be told not to be saved
}

ui::Trouble trouble(const QString& sentence, const QString& details) {
  ui::Trouble t;
  t.sentence = sentence;
  t.details = details;
  t.at = QDateTime::currentDateTime();
  return t;
}

}  // namespace

struct Program::Private {
  Private(const Options& options, FrontDoor& door);
  ~Private();

  void end();
  void tell(const api::Event& event);  // the core thread
  void connect_parts();
  void connect_face();
  void open_door();
  void take(const Summons& summons);
  void take_settings();
  void report_system_proxy();
  void prepare_for_end();

  FrontDoor& door;
  ui::SetupDocument setup{config_directory() + u'/' + QLatin1StringView(config::kSetupFile)};
  ui::SettingsDocument settings{config_directory() + u'/' + QLatin1StringView(config::kSettingsFile)};
  std::unique_ptr<ui::Keychain> keychain = ui::make_keychain();
  ui::Secrets secrets{*keychain};
  ui::CoreBridge core;
  ui::CoreBridgeFeed feed{core};
  ui::Conductor conductor{core, setup, secrets};
  Commander commander{setup, conductor};
  std::unique_ptr<ThisComputer> computer;
  std::unique_ptr<PowerEvents> power;
  QTimer session_goes_on;
  QMetaObject::Connection keeping;
  KeptState kept{below(QStandardPaths::GenericStateLocation) + u"/state.json"};
  ui::Languages languages;
  ui::Theme theme;
  std::unique_ptr<Face> face;
  std::unique_ptr<api::Engine> engine;  // last: its thread tells what is above
};

Program::Private::Private(const Options& options, FrontDoor& d) : door(d) {
  settings.load();
  setup.load();
  computer = std::make_unique<ThisComputer>(
      ThisComputer::Parts{.core = core,
                          .setup = setup,
                          .settings = settings,
                          .data_directory = below(QStandardPaths::GenericDataLocation),
                          .state_directory = below(QStandardPaths::GenericStateLocation)});
  engine = std::make_unique<api::Engine>([this](const api::Event& event) { tell(event); });
  feed.attach(*engine);
  languages.follow(settings);
  theme.set_appearance(settings.settings().appearance);
  connect_parts();
  take_settings();
  theme.catch_up();
  face = std::make_unique<Face>(ui::Services{.core = core,
                                             .setup = setup,
                                             .settings = settings,
                                             .secrets = secrets,
                                             .conductor = conductor,
                                             .desktop = *computer,
                                             .theme = theme},
                                kept, options.minimised);
  connect_face();
  open_door();
  computer->start_proxy_of_setup();
  if (kept.was_on() && options.summons.turn == Summons::Turn::kNot) conductor.turn_on();
  // The window is where it is wanted already.
  if (options.summons.turn != Summons::Turn::kNot || !options.summons.links.empty()) take(options.summons);
}

Program::Private::~Private() {
  door.stop();
  face->keep();
  face->hide();
  end();
  face.reset();
}

// All but what is seen.
void Program::Private::end() {
  door.stop();
  QObject::disconnect(keeping);  // that it is turned off now is nobody's wish
  computer->end();               // before the port closes that programs are sent to
  setup.flush();
  settings.flush();
  conductor.turn_off();
  feed.detach();
  engine.reset();
}

void Program::Private::tell(const api::Event& event) {
  feed.tell(event);
  computer->on_event(event);
  door.tell(event);
}

void Program::Private::connect_parts() {
  QObject::connect(&setup, &ui::SetupDocument::changed, &door, [this] { door.set_setup(setup.setup()); });
  QObject::connect(&settings, &ui::SettingsDocument::changed, &conductor, [this] { take_settings(); });
  QObject::connect(computer.get(), &ui::Desktop::system_proxy_changed, &conductor, [this] { report_system_proxy(); });
  QObject::connect(computer.get(), &ThisComputer::built_in_proxy_told, &conductor,
                   [this](bool runs, const QString& details) {
                     conductor.report(QStringLiteral("built-in-proxy"), [runs, details] {
                       const QString sentence = runs ? QString() : tr("The built-in proxy could not be started.");
                       return trouble(sentence, details);
                     });
                   });
  QObject::connect(&door, &FrontDoor::summoned, &conductor, [this](const Summons& summons) { take(summons); });
  QObject::connect(&door, &FrontDoor::stop_wanted, qApp, &QCoreApplication::quit);
  QObject::connect(qGuiApp, &QGuiApplication::commitDataRequest, &conductor, [this](QSessionManager& session) {
    session.setRestartHint(QSessionManager::RestartNever);  // what starts at login says so itself
    prepare_for_end();
  });
  keeping = QObject::connect(&conductor, &ui::Conductor::status_changed, &conductor,
                             [this] { kept.keep_on(conductor.is_on()); });
  session_goes_on.setSingleShot(true);
  session_goes_on.setInterval(kSessionGoesOn);
  QObject::connect(&session_goes_on, &QTimer::timeout, &conductor, [this] { take_settings(); });
  // What asks the system bus waits for it a moment: not before the window is there.
  QTimer::singleShot(0, &conductor, [this] {
    power = std::make_unique<PowerEvents>();
    QObject::connect(power.get(), &PowerEvents::woken_up, &conductor, &ui::Conductor::try_again);
    QObject::connect(power.get(), &PowerEvents::switching_off, &conductor, [this] { prepare_for_end(); });
    QObject::connect(power.get(), &PowerEvents::staying_on, &conductor, [this] { take_settings(); });
  });
}

void Program::Private::connect_face() {
  QObject::connect(face.get(), &Face::quit_wanted, qApp, &QCoreApplication::quit);
  const auto tell_of_tray = [this] { computer->set_tray_available(face->tray_available()); };
  QObject::connect(face.get(), &Face::tray_available_changed, computer.get(), tell_of_tray);
  tell_of_tray();
  QObject::connect(&languages, &ui::Languages::changed, &conductor, &ui::Conductor::retranslate);
}

void Program::Private::open_door() {
  const auto place = control::prepared_place();
  const auto taken =
      place ? door.take_commands(*place, setup.setup(), commander.owner()) : Result<>(std::unexpected(place.error()));
  if (!taken) {
    std::cerr << "culvert: " << escape(taken.error().detail) << "\n";
    conductor.report(QStringLiteral("control"), [error = taken.error()] {
      return trouble(error.code == Code::kDenied
                         ? tr("Another Culvert runs without a window: culvert-cli speaks with that one, and both may "
                              "want the same ports.")
                         : tr("culvert-cli cannot speak with this program."),
                     ui::shown(error.detail, 1024));
    });
  }
  door.start(*engine);
}

void Program::Private::take(const Summons& summons) {
  if (summons.turn == Summons::Turn::kOn) conductor.turn_on();
  if (summons.turn == Summons::Turn::kOff) conductor.turn_off();
  face->take(summons);
}

void Program::Private::take_settings() {
  session_goes_on.stop();
  theme.set_appearance(settings.settings().appearance);
  computer->want_system_proxy(settings.settings().system_proxy);
}

void Program::Private::report_system_proxy() {
  conductor.report(QStringLiteral("system-proxy"), [this] {
    const ui::Desktop::SystemProxyState state = computer->system_proxy();
    ui::Trouble one = trouble(settings.settings().system_proxy ? state.sentence : QString(), state.details);
    one.action = tr("Settings");
    one.place = {.page = ui::Page::kSettings, .entry = {}, .field = QStringLiteral("system_proxy")};
    return one;
  });
}

// The session ends, or the computer is switched off: the process is ended soon, without more words. Or somebody calls
// that off.
void Program::Private::prepare_for_end() {
  setup.flush();
  settings.flush();
  computer->give_back_system_proxy();
  session_goes_on.start();
}

Program::Program(const Options& options, FrontDoor& door) : d_(std::make_unique<Private>(options, door)) {}

Program::~Program() = default;

void Program::end_without_window() {
  d_->conductor.blockSignals(true);  // nothing is to be drawn
  d_->end();
}

}  // namespace culvert::desktop
