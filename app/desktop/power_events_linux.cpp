// systemd-logind says PrepareForSleep(true) before, and PrepareForSleep(false) after (org.freedesktop.login1(5)); and
// the same of PrepareForShutdown, with false where somebody has called it off.
// Where there is no system bus, or no logind, nothing is ever told.
#include <QDBusConnection>

#include "power_events.h"

namespace culvert::desktop {

struct PowerEvents::Private {};

PowerEvents::PowerEvents(QObject* parent) : QObject(parent) {
  QDBusConnection bus = QDBusConnection::systemBus();
  const auto hear = [&](const QString& signal, const char* slot) {
    bus.connect(QStringLiteral("org.freedesktop.login1"), QStringLiteral("/org/freedesktop/login1"),
                QStringLiteral("org.freedesktop.login1.Manager"), signal, this, slot);
  };
  hear(QStringLiteral("PrepareForSleep"), SLOT(on_prepare_for_sleep(bool)));
  hear(QStringLiteral("PrepareForShutdown"), SLOT(on_prepare_for_shutdown(bool)));
}

PowerEvents::~PowerEvents() = default;

void PowerEvents::on_prepare_for_sleep(bool asleep) {
  if (asleep) {
    emit falling_asleep();
  } else {
    emit woken_up();
  }
}

void PowerEvents::on_prepare_for_shutdown(bool off) {
  if (off) {
    emit switching_off();
  } else {
    emit staying_on();
  }
}

}  // namespace culvert::desktop
