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
#include "system_proxy_words.h"
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
  // Told on the thread of the window.
  void start_proxy(ThisComputer& q, std::function<void(const Result<BuiltInProxy::Running>&)> receive);

  const Parts parts;
  LogFile log;
  RecentHappenings recent;
  ProgramAccess programs;
  BuiltInProxy proxy;
  bool wanted = false;
  bool refused = false;  // a desktop cannot be led there
  bool in_effect = false;
  std::optional<Remark> remark;  // the last one that a person has to be told of
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
  const bool before = std::exchange(refused, wanted && asks_for_password(parts.setup.setup()));
  keeper.want(wanted && !refused);
  const bool outdated = remark && (refused || !wanted);
  if (outdated) remark.reset();
  if (outdated || refused != before) emit q.system_proxy_changed();
}

void ThisComputer::Private::take(ThisComputer& q, const system_proxy::Outcome& outcome) {
  in_effect = outcome.in_effect;
  remark.reset();
  for (const Remark& one : outcome.remarks) {
    log.add(QDateTime::currentDateTime().toString(Qt::ISODateWithMs).toUtf8() + " system-proxy " +
            ui::shown(one.sentence, 1024).toUtf8());
    if (!sentence_of(one).isEmpty()) remark = one;
  }
  emit q.system_proxy_changed();
}

ui::Desktop::SystemProxyState ThisComputer::system_proxy() const {
  SystemProxyState state{.in_effect = d_->in_effect};
  if (d_->refused) {
    state.sentence =
        tr("The system proxy stays as it is, since a port asks programs for a password: desktops have none to give.");
  } else if (d_->remark) {
    state.sentence = sentence_of(*d_->remark);
    state.details = ui::shown(d_->remark->sentence, 1024);
  }
  return state;
}

void ThisComputer::on_event(const api::Event& event) { d_->keeper.on_event(event); }

void ThisComputer::give_back_system_proxy() { d_->keeper.give_back(); }

void ThisComputer::end() { d_->keeper.end(); }

// ---- The built-in proxy
// ----------------------------------------------------------------------------------------------

void ThisComputer::Private::start_proxy(ThisComputer& q,
                                        std::function<void(const Result<BuiltInProxy::Running>&)> receive) {
  const std::string ours = proxy.ca_file();
  const auto& profiles = parts.setup.setup().profiles;
  const auto known = std::ranges::find(profiles, ours, &config::Profile::ca_file);
  std::uint16_t port = BuiltInProxy::kUsualPort;
  if (known != profiles.end()) {
    if (const auto parsed = http::UriTemplate::parse(known->proxy)) port = parsed->origin().port;
  }
  proxy.start(port, [&q, receive = std::move(receive)](const Result<BuiltInProxy::Running>& started) {
    QMetaObject::invokeMethod(&q, [receive, started] { receive(started); }, Qt::QueuedConnection);
  });
}

void ThisComputer::start_built_in_proxy(QObject* context,
                                        std::function<void(std::expected<ui::BuiltInProxy, QString>)> receive) {
  d_->start_proxy(
      *this, [context = QPointer(context), receive = std::move(receive)](const Result<BuiltInProxy::Running>& started) {
        if (!context) return;
        if (started) {
          return receive(ui::BuiltInProxy{.uri_template = QString::fromStdString(started->uri_template),
                                          .ca_file = QString::fromStdString(started->ca_file)});
        }
        receive(std::unexpected(
            tr("The built-in proxy could not be started: %1").arg(ui::shown(started.error().detail, 1024))));
      });
}

void ThisComputer::start_proxy_of_setup() {
  const std::string ours = d_->proxy.ca_file();
  const auto& profiles = d_->parts.setup.setup().profiles;
  if (!std::ranges::contains(profiles, ours, &config::Profile::ca_file)) return;
  d_->start_proxy(*this, [this, ours](const Result<BuiltInProxy::Running>& started) {
    emit built_in_proxy_told(started.has_value(), started ? QString() : ui::shown(started.error().detail, 1024));
    if (!started) return;
    // Another port, if somebody else has the one of the last time.
    d_->parts.setup.edit([&](config::Setup& setup) {
      for (config::Profile& profile : setup.profiles) {
        if (profile.ca_file == ours) profile.proxy = started->uri_template;
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
  facts->system_proxy = d_->in_effect ? QStringLiteral("in effect") : QStringLiteral("not in effect");
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
