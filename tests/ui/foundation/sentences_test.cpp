// What the core says, in words: every error, every message of a setup, every step.

#include "sentences.h"

#include <gmock/gmock.h>

#include <QCoreApplication>
#include <QRegularExpression>
#include <QTranslator>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "config/link.h"
#include "config/setup_json.h"
#include "config_messages.h"

namespace culvert::ui {
namespace {

namespace fs = std::filesystem;

std::vector<Stage> stages() {
  std::vector<Stage> all;
  for (int i = 0; i <= static_cast<int>(Stage::kDestination); ++i) all.push_back(static_cast<Stage>(i));
  return all;
}
std::vector<Code> codes() {
  std::vector<Code> all;
  for (int i = 0; i <= static_cast<int>(Code::kSystem); ++i) all.push_back(static_cast<Code>(i));
  return all;
}

// Puts every text between marks, so that one which nobody could translate shows.
class Marker : public QTranslator {
 public:
  Marker() { QCoreApplication::installTranslator(this); }
  ~Marker() override { QCoreApplication::removeTranslator(this); }
  [[nodiscard]] bool isEmpty() const override { return false; }
  [[nodiscard]] QString translate(const char* /*context*/, const char* text, const char* /*which*/,
                                  int /*n*/) const override {
    return QStringLiteral("<%1>").arg(QString::fromUtf8(text));
  }
};

TEST(Sentences, EveryErrorWithTheStageLast) {
  std::set<QString> all;
  for (const Stage stage : stages()) {
    for (const Code code : codes()) {
      for (const char* detail : {"", "some words of the core"}) {
        const Error error{stage, code, detail};
        for (const char* proxy : {"", "proxy.example"}) {
          const QString text = sentence_of(error, QStringLiteral("db.internal:5432"), QString::fromUtf8(proxy));
          all.insert(text);
          EXPECT_TRUE(text.endsWith(QStringLiteral("(%1)").arg(stage_name(stage)))) << text.toStdString();
          EXPECT_FALSE(text.contains(u'%')) << text.toStdString();
          EXPECT_FALSE(text.contains(u"  ")) << text.toStdString();
          EXPECT_TRUE(text.contains(u". (") || text.contains(u": check")) << text.toStdString();
        }
      }
      EXPECT_FALSE(short_text(code).isEmpty());
    }
  }
  EXPECT_GE(all.size(), stages().size() * codes().size()) << "each says something of its own";
}

TEST(Sentences, AsPeopleReadThem) {
  const auto text = [](Stage stage, Code code, const char* detail = "") {
    return sentence_of({stage, code, detail}, QStringLiteral("db.internal:5432"), QStringLiteral("proxy.example"));
  };
  EXPECT_EQ(text(Stage::kTcp, Code::kRefused, "connect: Connection refused"),
            u"proxy.example cannot be reached. The connection was refused. Check the proxy's address and port, and "
            u"whether it is running. (TCP)");
  EXPECT_EQ(text(Stage::kAuth, Code::kUnauthorized),
            u"Sign-in refused by proxy.example: check the user name and the password. (sign-in)");
  EXPECT_EQ(text(Stage::kTls, Code::kUntrusted, "certificate has expired"),
            u"No secure connection to proxy.example could be made. Its certificate has expired. Ask whoever runs the "
            u"proxy to renew it, and do not use the proxy until then. (TLS)");
  EXPECT_EQ(text(Stage::kProxy, Code::kDenied),
            u"proxy.example did not connect to db.internal:5432. It is not allowed. Ask whoever runs the proxy whether "
            u"this destination is allowed. (proxy)");
  EXPECT_EQ(text(Stage::kLocal, Code::kSystem, "too many\nfiles"),
            u"This computer could not do what was asked. The system says: too many\\x0afiles. (this computer)");
  EXPECT_EQ(sentence_of({Stage::kProxy, Code::kUnsupported, ""}),
            u"There is no connect-tcp proxy at this address. Check the template. (proxy)");
  EXPECT_EQ(sentence_of_direct({Stage::kDestination, Code::kRefused, ""}, QStringLiteral("db:5432")),
            u"db:5432 could not be reached directly, without a proxy. The connection was refused. Check the "
            u"destination's port. (destination)");
}

TEST(Sentences, EveryWordCanBeTranslated) {
  const Marker marker;
  const auto marked = [](const QString& text) { return text.startsWith(u'<') && text.endsWith(u'>'); };
  for (const Stage stage : stages()) {
    for (const Code code : codes()) {
      EXPECT_TRUE(marked(sentence_of({stage, code, ""}, QStringLiteral("db:1"), QStringLiteral("proxy.example"))));
      EXPECT_TRUE(marked(short_text(code)));
    }
    EXPECT_TRUE(marked(stage_name(stage)));
  }
  Trace trace;
  for (int i = 0; i <= static_cast<int>(Step::kFailed); ++i) trace.add({}, {}, static_cast<Step>(i), "text", 3);
  for (const auto& record : trace.records()) EXPECT_TRUE(marked(step_text(record))) << name_of(record.step);
  for (const char* rule : {"rule 2: corp.example, port 443 -> tunnel via work", "rule 1: everything -> block",
                           "rule 3: not known who asks -> block", "no rule matches -> tunnel",
                           "the listener's own profile: tunnel via work"}) {
    EXPECT_TRUE(marked(rule_text(rule))) << rule;
  }
  for (const char* message : config_messages()) EXPECT_TRUE(marked(message_text(message))) << message;
}

TEST(Sentences, EveryStepSaysItsText) {
  Trace trace;
  trace.add({}, {}, Step::kLookup, "proxy.example");
  trace.add({}, {}, Step::kDecided, "rule 2: corp.example, port 443 -> tunnel via work");
  trace.add({}, {}, Step::kAnswer, "", 407);
  trace.add({}, {}, Step::kTcp, "evil\x1b[31m");
  const auto records = trace.records();
  EXPECT_EQ(step_text(records[0]), u"Looks up proxy.example");
  EXPECT_EQ(step_text(records[1]), u"Decided: Rule 2: corp.example, port 443 → tunnel through work");
  EXPECT_EQ(step_text(records[2]), u"The proxy answered 407");
  EXPECT_EQ(step_text(records[3]), u"Connects to evil\\x1b[31m");
}

TEST(Sentences, Rules) {
  EXPECT_EQ(rule_text(""), QString());
  EXPECT_EQ(rule_text("no rule matches -> tunnel"), u"No rule matches → tunnel");
  EXPECT_EQ(rule_text("rule 1: everything -> direct"), u"Rule 1: everything → direct");
  EXPECT_EQ(rule_text("of another kind"), u"of another kind");
}

TEST(Sentences, MessagesWithSomethingPutIn) {
  const Marker marker;
  EXPECT_EQ(message_text("listeners[0].listen listens on localhost:1080 already"),
            u"<listeners[0].listen listens on localhost:1080 already>");
  EXPECT_EQ(message_text("the scheme must be https (at character 1)"),
            u"<<the scheme must be https> (at character 1)>");
  EXPECT_EQ(message_text("proxy: this has to be a text"), u"<proxy: <this has to be a text>>");
  EXPECT_EQ(message_text("rules[0].domains[2]: this is missing"), u"<rules[0].domains[2]: <this is missing>>");
  EXPECT_EQ(message_text("nobody has said this before"), u"nobody has said this before");
  EXPECT_EQ(problem_text({"name", "this has to be a number from 1 to 1024"}),
            u"<this has to be a number from 1 to 1024>");
}

// ---- The table of messages is complete

// The texts of a source of C++, with what was put in as "{}". Adjacent ones are one.
std::vector<std::string> texts_of(const fs::path& file) {
  std::ifstream in(file);
  const std::string code{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  EXPECT_FALSE(code.empty()) << file;
  static const QRegularExpression text(
      QStringLiteral("(?m)//[^\\n]*$|#include[^\\n]*$|R\"\\((.*?)\\)\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\""));
  std::vector<std::string> all;
  auto it = text.globalMatch(QString::fromStdString(code));
  while (it.hasNext()) {
    const auto match = it.next();
    QString found = match.captured(1) + match.captured(2);
    found.replace(QStringLiteral("\\\""), QStringLiteral("\""));
    if (!found.isEmpty()) all.push_back(found.toStdString());
  }
  return all;
}

// A message begins in lower case or with what it is about, and has several words.
bool is_message(const std::string& text) {
  static const QRegularExpression form(QStringLiteral("^['a-z{DA][^:]* [^ ]+.* .*$"));
  return form.match(QString::fromStdString(text)).hasMatch();
}

// Not shown by themselves, or shown as details.
const std::set<std::string>& elsewhere() {
  static const std::set<std::string> all{
      // Of files, as details beside the window's own sentences.
      "{}: cannot be written",
      " was changed by another program since it was read",
      "another program is writing ",
      " was not read, and is not written over",
      " is gone, while its backup is there",
      " is no good either",
      " is a link that leads nowhere",
      "has a line longer than 4096 characters",
      "is empty or cannot be read",
      "there is no home directory",
      // Of the companion proxy.
      "no such resource",
      "the destination is given twice, and not the same",
      "the destination is not properly percent-encoded",
      // The beginnings of what is tested below.
      "the host name must not contain '",
      "the protocol revision must be one of: auto, ",
      // What a person is asked for has its own words in Secrets.
      "the password of {} {} {}",
      "the token for {}",
  };
  return all;
}

TEST(ConfigMessages, TheTableHasAllOfThem) {
  const fs::path core = fs::path(CULVERT_SOURCES) / "core";
  std::vector<fs::path> files{core / "http/authority.cpp", core / "http/uri_template.cpp", core / "http/version.cpp",
                              core / "capsule/wire_revision.cpp"};
  for (const auto& entry : fs::directory_iterator(core / "config")) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".cpp") && !name.starts_with("disk_") && !name.starts_with("paths_"))
      files.push_back(entry.path());
  }
  std::size_t found = 0;
  const Marker marker;
  for (const fs::path& file : files) {
    for (std::string text : texts_of(file)) {
      if (!is_message(text) || elsewhere().contains(text)) continue;
      ++found;
      for (auto at = text.find("{}"); at != std::string::npos; at = text.find("{}")) text.replace(at, 2, "17");
      const QString shown = message_text(text);
      EXPECT_TRUE(shown.startsWith(u'<'))
          << file.filename() << " says: " << text << "\nwhich ui/config_messages.cpp does not have";
    }
  }
  EXPECT_GT(found, 80U) << "the test looks at the wrong places";
  EXPECT_EQ(message_text(config::ListenAddress::parse("x").error().detail).left(1), u"<");
  for (const std::string proxy : {"exa mple", "exa_\"mple", ""}) {
    config::Profile profile;
    profile.proxy = proxy;
    profile.wire = "?";
    for (const auto& problem : config::validate(profile)) {
      EXPECT_TRUE(problem_text(problem).startsWith(u'<')) << config::to_string(problem);
    }
  }
}

