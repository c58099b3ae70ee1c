#include "face.h"

#include <QTimer>

#include "kept_state.h"
#include "tray.h"

namespace culvert::desktop {

namespace {

using namespace std::chrono_literals;

constexpr auto kLatePanel = 5s;  // after the login, until it is there

}  // namespace

struct Face::Private {
  Private(const ui::Services& services, KeptState& s)
      : state(s),
        window(services),
        tray({.core = services.core,
              .setup = services.setup,
              .settings = services.settings,
              .secrets = services.secrets,
              .conductor = services.conductor,
              .desktop = services.desktop,
              .navigator = window},
             services.theme) {}

  KeptState& state;
  ui::MainWindow window;
  ui::Tray tray;
  QTimer late_panel;
};

Face::Face(const ui::Services& services, KeptState& state, bool minimised)
    : d_(std::make_unique<Private>(services, state)) {
  d_->window.take_state(state.window());
  d_->window.set_tray_available(d_->tray.available());
  connect(&d_->window, &ui::MainWindow::quit_wanted, this, &Face::quit_wanted);
  connect(&d_->tray, &ui::Tray::quit_wanted, this, &Face::quit_wanted);
  connect(&d_->tray, &ui::Tray::open_wanted, this, [this] {
    d_->late_panel.stop();
    d_->window.raise_or_hide();
  });
  connect(&d_->tray, &ui::Tray::available_changed, this, [this] {
    const bool available = d_->tray.available();
    d_->window.set_tray_available(available);
    // The panel has gone, and the window was not there: there would be no way back to it.
    if (available) {
      d_->late_panel.stop();
    } else if (!d_->window.isVisible() && !d_->late_panel.isActive()) {
      d_->late_panel.start();
    }
    emit tray_available_changed();
  });
  d_->late_panel.setSingleShot(true);
  d_->late_panel.setInterval(kLatePanel);
  connect(&d_->late_panel, &QTimer::timeout, this, [this] { d_->window.show(); });
  show_as_wanted(minimised);
}

Face::~Face() = default;

void Face::show_as_wanted(bool minimised) {
  if (!minimised) {
    d_->window.show();
  } else if (!d_->tray.available()) {
    d_->late_panel.start();
  }
}

void Face::take(const Summons& summons) {
  if (summons.turn != Summons::Turn::kNot && summons.links.empty()) return;
  d_->late_panel.stop();
  d_->window.raise_window(QByteArray::fromStdString(summons.activation));
  for (const std::string& link : summons.links) d_->window.add_profile(QString::fromStdString(link));
}

bool Face::tray_available() const { return d_->tray.available(); }

void Face::keep() { d_->state.keep_window(d_->window.state_to_keep()); }

void Face::hide() { d_->window.hide(); }

}  // namespace culvert::desktop
