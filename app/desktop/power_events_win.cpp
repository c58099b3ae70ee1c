// WM_POWERBROADCAST, which every window of the program gets: told once for all of them.
#include <windows.h>

#include <QAbstractNativeEventFilter>
#include <QCoreApplication>
#include <utility>

#include "power_events.h"

namespace culvert::desktop {

struct PowerEvents::Private : QAbstractNativeEventFilter {
  explicit Private(PowerEvents& o) : owner(o) { QCoreApplication::instance()->installNativeEventFilter(this); }
  ~Private() override { QCoreApplication::instance()->removeNativeEventFilter(this); }

  bool nativeEventFilter(const QByteArray&, void* message, qintptr*) override {
    const auto* const m = static_cast<const MSG*>(message);
    if (m->message != WM_POWERBROADCAST) return false;
    if (m->wParam == PBT_APMSUSPEND && !std::exchange(asleep, true)) owner.on_prepare_for_sleep(true);
    if (m->wParam == PBT_APMRESUMEAUTOMATIC && std::exchange(asleep, false)) owner.on_prepare_for_sleep(false);
    return false;
  }

  PowerEvents& owner;
  bool asleep = false;
};

PowerEvents::PowerEvents(QObject* parent) : QObject(parent), d_(std::make_unique<Private>(*this)) {}
PowerEvents::~PowerEvents() = default;

void PowerEvents::on_prepare_for_sleep(bool asleep) {
  if (asleep) {
    emit falling_asleep();
  } else {
    emit woken_up();
  }
}

// The end of the session is all that a program hears of it here (QGuiApplication::commitDataRequest).
void PowerEvents::on_prepare_for_shutdown(bool /*off*/) {}

}  // namespace culvert::desktop
