#include "diagnosis.h"

#include <gmock/gmock.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace culvert::desktop {
namespace {

// In every text of a setup, and of what happened, that a person or somebody from outside may have made.
const std::string kMark = "hunter2";
const QString kShown = QStringLiteral("hunter2");

config::Profile profile() {
  config::Profile p;
  for (std::string* text : {&p.id, &p.name, &p.wire, &p.ca_file, &p.client_certificate_file, &p.client_key_file,
                            &p.session_file, &p.key_log_file, &p.congestion, &p.qlog_directory}) {
    *text = kMark;
  }
  p.proxy = "https://hunter2.example:4433/hunter2/{target_host}/{target_port}/";
  p.fallbacks = {kMark};
  p.pins = {kMark};
  p.authentication = {.scheme = config::Authentication::Scheme::kPassword,
                      .credentials = {.user = kMark, .password = kMark},
                      .token = kMark,
                      .key_id = kMark,
                      .key_file = kMark,
                      .secret = {config::SecretSource::Kind::kKeychain, kMark}};
  p.kept = {.json = kMark, .problem = kMark};
  return p;
}

config::Setup setup() {
  config::Setup s;
  s.profiles = {profile()};
  s.profile = kMark;
  config::MixedListener listener{};
  listener.listen = config::ListenAddress::parse("unix:/run/hunter2").value();
  listener.credentials = config::Credentials{kMark, kMark};
  listener.secret = {config::SecretSource::Kind::kFile, kMark};
  listener.profile = kMark;
  s.listeners = {listener};
  config::Application application{};
  application.id = application.name = application.icon = kMark;
  application.launch = application.programs = {kMark};
  config::Forward forward{};
  forward.id = forward.profile = kMark;
  forward.target = {.host = "hunter2.internal", .port = 5432};
  application.forwards = {forward};
  s.applications = {application};
  config::Rule rule{};
  rule.id = rule.profile = kMark;
  rule.domains = rule.networks = rule.ports = rule.programs = {kMark};
  s.rules = {rule};
  s.kept = {.json = kMark, .problem = kMark};
  return s;
}

ui::Happening happening() {
  ui::Happening h;
  h.kind = ui::Happening::Kind::kConnectionFailed;
  h.at = QDateTime::fromSecsSinceEpoch(0);
  h.sentence = h.details = h.profile = h.application = h.forward = h.proxy = kShown;
  h.error = Error{Stage::kAuth, Code::kUnauthorized, kMark};
  h.entrance.address = h.entrance.target = h.entrance.sentence = kShown;
  h.connection = 7;
  return h;
}

DiagnosisFacts facts() {
  DiagnosisFacts f;
  f.settings.language = kMark;
  f.settings.kept = {.json = kMark, .problem = kMark};
  f.setup = setup();
  f.setup_file = QStringLiteral("ok");
  auto live = std::make_shared<ui::Live>();
  live->running = true;
  ui::Carrier carrier;
  carrier.number = 3;
  carrier.profile = carrier.proxy = carrier.address = kShown;
  carrier.http_version = QStringLiteral("HTTP/3");
  live->carriers = {carrier};
  ui::Entrance entrance;
  entrance.address = entrance.target = entrance.sentence = kShown;
  live->entrances = {entrance};
  ui::ProfileLive one;
  one.profile = one.sentence = kShown;
  live->profiles = {one};
  f.live = live;
  f.happenings = {happening()};
  ui::TraceRow row;
  row.number = 1;
  row.step = QStringLiteral("tls-ready");
  row.text = kShown;
  f.steps = {row};
  return f;
}

TEST(Diagnosis, HoldsNothingThatAPersonOrAPeerWrote) {
  EXPECT_THAT(diagnosis(facts()).toLower().toStdString(), testing::Not(testing::HasSubstr(kMark)));
}

TEST(Diagnosis, SaysWhatHelps) {
  const QJsonObject all = QJsonDocument::fromJson(diagnosis(facts())).object();
  const QJsonObject profile = all[u"setup"][u"profiles"][0].toObject();
  EXPECT_EQ(profile[u"in_use"], true);
  EXPECT_EQ(profile[u"authentication"], QStringLiteral("password"));
  EXPECT_EQ(profile[u"proxy"][u"port"], 4433);
  EXPECT_EQ(profile[u"proxy"][u"default_path"], false);
  const QJsonObject happened = all[u"happenings"][0].toObject();
  EXPECT_EQ(happened[u"what"], QStringLiteral("connection-failed"));
  EXPECT_EQ(happened[u"stage"], QStringLiteral("auth"));
  EXPECT_EQ(happened[u"code"], QStringLiteral("unauthorized"));
  EXPECT_EQ(all[u"steps"][0][u"step"], QStringLiteral("tls-ready"));
  EXPECT_EQ(all[u"now"][u"carriers"][0][u"http"], QStringLiteral("HTTP/3"));
  EXPECT_THAT(all[u"computer"][u"tls_library"].toString().toStdString(), testing::StartsWith("OpenSSL 3"));
}

TEST(RecentHappenings, OnlySoMany) {
  RecentHappenings recent;
  for (std::size_t i = 0; i < RecentHappenings::kMost + 3; ++i) {
    ui::Happening h;
    h.connection = i;
    recent.add(h);
  }
  EXPECT_EQ(recent.all().size(), RecentHappenings::kMost);
  EXPECT_EQ(recent.all().front().connection, 3U);
}

}  // namespace
}  // namespace culvert::desktop
