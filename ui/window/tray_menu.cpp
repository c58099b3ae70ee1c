#include "window/tray_menu.h"

#include <QAction>
#include <QActionGroup>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QResizeEvent>
#include <QScreen>
#include <QTimer>
#include <algorithm>
#include <optional>
#include <vector>

#include "conductor.h"
#include "core_bridge.h"
#include "desktop.h"
#include "format.h"
#include "names.h"
#include "setup_document.h"

namespace culvert::ui {

namespace {

// One that can be chosen or checked.
struct Entry {
  QString id;
  QString name;
  bool on = false;
  bool operator==(const Entry&) const = default;
};

// A menu takes a "&" for a mark of the letter after it.
QString in_menu(QString text) { return text.replace(u'&', QStringLiteral("&&")); }

QString text_of(const std::string& name, const std::string& otherwise) { return in_menu(shown_name(name, otherwise)); }

void set_text(QAction& action, const QString& text) {
  if (action.text() != text) action.setText(text);
}

}  // namespace

struct TrayMenu::Private {
  Private(TrayMenu& m, const Context& c, std::chrono::milliseconds longest);

  void update();
  void update_profiles();
  void update_applications();
  void list(std::vector<QAction*>& actions, const std::vector<Entry>& entries, QAction* end, QActionGroup* in_group,
            void (Private::*chosen)(const QString&, bool));
  void use_profile(const QString& id, bool on);
  void turn_application(const QString& id, bool on);
  void opened();
  void closed();
  void take(const LivePointer& live);

  TrayMenu& menu;
  const Context context;
  QAction* state;
  QAction* rate;
  QAction* turn;
  QAction* profiles_end;
  QAction* applications_end;
  QAction* copy;
  QAction* open;
  QAction* quit;
  QActionGroup* group;
  std::vector<Entry> profiles;
  std::vector<Entry> applications;
  std::vector<QAction*> profile_actions;
  std::vector<QAction*> application_actions;
  CoreBridge::Watch watch;
  LivePointer before;  // the one that a rate is counted from
  QTimer longest_open;
};

TrayMenu::Private::Private(TrayMenu& m, const Context& c, std::chrono::milliseconds longest)
    : menu(m),
      context(c),
      state(m.addAction(QString())),
      rate(m.addAction(QString())),
      turn(m.addAction(QString())),
      profiles_end(m.addSeparator()),
      applications_end(m.addSeparator()),
      copy(m.addAction(QString())),
      open(m.addAction(QString())),
      quit(m.addAction(QString())),
      group(new QActionGroup(&m)) {
  m.insertSeparator(turn);
  QAction* profiles_begin = m.insertSeparator(profiles_end);
  m.insertSeparator(open);
  profiles_begin->setObjectName(QStringLiteral("tray.profiles"));
  const std::pair<QAction*, const char*> names[] = {{state, "tray.state"}, {rate, "tray.rate"}, {turn, "tray.turn"},
                                                    {copy, "tray.copy"},   {open, "tray.open"}, {quit, "tray.quit"}};
  for (const auto& [action, name] : names) action->setObjectName(QString::fromLatin1(name));
  state->setEnabled(false);
  rate->setEnabled(false);
  rate->setVisible(false);
  longest_open.setSingleShot(true);
  longest_open.setInterval(longest);
}

// Entries that are the same stay, so that a panel that shows the menu does not lose its place.
void TrayMenu::Private::list(std::vector<QAction*>& actions, const std::vector<Entry>& entries, QAction* end,
                             QActionGroup* in_group, void (Private::*chosen)(const QString&, bool)) {
  while (actions.size() > entries.size()) {
    delete actions.back();
    actions.pop_back();
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i == actions.size()) {
      auto* action = new QAction(&menu);
      action->setCheckable(true);
      if (in_group != nullptr) in_group->addAction(action);
      QObject::connect(action, &QAction::triggered, &menu,
                       [this, action, chosen](bool on) { (this->*chosen)(action->data().toString(), on); });
      menu.insertAction(end, action);
      actions.push_back(action);
    }
    actions[i]->setData(entries[i].id);
    set_text(*actions[i], entries[i].name);
    if (actions[i]->isChecked() != entries[i].on) actions[i]->setChecked(entries[i].on);
  }
}

