// IORegisterForSystemPower: its messages come on the run loop of the thread, which is Qt's as well.
#include <IOKit/IOMessage.h>
#include <IOKit/pwr_mgt/IOPMLib.h>

#include "power_events.h"

namespace culvert::desktop {

struct PowerEvents::Private {
  io_connect_t root = MACH_PORT_NULL;
  IONotificationPortRef port = nullptr;
  io_object_t notifier = MACH_PORT_NULL;

  static void told(void* self, io_service_t, natural_t message, void* argument) {
    auto& owner = *static_cast<PowerEvents*>(self);
    if (message == kIOMessageCanSystemSleep || message == kIOMessageSystemWillSleep) {
      if (message == kIOMessageSystemWillSleep) owner.on_prepare_for_sleep(true);
      IOAllowPowerChange(owner.d_->root, reinterpret_cast<intptr_t>(argument));  // else it waits for half a minute
    } else if (message == kIOMessageSystemHasPoweredOn) {
      owner.on_prepare_for_sleep(false);
    }
  }
};

PowerEvents::PowerEvents(QObject* parent) : QObject(parent), d_(std::make_unique<Private>()) {
  d_->root = IORegisterForSystemPower(this, &d_->port, Private::told, &d_->notifier);
  if (d_->root == MACH_PORT_NULL) return;
  CFRunLoopAddSource(CFRunLoopGetMain(), IONotificationPortGetRunLoopSource(d_->port), kCFRunLoopCommonModes);
}

PowerEvents::~PowerEvents() {
  if (d_->root == MACH_PORT_NULL) return;
  CFRunLoopRemoveSource(CFRunLoopGetMain(), IONotificationPortGetRunLoopSource(d_->port), kCFRunLoopCommonModes);
  IODeregisterForSystemPower(&d_->notifier);
  IOServiceClose(d_->root);
  IONotificationPortDestroy(d_->port);
}

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
