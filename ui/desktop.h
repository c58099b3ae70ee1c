// What the window wants of the computer that it runs on. Implemented in app/desktop, one file per platform; tests have
// their own. Nothing here blocks: what takes time is answered later, on the thread of the window, and not at all if
// `context` is gone.
#pragma once

#include <QIcon>
#include <QObject>
#include <QString>
#include <QStringList>
#include <cstdint>
#include <expected>
#include <functional>
#include <utility>
#include <vector>

#include "config/setup.h"

namespace culvert::ui {

struct InstalledProgram {
  QString id;             // of its desktop entry: "org.postgresql.psql"
  QString name;           // in the language of the window
  QString icon;           // name in the icon theme, or a path
  QStringList launch;     // argv
  QString executable;     // what its processes run, an absolute path; empty: that cannot be told (a script, a sandbox)
  bool terminal = false;  // `launch` opens one
};

struct RunningProgram {
  QString name;
  QString executable;  // absolute path
};

struct BuiltInProxy {
  QString uri_template;  // "https://localhost:4433/.well-known/masque/tcp/{target_host}/{target_port}/"
  QString ca_file;
};

class Desktop : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  virtual void installed_programs(QObject* context, std::function<void(std::vector<InstalledProgram>)> receive) = 0;
  // Of the person, each executable once. Where it cannot be told what runs, nothing does.
  virtual void running_programs(QObject* context, std::function<void(std::vector<RunningProgram>)> receive) {
    QMetaObject::invokeMethod(context, [receive = std::move(receive)] { receive({}); }, Qt::QueuedConnection);
  }
  // With the environment that leads programs through `listener` ("localhost:1080"; empty: as it is), in the person's
  // home. Errors: one sentence.
  virtual std::expected<void, QString> launch(const QStringList& argv, const QString& listener) = 0;
  // The lines that a person pastes into a terminal to lead its programs through `listener`.
  [[nodiscard]] virtual QString environment_lines(const QString& listener) const = 0;

  // Whether Culvert starts at login, in truth, not what the settings say.
  [[nodiscard]] virtual bool starts_at_login() const = 0;
  virtual std::expected<void, QString> set_start_at_login(bool start, bool minimised) = 0;

  // The system proxy is wanted or not; it is in effect only while Culvert is on. What comes of it is told by
  // system_proxy_changed().
  virtual void want_system_proxy(bool wanted) = 0;
  struct SystemProxyState {
    bool in_effect = false;
    QString sentence = {};  // what is wrong, or left alone, in the language of now; empty: nothing
    QString details = {};
  };
  [[nodiscard]] virtual SystemProxyState system_proxy() const = 0;

  // Starts the companion proxy in this program, on loopback, or says where it is. It ends with the program.
  virtual void start_built_in_proxy(QObject* context,
                                    std::function<void(std::expected<BuiltInProxy, QString>)> receive) = 0;

  // Everything that helps somebody else to find out what is wrong, without secrets and without destinations, in one
  // file. Errors: one sentence.
  virtual void write_diagnosis(const QString& path, QObject* context,
                               std::function<void(std::expected<void, QString>)> receive) = 0;
  [[nodiscard]] virtual QString log_directory() const = 0;
  // How this program is kept up to date, in one sentence; whether it may look for itself.
  [[nodiscard]] virtual QString update_sentence() const = 0;
  [[nodiscard]] virtual bool can_check_for_updates() const = 0;

 signals:
  void system_proxy_changed();
};

}  // namespace culvert::ui
