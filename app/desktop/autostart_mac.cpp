// A launch agent of the person's, see launchd.plist(5).
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QSaveFile>

#include "autostart.h"

namespace culvert::desktop {

namespace {

QString directory() { return QDir::homePath() + u"/Library/LaunchAgents"; }
QString file() { return directory() + u"/org.culvert.Culvert.plist"; }

QString plist_of(const QStringList& command) {
  QString words;
  for (const QString& word : command) words += u"    <string>" + word.toHtmlEscaped() + u"</string>\n";
  return QStringLiteral(
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
             "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
             "<plist version=\"1.0\">\n"
             "<dict>\n"
             "  <key>Label</key>\n"
             "  <string>org.culvert.Culvert</string>\n"
             "  <key>ProgramArguments</key>\n"
             "  <array>\n%1  </array>\n"
             "  <key>RunAtLoad</key>\n"
             "  <true/>\n"
             "  <key>ProcessType</key>\n"
             "  <string>Interactive</string>\n"
             "</dict>\n"
             "</plist>\n")
      .arg(words);
}

}  // namespace

bool starts_at_login() { return QFile::exists(file()); }

std::expected<void, QString> set_start_at_login(bool start, const QStringList& command) {
  if (!start) {
    QFile agent(file());
    if (!agent.exists() || agent.remove()) return {};
    return std::unexpected(
        QCoreApplication::translate("culvert::desktop::Autostart", "The entry %1 could not be removed: %2.")
            .arg(file(), agent.errorString()));
  }
  QDir().mkpath(directory());
  QSaveFile agent(file());
  const QByteArray text = plist_of(command).toUtf8();
  if (agent.open(QIODevice::WriteOnly) && agent.write(text) == text.size() && agent.commit()) return {};
  return std::unexpected(
      QCoreApplication::translate("culvert::desktop::Autostart", "The entry %1 could not be written: %2.")
          .arg(file(), agent.errorString()));
}

}  // namespace culvert::desktop
