// The session that libsecret opens for a program (its functions secret_password_*, which QtKeychain calls) is kept for
// as long as the program runs, also when the service has been started anew and knows nothing of it.

#include <QDBusConnection>
#include <QLibrary>

#include "keychain_service.h"

namespace culvert::ui {

// No session bus, or nobody there who would keep secrets, nor could be started for it.
bool keychain_is_missing(const QString& details) {
  return !QDBusConnection::sessionBus().isConnected() || details.contains(u"ServiceUnknown");
}

// The same library that QtKeychain has loaded. KWallet's users may be without it.
bool forget_keychain_session() {
  static const auto disconnect =
      reinterpret_cast<void (*)()>(QLibrary::resolve(QStringLiteral("secret-1"), 0, "secret_service_disconnect"));
  if (disconnect == nullptr) return false;
  disconnect();  // can be called at any time; what is under way keeps what it needs
  return true;
}

}  // namespace culvert::ui
