// A value below the person's Run key; the task manager keeps beside it whether it has been switched off there.
#include <QCoreApplication>
#include <QDir>
#include <QSettings>

#include "autostart.h"

namespace culvert::desktop {

namespace {

const QString kRun = QStringLiteral("HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run");
const QString kApproved =
    QStringLiteral("HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\StartupApproved\\Run");
const QString kName = QStringLiteral("Culvert");

// As programs of Windows take their command line apart: backslashes count before a quote only.
QString quoted(const QString& argument) {
  if (!argument.isEmpty() && !argument.contains(u' ') && !argument.contains(u'"')) return argument;
  QString out = QStringLiteral("\"");
  int backslashes = 0;
  for (const QChar c : argument) {
    if (c == u'"') out += QString(backslashes + 1, u'\\');
    backslashes = c == u'\\' ? backslashes + 1 : 0;
    out += c;
  }
  return out + QString(backslashes, u'\\') + u'"';
}

}  // namespace

bool starts_at_login() {
  const QSettings run(kRun, QSettings::NativeFormat);
  if (!run.contains(kName)) return false;
  // The first byte is even while it is on.
  const QByteArray approved = QSettings(kApproved, QSettings::NativeFormat).value(kName).toByteArray();
  return approved.isEmpty() || (approved.front() & 1) == 0;
}

std::expected<void, QString> set_start_at_login(bool start, const QStringList& command) {
  QSettings run(kRun, QSettings::NativeFormat);
  if (start) {
    QStringList words{quoted(QDir::toNativeSeparators(command.value(0)))};
    for (const QString& word : command.mid(1)) words += quoted(word);
    run.setValue(kName, words.join(u' '));
    QSettings(kApproved, QSettings::NativeFormat).remove(kName);
  } else {
    run.remove(kName);
  }
  run.sync();
  if (run.status() == QSettings::NoError) return {};
  return std::unexpected(QCoreApplication::translate("culvert::desktop::Autostart",
                                                     "Windows did not let Culvert change what starts at login."));
}

}  // namespace culvert::desktop
