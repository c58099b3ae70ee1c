// With a bus of its own in the place of the system's, and the test in the place of logind.
#include "power_events.h"

#include <gtest/gtest.h>

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDeadlineTimer>
#include <QProcess>

namespace culvert::desktop {
namespace {

TEST(PowerEvents, LogindsSignalsAreToldOf) {
  int argc = 1;
  std::string name = "test";
  char* argv[] = {name.data(), nullptr};
  const QCoreApplication application(argc, argv);
  QProcess bus;
  bus.start(QStringLiteral("dbus-daemon"), {QStringLiteral("--session"), QStringLiteral("--nofork"),
                                            QStringLiteral("--nopidfile"), QStringLiteral("--print-address")});
  ASSERT_TRUE(bus.waitForReadyRead(20'000));
  const QByteArray address = bus.readLine().trimmed();
  ASSERT_FALSE(address.isEmpty());
  qputenv("DBUS_SYSTEM_BUS_ADDRESS", address);
  {
    PowerEvents events;
    QStringList told;
    const auto note = [&](auto signal, const char* word) {
      QObject::connect(&events, signal, [&told, word] { told += QString::fromLatin1(word); });
    };
    note(&PowerEvents::falling_asleep, "asleep");
    note(&PowerEvents::woken_up, "awake");
    note(&PowerEvents::switching_off, "off");
    note(&PowerEvents::staying_on, "on");
    QDBusConnection logind = QDBusConnection::connectToBus(QString::fromLatin1(address), QStringLiteral("logind"));
    ASSERT_TRUE(logind.registerService(QStringLiteral("org.freedesktop.login1")));
    const QDeadlineTimer deadline(20'000);
    for (const QString& signal_name : {QStringLiteral("PrepareForSleep"), QStringLiteral("PrepareForShutdown")}) {
      for (const bool prepare : {true, false}) {
        QDBusMessage signal = QDBusMessage::createSignal(QStringLiteral("/org/freedesktop/login1"),
                                                         QStringLiteral("org.freedesktop.login1.Manager"), signal_name);
        signal << prepare;
        ASSERT_TRUE(logind.send(signal));
      }
    }
    while (told.size() < 4 && !deadline.hasExpired()) QCoreApplication::processEvents(QEventLoop::AllEvents, 50);
    EXPECT_EQ(told, (QStringList{QStringLiteral("asleep"), QStringLiteral("awake"), QStringLiteral("off"),
                                 QStringLiteral("on")}));
    QDBusConnection::disconnectFromBus(QStringLiteral("logind"));
  }
  bus.terminate();
  EXPECT_TRUE(bus.waitForFinished(20'000));
}

}  // namespace
}  // namespace culvert::desktop
