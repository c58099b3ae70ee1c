// systemd-logind says PrepareForSleep(true) before, and PrepareForSleep(false) after (org.freedesktop.login1(5)).
// Where there is no system bus, or no logind, nothing is ever told.
#include <QDBusConnection>

#include "power_events.h"

namespace culvert::desktop {

struct PowerEvents::Private {};

PowerEvents::PowerEvents(QObject* parent) : QObject(parent) {
  QDBusConnection::systemBus().connect(QStringLiteral("org.freedesktop.login1"),
                                       QStringLiteral("/org/freedesktop/login1"),
                                       QStringLiteral("org.freedesktop.login1.Manager"),
                                       QStringLiteral("PrepareForSleep"), this, SLOT(on_prepare_for_sleep(bool)));
}

PowerEvents::~PowerEvents() = default;

void PowerEvents::on_prepare_for_sleep(bool asleep) {
  if (asleep) {
    emit falling_asleep();
  } else {
    emit woken_up();
  }
}

}  // namespace culvert::desktop