void TrayMenu::Private::update_profiles() {
  const config::Setup& setup = context.setup.setup();
  std::vector<Entry> now;
  now.reserve(setup.profiles.size());
  for (const config::Profile& p : setup.profiles) {
    now.push_back({QString::fromStdString(p.id), text_of(p.name, p.proxy), p.id == setup.profile});
  }
  if (now == profiles) return;
  profiles = std::move(now);
  list(profile_actions, profiles, profiles_end, group, &Private::use_profile);
}

void TrayMenu::Private::update_applications() {
  std::vector<Entry> now;
  now.reserve(context.setup.setup().applications.size());
  for (const config::Application& a : context.setup.setup().applications) {
    now.push_back({QString::fromStdString(a.id), text_of(a.name, a.id), a.on});
  }
  if (now == applications) return;
  applications = std::move(now);
  list(application_actions, applications, applications_end, nullptr, &Private::turn_application);
}

void TrayMenu::Private::update() {
  set_text(*state, in_menu(context.conductor.status().sentence));
  set_text(*turn, context.conductor.is_on() ? tr("Turn off") : tr("Turn on"));
  set_text(*copy, tr("Copy environment for terminal"));
  set_text(*open, tr("Open Culvert"));
  set_text(*quit, tr("Quit"));
  update_profiles();
  update_applications();
}

void TrayMenu::Private::use_profile(const QString& id, bool on) {
  if (!on) return;
  context.setup.edit([&](config::Setup& s) { s.profile = id.toStdString(); });
}

void TrayMenu::Private::turn_application(const QString& id, bool on) {
  context.setup.edit([&](config::Setup& s) {
    for (config::Application& a : s.applications) {
      if (a.id == id.toStdString()) a.on = on;
    }
  });
}

void TrayMenu::Private::opened() {
  longest_open.start();
  if (watch || !context.conductor.is_on()) return;
  before.reset();
  watch = context.core.watch(CoreBridge::View::kTotals);
}

void TrayMenu::Private::closed() {
  longest_open.stop();
  watch = {};
  rate->setVisible(false);
}

void TrayMenu::Private::take(const LivePointer& live) {
  if (!watch) return;
  const LivePointer last = std::exchange(before, live);
  if (!live->running) return rate->setVisible(false);
  if (!last) return;
  const double seconds = std::chrono::duration<double>(live->at - last->at).count();
  if (seconds <= 0) return;
  const auto per_second = [&](quint64 now, quint64 then) {
    return now > then ? static_cast<double>(now - then) / seconds : 0.0;
  };
  const Traffic& a = last->total.traffic;
  const Traffic& b = live->total.traffic;
  set_text(
      *rate,
      tr("%1 down, %2 up", "throughput").arg(rate_text(per_second(b.down, a.down)), rate_text(per_second(b.up, a.up))));
  rate->setVisible(true);
}

TrayMenu::TrayMenu(const Context& context, std::chrono::milliseconds longest)
    : d_(std::make_unique<Private>(*this, context, longest)) {
  connect(&context.conductor, &Conductor::status_changed, this, [this] { d_->update(); });
  connect(&context.setup, &SetupDocument::changed, this, [this] { d_->update(); });
  connect(&context.core, &CoreBridge::live, this, [this](const LivePointer& live) { d_->take(live); });
  connect(this, &QMenu::aboutToShow, this, [this] { d_->opened(); });
  connect(this, &QMenu::aboutToHide, this, [this] { d_->closed(); });
  connect(&d_->longest_open, &QTimer::timeout, this, [this] { d_->closed(); });
  connect(d_->turn, &QAction::triggered, this, [this] { d_->context.conductor.toggle(); });
  connect(d_->copy, &QAction::triggered, this,
          [this] { QGuiApplication::clipboard()->setText(d_->context.desktop.environment_lines({})); });
  connect(d_->open, &QAction::triggered, this, &TrayMenu::open_wanted);
  connect(d_->quit, &QAction::triggered, this, &TrayMenu::quit_wanted);
  d_->update();
}

TrayMenu::~TrayMenu() = default;

// It grows while it is open, once there is a throughput to show.
void TrayMenu::resizeEvent(QResizeEvent* event) {
  QMenu::resizeEvent(event);
  const QRect room = screen()->availableGeometry();
  if (isVisible() && geometry().bottom() > room.bottom()) move(x(), std::max(room.top(), room.bottom() + 1 - height()));
}

void TrayMenu::changeEvent(QEvent* event) {
  QMenu::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) d_->update();
}

}  // namespace culvert::ui
