#include "conductor_trouble.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include "http/uri_template.h"
#include "names.h"
#include "sentences.h"

namespace culvert::ui {

namespace {

class Words {
  Q_DECLARE_TR_FUNCTIONS(culvert::ui::Conductor)
};

constexpr std::uint16_t kHttps = 443;

QString id_of(const std::string& id) { return QString::fromStdString(id); }

// The file that an error speaks of, as a field of the profile.
QString file_field(const Error& error, const config::Profile& p) {
  const std::pair<const std::string*, QString> files[] = {
      {&p.ca_file, QStringLiteral("ca_file")},
      {&p.client_certificate_file, QStringLiteral("client_certificate_file")},
      {&p.client_key_file, QStringLiteral("client_key_file")},
      {&p.authentication.key_file, QStringLiteral("authentication.key_file")},
      {&p.session_file, QStringLiteral("session_file")}};
  for (const auto& [path, field] : files) {
    if (!path->empty() && error.detail.find(*path) != std::string::npos) return field;
  }
  return {};
}

struct Remedy {
  QString field;
  QString action;
};

Remedy remedy_of(const Error& error, const config::Profile& profile) {
  if (error.stage == Stage::kAuth && error.code == Code::kUnauthorized) {
    const bool token = profile.authentication.scheme == config::Authentication::Scheme::kBearer;
    if (profile.authentication.scheme == config::Authentication::Scheme::kNone) {
      return {QStringLiteral("authentication"), Words::tr("Choose how to sign in")};
    }
    return {QStringLiteral("authentication.secret"),
            token ? Words::tr("Check the token") : Words::tr("Check the password")};
  }
  if (error.stage == Stage::kAuth) return {QStringLiteral("authentication"), Words::tr("Choose how to sign in")};
  if (error.stage == Stage::kTls && error.code == Code::kUntrusted) {
    return {QStringLiteral("ca_file"), Words::tr("Check the certificates")};
  }
  if (error.stage == Stage::kLocal || (error.stage == Stage::kTls && error.code == Code::kInvalid)) {
    QString field = file_field(error, profile);
    if (field.isEmpty()) {
      // "proxy: the host is empty"
      static const QRegularExpression first(QStringLiteral("^([a-z_]+(?:\\.[a-z_]+)?)(?:\\[\\d+\\])?: "));
      field = first.match(QString::fromStdString(error.detail)).captured(1);
    }
    return {field, Words::tr("Correct the profile")};
  }
  return {QStringLiteral("proxy"), Words::tr("Check the profile")};
}

Trouble at_profile(const config::Profile* profile, const QString& field) {
  Trouble t;
  t.at = QDateTime::currentDateTime();
  t.place = {Page::kProfiles, profile != nullptr ? id_of(profile->id) : QString(), field};
  return t;
}

// What "applications[1].forwards[0].target" names.
Place place_of(const std::string& where, const config::Setup& setup) {
  static const QRegularExpression form(QStringLiteral("^([a-z]+)(?:\\[(\\d+)\\])?\\.?(.*)$"));
  const auto match = form.match(QString::fromStdString(where));
  const std::size_t index = match.captured(2).toULongLong();
  const QString list = match.captured(1);
  const QString rest = match.captured(3);
  if (list == u"profiles" && index < setup.profiles.size()) {
    return {Page::kProfiles, id_of(setup.profiles[index].id), rest};
  }
  if (list == u"applications" && index < setup.applications.size()) {
    return {Page::kApplications, id_of(setup.applications[index].id), rest};
  }
  if (list == u"listeners" && index < setup.listeners.size()) {
    return {Page::kSettings, id_of(setup.listeners[index].listen.to_string()), rest};
  }
  if (list == u"rules" && index < setup.rules.size()) return {Page::kSettings, id_of(setup.rules[index].id), rest};
  return {list == u"profile" ? Page::kProfiles : Page::kSettings, {}, {}};
}

}  // namespace

QString proxy_of(const config::Profile& profile) {
  const auto parse = profile.classic_connect ? &http::parse_classic_proxy : &http::parse_proxy_input;
  const auto input = parse(profile.proxy);
  if (!input) return shown(profile.proxy);
  const http::HostPort& origin = input->origin;
  return shown(origin.port == kHttps ? origin.host : origin.to_string());
}

QString name_of(const config::Profile& profile) { return shown_name(profile.name, proxy_of(profile).toStdString()); }

const config::Profile* profile_in_use(const config::Setup& setup) {
  return setup.profile.empty() ? nullptr : config::find_profile(setup, setup.profile);
}

Trouble no_profile(const config::Setup& setup) {
  Trouble t = at_profile(nullptr, {});
  if (setup.profiles.empty()) {
    t.sentence = Words::tr("There is no profile yet: Culvert has to know which proxy to go through.");
    t.action = Words::tr("Add a profile");
  } else {
    t.sentence = Words::tr("No profile is chosen: Culvert has to know which proxy to go through.");
    t.action = Words::tr("Choose a profile");
  }
  return t;
}

Trouble no_file(const SetupDocument::File& file) {
  Trouble t;
  t.at = QDateTime::currentDateTime();
  t.place = {Page::kSettings, {}, QStringLiteral("file")};
  t.sentence = file.sentence();
  t.details = file.details;
  t.action = Words::tr("See what can be done");
  return t;
}

Trouble profile_trouble(const Error& error, const config::Profile* profile) {
  if (profile == nullptr) {
    Trouble t = at_profile(nullptr, {});
    t.sentence = sentence_of(error);
    t.details = shown(error.detail, 1024);
    t.action = Words::tr("Check the profile");
    return t;
  }
  const Remedy remedy = remedy_of(error, *profile);
  Trouble t = at_profile(profile, remedy.field);
  t.sentence = sentence_of(error, {}, proxy_of(*profile));
  t.details = shown(error.detail, 1024);
  t.action = remedy.action;
  return t;
}

Trouble missing_secret(const Secrets::Missing& missing, const config::Setup& setup) {
  Trouble t;
  t.at = QDateTime::currentDateTime();
  t.place = place_of(missing.field.toStdString(), setup);
  t.sentence = missing.sentence;
  t.details = missing.details;
  t.action = missing.profile.isEmpty() ? Words::tr("Check the password") : Words::tr("Correct the profile");
  return t;
}

Trouble listener_trouble(const Happening& happening) {
  const Entrance& e = happening.entrance;
  Trouble t;
  t.at = happening.at;
  t.sentence = happening.sentence;
  t.details = happening.details;
  t.free_port = happening.free_port;
  if (e.forward) {
    t.place = {Page::kApplications, e.application,
               QStringLiteral("forwards.") + e.forward_id + QStringLiteral(".listen")};
  } else {
    t.place = {Page::kSettings, e.address, QStringLiteral("listen")};
  }
  t.action = t.free_port ? Words::tr("Use port %1").arg(*t.free_port) : Words::tr("Choose another port");
  return t;
}

Trouble setup_trouble(const Happening& happening, const config::Setup& setup) {
  Trouble t;
  t.at = happening.at;
  t.sentence = happening.sentence;
  t.details = happening.details;
  if (!happening.problems.empty()) t.place = place_of(happening.problems.front().field, setup);
  t.action = Words::tr("Correct it");
  return t;
}

}  // namespace culvert::ui
