// The Settings portal of a desktop, on a connection of its own.
#pragma once

#include <gtest/gtest.h>

#include <QDBusConnection>
#include <QDBusMetaType>
#include <QDBusVariant>
#include <QMap>
#include <QObject>
#include <QVariantMap>

using Groups = QMap<QString, QVariantMap>;
Q_DECLARE_METATYPE(Groups)

namespace culvert::ui::test {

class FakePortal : public QObject {
  Q_OBJECT
  Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

 public:
  FakePortal() {
    qDBusRegisterMetaType<Groups>();
    EXPECT_TRUE(bus_.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"), this,
                                    QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
    EXPECT_TRUE(bus_.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));
  }
  ~FakePortal() override { QDBusConnection::disconnectFromBus(QStringLiteral("portal")); }

  void set(const QString& group, const QString& key, const QVariant& value) { settings_[group][key] = value; }
  void change(const QString& group, const QString& key, const QVariant& value) {
    set(group, key, value);
    emit SettingChanged(group, key, QDBusVariant(value));
  }
  [[nodiscard]] QStringList asked() const { return asked_; }

 public slots:
  Groups ReadAll(const QStringList& groups) {
    asked_ += groups;
    Groups found;
    for (const QString& group : groups) {
      if (settings_.contains(group)) found[group] = settings_[group];
    }
    return found;
  }

 signals:
  void SettingChanged(const QString& group, const QString& key, const QDBusVariant& value);

 private:
  QDBusConnection bus_ = QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("portal"));
  Groups settings_;
  QStringList asked_;
};

}  // namespace culvert::ui::test
