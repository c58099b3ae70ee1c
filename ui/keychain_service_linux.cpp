#include <QDBusConnection>

#include "keychain_service.h"

namespace culvert::ui {

// No session bus, or nobody there who would keep secrets, nor could be started for it.
bool keychain_is_missing(const QString& details) {
  return !QDBusConnection::sessionBus().isConnected() || details.contains(u"ServiceUnknown");
}

}  // namespace culvert::ui