TEST(ConfigMessages, WhatARealSetupIsToldIsKnown) {
  const Marker marker;
  const auto parsed = config::read_setup(R"({"schema": 1, "profile": "nobody",
    "profiles": [{"id": "A", "proxy": "https://proxy.example/{x}", "http": "4", "wire": "?", "congestion": "x", "pins": 3},
                 {"id": "b", "proxy": "exa mple", "fallbacks": ["http://x/"], "authentication": {"scheme": "basic"}}],
    "listeners": [{"listen": "0.0.0.0:1080"}, {"listen": "0.0.0.0:1080", "user": "a:b", "secret": {"ask": true}}, {}],
    "applications": [{"id": "a", "launch": [""], "access": "programs",
                      "forwards": [{"id": "f", "listen": "x", "target": "y"}]}],
    "rules": [{"id": "r", "domains": ["/"], "networks": ["x"], "ports": ["0"], "programs": ["x", "app:none"],
               "action": "direct", "profile": "b"}, {"action": "fly"}]})");
  ASSERT_TRUE(parsed) << parsed.error().detail;
  EXPECT_GT(parsed->problems.size(), 12U);
  for (const auto& problem : parsed->problems) {
    EXPECT_TRUE(problem_text(problem).startsWith(u'<')) << config::to_string(problem);
  }
}

}  // namespace
}  // namespace culvert::ui
