#include "diagnosis.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLibraryInfo>
#include <QLocale>
#include <QSysInfo>
#include <array>

#include "http/uri_template.h"
#include "tls/library_version.h"

namespace culvert::desktop {

namespace {

using Auth = config::Authentication::Scheme;
using Secret = config::SecretSource::Kind;

template <std::size_t kSize, class Enum>
QString word(const std::array<const char*, kSize>& words, Enum value) {
  return QLatin1StringView(words.at(static_cast<std::size_t>(value)));
}

QString of(Auth scheme) {
  return word(std::array{"none", "password", "basic", "digest", "bearer", "concealed"}, scheme);
}
QString of(Secret kind) { return word(std::array{"none", "keychain", "file", "ask"}, kind); }
QString of(config::Application::Access access) { return word(std::array{"everyone", "user", "programs"}, access); }
QString of(config::Rule::Action action) { return word(std::array{"tunnel", "direct", "block"}, action); }
QString of(std::string_view ours) { return QString::fromUtf8(ours.data(), static_cast<qsizetype>(ours.size())); }

// Which of `texts` it is, or that it is something else.
QString one_of(std::string_view text, std::initializer_list<std::string_view> texts) {
  for (const std::string_view known : texts) {
    if (text == known) return of(known);
  }
  return QStringLiteral("other");
}

QJsonArray versions(const http::Versions& all) {
  QJsonArray out;
  for (const http::Version version : all) out.append(of(http::name_of(version)));
  return out;
}

QJsonObject proxy_of(const std::string& text) {
  const auto parsed = http::UriTemplate::parse(text);
  if (!parsed) return {{QStringLiteral("given_as"), QStringLiteral("host or something else")}};
  return {{QStringLiteral("given_as"), QStringLiteral("template")},
          {QStringLiteral("scheme"), one_of(parsed->scheme(), {"https", "http"})},
          {QStringLiteral("port"), parsed->origin().port},
          {QStringLiteral("default_path"), text.ends_with(http::kDefaultTemplatePath)}};
}

QJsonObject of(const config::Profile& p, bool in_use) {
  return {{QStringLiteral("in_use"), in_use},
          {QStringLiteral("proxy"), proxy_of(p.proxy)},
          {QStringLiteral("fallbacks"), static_cast<qint64>(p.fallbacks.size())},
          {QStringLiteral("wire"), one_of(p.wire, {"draft-12", "auto"})},
          {QStringLiteral("http"), versions(p.http)},
          {QStringLiteral("own_ca"), !p.ca_file.empty()},
          {QStringLiteral("pins"), static_cast<qint64>(p.pins.size())},
          {QStringLiteral("client_certificate"), !p.client_certificate_file.empty()},
          {QStringLiteral("early_data"), p.early_data},
          {QStringLiteral("expect_continue"), p.expect_continue},
          {QStringLiteral("classic_connect"), p.classic_connect},
          {QStringLiteral("answer_early"), p.answer_early},
          {QStringLiteral("keeps_sessions"), !p.session_file.empty()},
          {QStringLiteral("congestion"), one_of(p.congestion, {"bbr", "cubic"})},
          {QStringLiteral("authentication"), of(p.authentication.scheme)},
          {QStringLiteral("secret"), of(p.authentication.secret.kind)},
          {QStringLiteral("problems"), static_cast<qint64>(validate(p, config::Secrets::kToCome).size())}};
}

QJsonObject of(const config::ListenAddress& at) {
  using Kind = config::ListenAddress::Kind;
  return {{QStringLiteral("kind"), word(std::array{"address", "localhost", "path"}, at.kind)},
          {QStringLiteral("port"), at.kind == Kind::kPath ? 0 : at.endpoint.port},
          {QStringLiteral("local"), at.is_local()}};
}

QJsonObject setup_of(const config::Setup& setup) {
  QJsonArray profiles;
  for (const config::Profile& p : setup.profiles) profiles.append(of(p, p.id == setup.profile));
  QJsonArray listeners;
  for (const config::MixedListener& l : setup.listeners) {
    QJsonObject one = of(l.listen);
    one[QStringLiteral("password")] = l.credentials.has_value();
    listeners.append(one);
  }
  QJsonArray applications;
  for (const config::Application& a : setup.applications) {
    QJsonArray forwards;
    for (const config::Forward& f : a.forwards) {
      QJsonObject one = of(f.listen);
      one[QStringLiteral("on")] = f.on;
      forwards.append(one);
    }
    applications.append(QJsonObject{{QStringLiteral("on"), a.on},
                                    {QStringLiteral("access"), of(a.access)},
                                    {QStringLiteral("programs"), static_cast<qint64>(a.programs.size())},
                                    {QStringLiteral("forwards"), forwards}});
  }
  QJsonArray rules;
  for (const config::Rule& r : setup.rules) {
    rules.append(QJsonObject{{QStringLiteral("on"), r.on},
                             {QStringLiteral("action"), of(r.action)},
                             {QStringLiteral("domains"), static_cast<qint64>(r.domains.size())},
                             {QStringLiteral("networks"), static_cast<qint64>(r.networks.size())},
                             {QStringLiteral("ports"), static_cast<qint64>(r.ports.size())},
                             {QStringLiteral("programs"), static_cast<qint64>(r.programs.size())}});
  }
  return {{QStringLiteral("profiles"), profiles},
          {QStringLiteral("listeners"), listeners},
          {QStringLiteral("applications"), applications},
          {QStringLiteral("rules"), rules},
          {QStringLiteral("problems"), static_cast<qint64>(validate(setup, config::Secrets::kToCome).size())}};
}

QJsonObject settings_of(const config::Settings& s) {
  return {{QStringLiteral("start_at_login"), s.start_at_login},
          {QStringLiteral("start_minimised"), s.start_minimised},
          {QStringLiteral("system_proxy"), s.system_proxy},
          {QStringLiteral("language_chosen"), !s.language.empty()},
          {QStringLiteral("appearance"), word(std::array{"system", "light", "dark"}, s.appearance)},
          {QStringLiteral("log_megabytes"), static_cast<qint64>(s.log_megabytes)},
          {QStringLiteral("log_days"), static_cast<qint64>(s.log_days)}};
}

QJsonObject live_of(const ui::Live& live) {
  QJsonArray carriers;
  for (const ui::Carrier& c : live.carriers) {
    carriers.append(QJsonObject{{QStringLiteral("number"), static_cast<qint64>(c.number)},
                                {QStringLiteral("http"), c.http_version},
                                {QStringLiteral("tls"), c.tls_version},
                                {QStringLiteral("cipher"), c.cipher},
                                {QStringLiteral("resumed"), c.resumed},
                                {QStringLiteral("early_data"), c.early_data},
                                {QStringLiteral("setup_us"), static_cast<qint64>(c.setup.count())},
                                {QStringLiteral("streams"), static_cast<qint64>(c.streams)}});
  }
  qint64 closed = 0;
  for (const ui::Entrance& entrance : live.entrances) closed += entrance.sentence.isEmpty() ? 0 : 1;
  return {{QStringLiteral("running"), live.running},
          {QStringLiteral("entrances"), static_cast<qint64>(live.entrances.size())},
          {QStringLiteral("entrances_not_open"), closed},
          {QStringLiteral("carriers"), carriers},
          {QStringLiteral("open"), static_cast<qint64>(live.total.open)},
          {QStringLiteral("opened"), static_cast<qint64>(live.total.opened)},
          {QStringLiteral("failed"), static_cast<qint64>(live.total.failed)},
          {QStringLiteral("bytes_up"), static_cast<qint64>(live.total.traffic.up)},
          {QStringLiteral("bytes_down"), static_cast<qint64>(live.total.traffic.down)}};
}

QJsonArray happenings_of(const std::deque<ui::Happening>& all) {
  QJsonArray out;
  for (const ui::Happening& h : all) {
    QJsonObject one{{QStringLiteral("at"), h.at.toUTC().toString(Qt::ISODateWithMs)},
                    {QStringLiteral("what"), QString(name_of(h.kind))}};
    if (h.error) {
      one[QStringLiteral("stage")] = of(culvert::name_of(h.error->stage));
      one[QStringLiteral("code")] = of(culvert::name_of(h.error->code));
    }
    if (h.connection != 0) one[QStringLiteral("connection")] = static_cast<qint64>(h.connection);
    out.append(one);
  }
  return out;
}

QJsonArray steps_of(const QList<ui::TraceRow>& rows) {
  QJsonArray out;
  if (rows.isEmpty()) return out;
  const auto start = rows.front().at;
  for (const ui::TraceRow& row : rows) {
    const auto since = std::chrono::duration_cast<std::chrono::microseconds>(row.at - start);
    out.append(QJsonObject{{QStringLiteral("us"), static_cast<qint64>(since.count())},
                           {QStringLiteral("step"), row.step},
                           {QStringLiteral("carrier"), static_cast<qint64>(row.carrier)},
                           {QStringLiteral("connection"), static_cast<qint64>(row.connection)}});
  }
  return out;
}

QJsonObject system_of(const DiagnosisFacts& facts) {
  return {{QStringLiteral("system"), QSysInfo::prettyProductName()},
          {QStringLiteral("kernel"), QString(QSysInfo::kernelType() + u' ' + QSysInfo::kernelVersion())},
          {QStringLiteral("architecture"), QSysInfo::currentCpuArchitecture()},
          {QStringLiteral("qt"), QString::fromLatin1(qVersion())},
          {QStringLiteral("platform"), QGuiApplication::platformName()},
          {QStringLiteral("desktop"), qEnvironmentVariable("XDG_CURRENT_DESKTOP")},
          {QStringLiteral("session"), qEnvironmentVariable("XDG_SESSION_TYPE")},
          {QStringLiteral("locale"), QLocale().name()},
          {QStringLiteral("tls_library"), of(tls_library_version())},
          {QStringLiteral("tray"), facts.tray},
          {QStringLiteral("system_proxy"), facts.system_proxy}};
}

}  // namespace

QLatin1StringView name_of(ui::Happening::Kind kind) {
  static constexpr std::array kNames{
      "listening",  "listener-failed", "listener-closed",   "profile-failed",    "profile-in-use",   "started",
      "applied",    "setup-wrong",     "stopped",           "carrier-up",        "carrier-down",     "proxy-avoided",
      "proxy-back", "caller-refused",  "connection-opened", "connection-failed", "connection-closed"};
  return QLatin1StringView(kNames.at(static_cast<std::size_t>(kind)));
}

void RecentHappenings::add(const ui::Happening& happening) {
  if (all_.size() == kMost) all_.pop_front();
  all_.push_back(happening);
}

QByteArray diagnosis(const DiagnosisFacts& facts) {
  QJsonObject all{{QStringLiteral("culvert"), QCoreApplication::applicationVersion()},
                  {QStringLiteral("at"), QDateTime::currentDateTimeUtc().toString(Qt::ISODate)},
                  {QStringLiteral("computer"), system_of(facts)},
                  {QStringLiteral("settings"), settings_of(facts.settings)},
                  {QStringLiteral("setup_file"), facts.setup_file},
                  {QStringLiteral("setup"), setup_of(facts.setup)},
                  {QStringLiteral("happenings"), happenings_of(facts.happenings)},
                  {QStringLiteral("steps"), steps_of(facts.steps)}};
  if (facts.live) all[QStringLiteral("now")] = live_of(*facts.live);
  return QJsonDocument(all).toJson();
}

}  // namespace culvert::desktop
