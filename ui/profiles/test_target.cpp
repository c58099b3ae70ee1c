#include "profiles/test_target.h"

#include <QSettings>
#include <QStandardPaths>
#include <QThreadPool>

#include "profiles/later.h"

namespace culvert::ui {

namespace {

using Qt::StringLiterals::operator""_s;

QString file() { return QStandardPaths::writableLocation(QStandardPaths::StateLocation) + u"/tests.ini"_s; }

}  // namespace

void read_test_target(QObject* context, std::function<void(const QString&)> receive) {
  later(
      [] {
        const QSettings settings(file(), QSettings::IniFormat);
        return settings.value(u"target"_s, QString::fromUtf16(kUsualTestTarget)).toString();
      },
      context, [receive = std::move(receive)](const QString& target) { receive(target); });
}

void remember_test_target(const QString& target) {
  QThreadPool::globalInstance()->start([target] {
    QSettings settings(file(), QSettings::IniFormat);
    if (settings.value(u"target"_s).toString() != target) settings.setValue(u"target"_s, target);
  });
}

}  // namespace culvert::ui
