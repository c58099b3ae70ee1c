// Desktop Application Autostart Specification: an entry in $XDG_CONFIG_HOME/autostart. A desktop that lets people
// switch such entries off sets Hidden, or X-GNOME-Autostart-enabled, in it.
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

#include "autostart.h"

namespace culvert::desktop {

namespace {

constexpr qint64 kLongest = 64 * 1024;

QString directory() { return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/autostart"; }
QString file() { return directory() + u"/org.culvert.Culvert.desktop"; }

// An argument of Exec: quoted as the Desktop Entry Specification says, and once more for a value of a key.
QString quoted(const QString& argument) {
  static const QString reserved = QStringLiteral(" \t\n\"'\\><~|&;$*?#()`%");
  bool plain = !argument.isEmpty();
  QString out;
  for (const QChar c : argument) {
    if (reserved.contains(c)) plain = false;
    if (c == u'"' || c == u'`' || c == u'$' || c == u'\\') out += u'\\';
    out += c;
    if (c == u'%') out += c;
  }
  if (plain) return argument;
  out.replace(u'\\', QStringLiteral("\\\\"));
  return u'"' + out + u'"';
}

QString entry_of(const QStringList& command) {
  QStringList words;
  for (const QString& word : command) words += quoted(word);
  return QStringLiteral(
             "[Desktop Entry]\n"
             "Type=Application\n"
             "Name=Culvert\n"
             "Exec=%1\n"
             "Icon=org.culvert.Culvert\n"
             "Terminal=false\n"
             "X-GNOME-Autostart-enabled=true\n")
      .arg(words.join(u' '));
}

}  // namespace

bool starts_at_login() {
  QFile entry(file());
  if (!entry.open(QIODevice::ReadOnly)) return false;
  bool ours = false;
  bool starts = true;
  for (const QByteArray& line : entry.read(kLongest).split('\n')) {
    const QByteArray text = line.trimmed();
    if (text.startsWith('[')) ours = text == "[Desktop Entry]";
    const qsizetype equals = text.indexOf('=');
    if (!ours || equals < 0) continue;
    const QByteArray key = text.first(equals).trimmed();
    const bool value = text.mid(equals + 1).trimmed().toLower() == "true";
    if (key == "Hidden" && value) starts = false;
    if (key == "X-GNOME-Autostart-enabled" && !value) starts = false;
  }
  return starts;
}

std::expected<void, QString> set_start_at_login(bool start, const QStringList& command) {
  if (!start) {
    QFile entry(file());
    if (!entry.exists() || entry.remove()) return {};
    return std::unexpected(
        QCoreApplication::translate("culvert::desktop::Autostart", "The entry %1 could not be removed: %2.")
            .arg(file(), entry.errorString()));
  }
  QDir().mkpath(directory());
  QSaveFile entry(file());
  const QByteArray text = entry_of(command).toUtf8();
  if (entry.open(QIODevice::WriteOnly) && entry.write(text) == text.size() && entry.commit()) return {};
  return std::unexpected(
      QCoreApplication::translate("culvert::desktop::Autostart", "The entry %1 could not be written: %2.")
          .arg(file(), entry.errorString()));
}

}  // namespace culvert::desktop
