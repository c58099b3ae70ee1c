#include "tray.h"

#include <QApplication>
#include <QEvent>
#include <QSystemTrayIcon>
#include <QTimer>
#include <utility>

#include "conductor.h"
#include "icons.h"
#include "names.h"
#include "theme.h"
#include "window/tray_menu.h"
#include "window/tray_panel.h"

namespace culvert::ui {

namespace {
constexpr int kSteps = 3;

// A window of ours has the focus. In some panels the icon itself can have it.
bool is_in_front() {
  const QWidget* active = QApplication::activeWindow();
  return active != nullptr && !active->windowFlags().testFlag(Qt::BypassWindowManagerHint);
}

}  // namespace

struct Tray::Private {
  Private(Tray& t, const Context& c, Theme& h, Pace p);

  void make_icon();
  void look();
  void update();
  void draw();
  void note(const QString& sentence);
  void say();

  Tray& tray;
  const Context context;
  Theme& theme;
  TrayPanel panel;
  TrayMenu menu;  // outlives the icons that have it
  std::unique_ptr<QSystemTrayIcon> icon;
  bool there = false;
  State drawn = State::kOff;
  bool drawn_dark = false;
  int drawn_step = -1;
  int step = 0;
  QString waiting;  // to be said
  QTimer steps;
  QTimer looking;
  QTimer quiet;  // runs as long as nothing more is to be said
};

Tray::Private::Private(Tray& t, const Context& c, Theme& h, Pace p)
    : tray(t), context(c), theme(h), menu(c, p.longest_menu) {
  steps.setInterval(p.step);
  looking.setInterval(p.look);
  looking.setTimerType(Qt::VeryCoarseTimer);
  quiet.setInterval(p.between_notes);
  quiet.setSingleShot(true);
}

// Which protocol it speaks is decided when it is made.
void Tray::Private::make_icon() {
  icon = std::make_unique<QSystemTrayIcon>();
  icon->setContextMenu(&menu);
  QObject::connect(icon.get(), &QSystemTrayIcon::activated, &tray, [this](QSystemTrayIcon::ActivationReason reason) {
    if (reason == QSystemTrayIcon::Trigger) emit tray.open_wanted();
  });
  QObject::connect(icon.get(), &QSystemTrayIcon::messageClicked, &tray, &Tray::open_wanted);
  drawn_step = -1;
  there = QSystemTrayIcon::isSystemTrayAvailable();
  update();
  icon->show();
  if (panel.is_silent()) looking.start();
  emit tray.available_changed();
}

void Tray::Private::look() {
  if (!panel.is_silent()) return looking.stop();
  if (QSystemTrayIcon::isSystemTrayAvailable() != there) make_icon();
}

void Tray::Private::update() {
  const Status& status = context.conductor.status();
  const QString tip = tr("Culvert: %1", "tool tip of the tray's icon; %1 is the state, a sentence")
                          .arg(without_markup(status.sentence));
  if (icon->toolTip() != tip) icon->setToolTip(tip);
  const bool moves = there && status.state == State::kConnecting && !theme.reduced_motion();
  if (moves != steps.isActive()) moves ? steps.start() : steps.stop();
  if (!moves) step = 0;
  draw();
}

void Tray::Private::draw() {
  const State state = context.conductor.status().state;
  const bool dark = TrayPanel::is_dark(theme.desktop_dark());
  const bool same = state == std::exchange(drawn, state);
  const bool same_ground = dark == std::exchange(drawn_dark, dark);
  if (std::exchange(drawn_step, step) == step && same && same_ground) return;
  QIcon picture = tray_icon(state, dark, step);
  picture.setIsMask(TrayPanel::wants_mask());
  icon->setIcon(picture);
}

void Tray::Private::note(const QString& sentence) {
  waiting = sentence;
  if (!quiet.isActive()) say();
}

// What came in the meantime is said in one, by the last of it.
void Tray::Private::say() {
  const QString sentence = std::exchange(waiting, {});
  if (sentence.isEmpty() || is_in_front() || !there) return;
  const bool problem = context.conductor.status().state == State::kProblem;
  icon->showMessage(QStringLiteral("Culvert"), without_markup(sentence),
                    problem ? QSystemTrayIcon::Warning : QSystemTrayIcon::Information);
  quiet.start();
}

Tray::Tray(const Context& context, Theme& theme, Pace pace, QObject* parent)
    : QObject(parent), d_(std::make_unique<Private>(*this, context, theme, pace)) {
  connect(&context.conductor, &Conductor::status_changed, this, [this] { d_->update(); });
  connect(&context.conductor, &Conductor::notable, this, [this](const QString& sentence) { d_->note(sentence); });
  connect(&theme, &Theme::changed, this, [this] { d_->update(); });
  connect(&d_->menu, &TrayMenu::open_wanted, this, &Tray::open_wanted);
  connect(&d_->menu, &TrayMenu::quit_wanted, this, &Tray::quit_wanted);
  connect(&d_->panel, &TrayPanel::changed, this, [this] { d_->make_icon(); });
  connect(&d_->steps, &QTimer::timeout, this, [this] {
    d_->step = (d_->step + 1) % kSteps;
    d_->draw();
  });
  connect(&d_->looking, &QTimer::timeout, this, [this] { d_->look(); });
  connect(&d_->quiet, &QTimer::timeout, this, [this] { d_->say(); });
  d_->make_icon();
}

Tray::~Tray() = default;

bool Tray::available() const { return d_->there; }

}  // namespace culvert::ui
