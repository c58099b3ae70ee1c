// StatusNotifierItem, whose watcher has a name on the bus, or XEmbed, where a panel owns a selection of the screen.
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>
#include <QGuiApplication>
#include <algorithm>
#include <array>

#include "window/tray_panel.h"

namespace culvert::ui {

namespace {
const QString kWatcher = QStringLiteral("org.kde.StatusNotifierWatcher");
}

struct TrayPanel::Private {
  bool on_bus = false;
  std::unique_ptr<QDBusServiceWatcher> watcher;
};

TrayPanel::TrayPanel(QObject* parent) : QObject(parent), d_(std::make_unique<Private>()) {
  const QDBusConnection bus = QDBusConnection::sessionBus();
  if (!bus.isConnected()) return;
  d_->watcher = std::make_unique<QDBusServiceWatcher>(kWatcher, bus, QDBusServiceWatcher::WatchForOwnerChange);
  connect(d_->watcher.get(), &QDBusServiceWatcher::serviceOwnerChanged, this,
          [this](const QString& /*name*/, const QString& /*before*/, const QString& now) {
            d_->on_bus = !now.isEmpty();
            emit changed();
          });
  QDBusMessage question =
      QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.DBus"), QStringLiteral("/org/freedesktop/DBus"),
                                     QStringLiteral("org.freedesktop.DBus"), QStringLiteral("NameHasOwner"));
  question << kWatcher;
  auto* answer = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
  connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
    answer->deleteLater();
    if (const QDBusPendingReply<bool> reply = *answer; reply.isValid() && reply.value()) d_->on_bus = true;
  });
}

TrayPanel::~TrayPanel() = default;

// Nothing tells the colour of a panel. These have dark ones, as they come, also where programs are light; all others
// have the desktop's. Icons have a rim for where that is wrong.
bool TrayPanel::is_dark(bool desktop_dark) {
  static constexpr std::array kDark{"GNOME", "Unity", "Pantheon", "Budgie", "X-Cinnamon", "XFCE"};
  const QByteArrayList desktops = qgetenv("XDG_CURRENT_DESKTOP").split(':');
  return desktop_dark || std::ranges::any_of(kDark, [&](const char* one) { return desktops.contains(one); });
}

bool TrayPanel::wants_mask() { return false; }

bool TrayPanel::is_silent() const { return !d_->on_bus && QGuiApplication::platformName() == QStringLiteral("xcb"); }

}  // namespace culvert::ui
