#include "programs/program_access.h"

#include <QLocale>
#include <QPointer>
#include <QThreadPool>
#include <optional>
#include <utility>

#include "base/escape.h"
#include "config/listen_address.h"
#include "programs/installed_programs.h"
#include "programs/launcher.h"

namespace culvert::desktop {

namespace {

ui::InstalledProgram shown(const InstalledProgram& program) {
  QStringList launch;
  for (const std::string& word : program.launch) launch.append(QString::fromStdString(word));
  return {.id = QString::fromStdString(program.id),
          .name = QString::fromStdString(program.name),
          .icon = QString::fromStdString(program.icon),
          .launch = launch,
          .executable = QString::fromStdString(program.executable),
          .terminal = program.terminal};
}

// Where SOCKS and HTTP are taken; nothing for a path, which no program can be led to.
std::optional<Endpoint> endpoint_of(const QString& listener) {
  const auto at = config::ListenAddress::parse(listener.toStdString());
  if (!at || at->kind == config::ListenAddress::Kind::kPath) return std::nullopt;
  if (at->kind == config::ListenAddress::Kind::kAddress) return at->endpoint;
  return Endpoint{IpAddress::v4({127, 0, 0, 1}), at->endpoint.port};
}

}  // namespace

struct ProgramAccess::Private {
  InstalledPrograms programs;  // on the one thread of `worker`
  std::stop_source stop;
  QThreadPool worker;

  // Does `work` on the worker, and gives what comes of it to `receive`, here.
  template <class Work, class Receive>
  void ask(ProgramAccess* self, QObject* context, Work work, Receive receive) {
    worker.start([self, context = QPointer<QObject>(context), work = std::move(work), receive = std::move(receive)] {
      auto found = work();
      QMetaObject::invokeMethod(
          self,
          [context, receive, found = std::move(found)]() mutable {
            if (context) receive(std::move(found));
          },
          Qt::QueuedConnection);
    });
  }
};

ProgramAccess::ProgramAccess(QObject* parent) : QObject(parent), d_(std::make_unique<Private>()) {
  d_->worker.setMaxThreadCount(1);
  d_->worker.setExpiryTimeout(5000);
}

ProgramAccess::~ProgramAccess() {
  d_->stop.request_stop();
  d_->worker.clear();
  d_->worker.waitForDone();
}

void ProgramAccess::installed(QObject* context, std::function<void(std::vector<ui::InstalledProgram>)> receive) {
  const auto work = [this, locale = QLocale().name().toStdString(), stop = d_->stop.get_token()] {
    std::vector<ui::InstalledProgram> all;
    for (const InstalledProgram& program : d_->programs.list(locale, stop)) all.push_back(shown(program));
    return all;
  };
  d_->ask(this, context, work, std::move(receive));
}

void ProgramAccess::running(QObject* context, std::function<void(std::vector<ui::RunningProgram>)> receive) {
  const auto work = [] {
    std::vector<ui::RunningProgram> all;
    for (const RunningProgram& program : running_programs()) {
      all.push_back({QString::fromStdString(program.name), QString::fromStdString(program.executable)});
    }
    return all;
  };
  d_->ask(this, context, work, std::move(receive));
}

std::expected<void, QString> ProgramAccess::launch(const QStringList& argv, const QString& listener) {
  std::vector<app::Variable> variables;
  if (!listener.isEmpty()) {
    const auto endpoint = endpoint_of(listener);
    if (!endpoint) return std::unexpected(tr("Programs cannot be led to %1.").arg(listener));
    variables = app::proxy_environment(*endpoint);
  }
  std::vector<std::string> words;
  for (const QString& word : argv) words.push_back(word.toStdString());
  const auto launched = launch_program(words, variables);
  if (launched) return {};
  const QString program = QString::fromStdString(escape(words.empty() ? "" : words.front()));
  switch (launched.error().code) {
    case Code::kNotFound:
      return std::unexpected(tr("%1 could not be started: there is no such program.").arg(program));
    case Code::kDenied:
      return std::unexpected(tr("%1 could not be started: it may not be run.").arg(program));
    case Code::kInvalid:
      return std::unexpected(tr("There is no command to start."));
    default:
      return std::unexpected(
          tr("%1 could not be started: %2").arg(program, QString::fromStdString(escape(launched.error().detail))));
  }
}

}  // namespace culvert::desktop
