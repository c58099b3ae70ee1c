#include "this_computer.h"

#include <QCoreApplication>
#include <QPointer>
#include <QSaveFile>
#include <QThreadPool>
#include <algorithm>

#include "autostart.h"
#include "built_in_proxy.h"
#include "common/proxy_environment.h"
#include "config/listen_address.h"
#include "core_bridge.h"
#include "diagnosis.h"
#include "http/uri_template.h"
#include "log_file.h"
#include "programs/program_access.h"
#include "sentences.h"
#include "settings_document.h"
#include "setup_document.h"
#include "system_proxy/keeper.h"
#include "usual_shell.h"

namespace culvert::desktop {

namespace {

using Kind = ui::Happening::Kind;
using Remark = system_proxy::Remark;

LogFile::Limits limits_of(const config::Settings& settings) {
  return {.bytes = qint64{settings.log_megabytes} * 1024 * 1024, .days = static_cast<int>(settings.log_days)};
}

// What is worth a line on the disk: not each connection that goes as it should.
bool is_routine(Kind kind) {
  return kind == Kind::kConnectionOpened || kind == Kind::kConnectionClosed || kind == Kind::kApplied;
}

QByteArray line_of(const ui::Happening& h) {
  QString line = h.at.toString(Qt::ISODateWithMs) + u' ' + name_of(h.kind);
  for (const QString& text : {h.sentence, h.details}) {
    if (!text.isEmpty()) line += u' ' + text;
  }
  return line.toUtf8();
}

std::optional<Endpoint> endpoint_of(const QString& listener) {
  const auto at = config::ListenAddress::parse(listener.toStdString());
  if (!at || at->kind == config::ListenAddress::Kind::kPath) return std::nullopt;
  if (at->kind == config::ListenAddress::Kind::kAddress) return at->endpoint;
  return Endpoint{IpAddress::v4({127, 0, 0, 1}), at->endpoint.port};
}

bool asks_for_password(const config::Setup& setup) {
  return std::ranges::any_of(setup.listeners, [](const config::MixedListener& l) { return l.credentials.has_value(); });
}

QString word_of(config::FileState state) {
  switch (state) {
    case config::FileState::kOk:
      return QStringLiteral("ok");
    case config::FileState::kMissing:
      return QStringLiteral("missing");
    case config::FileState::kDamaged:
      return QStringLiteral("damaged");
    case config::FileState::kNewer:
      return QStringLiteral("newer");
    case config::FileState::kUnreadable:
      return QStringLiteral("unreadable");
  }
  return {};
}

}  // namespace

struct ThisComputer::Private {
  Private(ThisComputer& q, const Parts& p)
      : parts(p),
        log(p.state_directory + u"/log", limits_of(p.settings.settings())),
        proxy(p.data_directory.toStdString() + "/built-in-proxy"),
        keeper(false, [&q](const system_proxy::Outcome& outcome) {
          QMetaObject::invokeMethod(&q, [&q, outcome] { q.d_->take(q, outcome); }, Qt::QueuedConnection);
        }) {}

  void take(ThisComputer& q, const system_proxy::Outcome& outcome);
  void update_wish(ThisComputer& q);

  const Parts parts;
  LogFile log;
  RecentHappenings recent;
  ProgramAccess programs;
  BuiltInProxy proxy;
  bool wanted = false;
  SystemProxyState state;
  bool tray = false;
  QThreadPool writer;           // of diagnoses
  system_proxy::Keeper keeper;  // last: its thread tells what is above
};

ThisComputer::ThisComputer(const Parts& parts, QObject* parent) : ui::Desktop(parent) {
  d_ = std::make_unique<Private>(*this, parts);
  connect(&parts.core, &ui::CoreBridge::happened, this, [this](const ui::Happening& happening) {
    d_->recent.add(happening);
    if (!is_routine(happening.kind)) d_->log.add(line_of(happening));
  });
  connect(&parts.settings, &ui::SettingsDocument::changed, this,
          [this] { d_->log.set_limits(limits_of(d_->parts.settings.settings())); });
  connect(&parts.setup, &ui::SetupDocument::changed, this, [this] { d_->update_wish(*this); });
}

ThisComputer::~ThisComputer() { end(); }

// ---- Programs
// --------------------------------------------------------------------------------------------------------

void ThisComputer::installed_programs(QObject* context,
                                      std::function<void(std::vector<ui::InstalledProgram>)> receive) {
  d_->programs.installed(context, std::move(receive));
}

void ThisComputer::running_programs(QObject* context, std::function<void(std::vector<ui::RunningProgram>)> receive) {
  d_->programs.running(context, std::move(receive));
}

std::expected<void, QString> ThisComputer::launch(const QStringList& argv, const QString& listener) {
  return d_->programs.launch(argv, listener);
}

QString ThisComputer::environment_lines(const QString& listener) const {
  const auto endpoint = endpoint_of(listener);
  if (!endpoint) return {};
  return QString::fromStdString(app::shell_lines(app::proxy_environment(*endpoint), usual_shell()));
}

bool ThisComputer::starts_at_login() const { return desktop::starts_at_login(); }

std::expected<void, QString> ThisComputer::set_start_at_login(bool start, bool minimised) {
  QStringList command{QCoreApplication::applicationFilePath()};
  if (minimised) command += QStringLiteral("--minimised");
  return desktop::set_start_at_login(start, command);
}

// ---- The system proxy
// ------------------------------------------------------------------------------------------------

void ThisComputer::want_system_proxy(bool wanted) {
  d_->wanted = wanted;
  d_->update_wish(*this);
}

void ThisComputer::Private::update_wish(ThisComputer& q) {
  const bool closed = asks_for_password(parts.setup.setup());
  keeper.want(wanted && !closed);
  const QString sentence =
      wanted && closed ? tr("The system proxy stays as it is, since a port asks programs for a password: desktops have "
                            "none to give.")
                       : QString();
  if (sentence == state.sentence || (sentence.isEmpty() && wanted)) return;
  state.sentence = sentence;
  emit q.system_proxy_changed();
}

void ThisComputer::Private::take(ThisComputer& q, const system_proxy::Outcome& outcome) {
  state = {.in_effect = outcome.in_effect, .sentence = {}};
  for (const Remark& remark : outcome.remarks) {
    log.add(QDateTime::currentDateTime().toString(Qt::ISODateWithMs).toUtf8() + " system-proxy " +
            ui::shown(remark.sentence, 1024).toUtf8());
    if (remark.kind == Remark::Kind::kFailed) {
      state.sentence = tr("The system proxy could not be changed: %1").arg(ui::shown(remark.sentence, 1024));
    } else if (remark.kind == Remark::Kind::kInUse) {
      state.sentence = tr("Another Culvert has set the system proxy and still runs, so it is left as it is.");
    } else if (remark.kind == Remark::Kind::kLeftAlone && wanted) {
      state.sentence =
          tr("This desktop has no proxy setting that Culvert knows. The lines for a terminal, on the "
             "overview, lead programs through Culvert instead.");
    } else if (remark.kind == Remark::Kind::kLeftAlone) {
      state.sentence = tr("Somebody else has changed the system proxy meanwhile, so it is left as it is.");
    }
  }
  emit q.system_proxy_changed();
}

ui::Desktop::SystemProxyState ThisComputer::system_proxy() const { return d_->state; }

void ThisComputer::on_event(const api::Event& event) { d_->keeper.on_event(event); }

void ThisComputer::give_back_system_proxy() { d_->keeper.give_back(); }

void ThisComputer::end() { d_->keeper.end(); }

// ---- The built-in proxy
// ----------------------------------------------------------------------------------------------

void ThisComputer::start_built_in_proxy(QObject* context,
                                        std::function<void(std::expected<ui::BuiltInProxy, QString>)> receive) {
  const std::string ours = d_->proxy.ca_file();
  const auto& profiles = d_->parts.setup.setup().profiles;
  const auto known = std::ranges::find(profiles, ours, &config::Profile::ca_file);
  std::uint16_t port = BuiltInProxy::kUsualPort;
  if (known != profiles.end()) {
    if (const auto parsed = http::UriTemplate::parse(known->proxy)) port = parsed->origin().port;
  }
  using Outcome = std::expected<ui::BuiltInProxy, QString>;
  auto answer = [context = QPointer(context), receive = std::move(receive)](const Outcome& outcome) {
    if (context) receive(outcome);
  };
  d_->proxy.start(port, [this, answer = std::move(answer)](const Result<BuiltInProxy::Running>& started) {
    Outcome outcome = std::unexpected(QString());
    if (started) {
      outcome = ui::BuiltInProxy{.uri_template = QString::fromStdString(started->uri_template),
                                 .ca_file = QString::fromStdString(started->ca_file)};
    } else {
      outcome = std::unexpected(
          tr("The built-in proxy could not be started: %1").arg(ui::shown(started.error().detail, 1024)));
    }
    QMetaObject::invokeMethod(this, [answer, outcome] { answer(outcome); }, Qt::QueuedConnection);
  });
}

void ThisComputer::start_proxy_of_setup() {
  const std::string ours = d_->proxy.ca_file();
  const auto& profiles = d_->parts.setup.setup().profiles;
  if (!std::ranges::contains(profiles, ours, &config::Profile::ca_file)) return;
  start_built_in_proxy(this, [this, ours](const std::expected<ui::BuiltInProxy, QString>& started) {
    emit built_in_proxy_told(started ? QString() : started.error());
    if (!started) return;
    // Another port, if somebody else has the one of the last time.
    d_->parts.setup.edit([&](config::Setup& setup) {
      for (config::Profile& profile : setup.profiles) {
        if (profile.ca_file == ours) profile.proxy = started->uri_template.toStdString();
      }
    });
  });
}

// ---- For who has to find out what is wrong
// ----------------------------------------------------------------------------

void ThisComputer::write_diagnosis(const QString& path, QObject* context,
                                   std::function<void(std::expected<void, QString>)> receive) {
  auto answer = [context = QPointer(context), receive = std::move(receive)](const std::expected<void, QString>& done) {
    if (context) receive(done);
  };
  auto facts = std::make_shared<DiagnosisFacts>();
  facts->settings = d_->parts.settings.settings();
  facts->setup = d_->parts.setup.setup();
  facts->setup_file = word_of(d_->parts.setup.file().state);
  facts->happenings = d_->recent.all();
  facts->tray = d_->tray ? QStringLiteral("available") : QStringLiteral("none");
  facts->system_proxy = d_->state.in_effect ? QStringLiteral("in effect") : QStringLiteral("not in effect");
  d_->parts.core.snapshot(this, [this, path, facts, answer](const ui::LivePointer& live) {
    facts->live = live;
    d_->parts.core.read_trace(0, this, [this, path, facts, answer](const QList<ui::TraceRow>& steps) {
      facts->steps = steps;
      d_->writer.start([this, path, answer, text = diagnosis(*facts)] {
        QSaveFile file(path);
        std::expected<void, QString> done;
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit()) {
          done = std::unexpected(tr("The file %1 could not be written: %2").arg(path, file.errorString()));
        }
        QMetaObject::invokeMethod(this, [answer, done] { answer(done); }, Qt::QueuedConnection);
      });
    });
  });
}

QString ThisComputer::log_directory() const { return d_->log.directory(); }

QString ThisComputer::update_sentence() const {
  return CULVERT_PACKAGED ? tr("Culvert is one of this system's packages, and kept up to date with them.")
                          : tr("This Culvert was built from its sources. It does not look for newer ones.");
}

bool ThisComputer::can_check_for_updates() const { return false; }

void ThisComputer::set_tray_available(bool available) { d_->tray = available; }

}  // namespace culvert::desktop
