#include <QCoreApplication>
#include <QRegularExpression>

#include "sentences.h"

namespace culvert::ui {

namespace {

class Steps {
  Q_DECLARE_TR_FUNCTIONS(culvert::ui::Steps)

 public:
  static QString of_a_carrier(const Trace::Record& record, const QString& text);
  static QString of_a_connection(const Trace::Record& record, const QString& text);
  static QString action(QStringView name, const QString& profile);
};

}  // namespace

QString Steps::of_a_carrier(const Trace::Record& record, const QString& text) {
  switch (record.step) {
    case Step::kLookup:
      return tr("Looks up %1").arg(text);
    case Step::kLookedUp:
      return tr("Found %n address(es)", nullptr, static_cast<int>(record.value));
    case Step::kTcp:
      return tr("Connects to %1").arg(text);
    case Step::kTcpReady:
      return tr("Connected to %1").arg(text);
    case Step::kTls:
      return tr("TLS handshake begins");
    case Step::kTlsReady:
      return tr("TLS is ready: %1").arg(text);
    case Step::kQuic:
      return tr("Connects to %1 by QUIC").arg(text);
    case Step::kQuicReady:
      return tr("QUIC is ready: %1").arg(text);
    case Step::kQuicFailed:
      return tr("QUIC failed, TCP goes on: %1").arg(text);
    case Step::kHttpReady:
      return tr("%1 is ready for requests").arg(text);
    case Step::kGivenUp:
      return tr("No connection to the proxy: %1").arg(text);
    case Step::kConnectionEnd:
      return tr("The connection to the proxy ended: %1").arg(text);
    default:
      return {};
  }
}

QString Steps::of_a_connection(const Trace::Record& record, const QString& text) {
  switch (record.step) {
    case Step::kArrived:
      return tr("An application wants to go to %1").arg(text);
    case Step::kDecided:
      return tr("Decided: %1").arg(rule_text(record.text()));
    case Step::kWaiting:
      return tr("Waits for a connection to the proxy");
    case Step::kRequest:
      return tr("Request sent (%1)").arg(text);
    case Step::kTaken:
      return tr("The proxy has the request");
    case Step::kAnswer:
      return tr("The proxy answered %1", "a status of HTTP").arg(record.value);
    case Step::kAgain:
      return tr("Asks once more: %1").arg(text);
    case Step::kNextProxy:
      return tr("%1 cannot be reached, asks the next proxy").arg(text);
    case Step::kOpened:
      return tr("Open in both directions");
    case Step::kApplicationEnd:
      return tr("The application sends no more");
    case Step::kDestinationEnd:
      return tr("The destination sends no more");
    case Step::kTunnelEnd:
      return tr("Over: %1").arg(text);
    case Step::kFailed:
      return tr("Failed: %1").arg(text);
    default:
      return {};
  }
}

QString Steps::action(QStringView name, const QString& profile) {
  if (name == u"direct") return tr("direct");
  if (name == u"block") return tr("block");
  return profile.isEmpty() ? tr("tunnel") : tr("tunnel through %1").arg(profile);
}

QString step_text(const Trace::Record& record) {
  const QString text = shown(record.text());
  return record.step < Step::kArrived ? Steps::of_a_carrier(record, text) : Steps::of_a_connection(record, text);
}

// What the core says: "rule 2: corp.example, port 443 -> tunnel via work", "no rule matches -> tunnel", "the
// listener's own profile: tunnel via work".
QString rule_text(std::string_view rule) {
  static const QRegularExpression by_rule(QStringLiteral("^rule (\\d+): (.*) -> (\\w+)(?: via (\\S+))?$"));
  static const QRegularExpression by_none(QStringLiteral("^no rule matches(.*) -> (\\w+)(?: via (\\S+))?$"));
  static const QRegularExpression by_listener(QStringLiteral("^the listener's own profile: tunnel via (\\S+)$"));
  QString text = shown(rule);
  if (text.isEmpty()) return {};
  if (const auto m = by_rule.match(text); m.hasMatch()) {
    const QString action = Steps::action(m.capturedView(3), m.captured(4));
    if (m.capturedView(2) == u"everything") return Steps::tr("Rule %1: everything → %2").arg(m.captured(1), action);
    return Steps::tr("Rule %1: %2 → %3").arg(m.captured(1), m.captured(2), action);
  }
  if (const auto m = by_none.match(text); m.hasMatch()) {
    return Steps::tr("No rule matches → %1").arg(Steps::action(m.capturedView(2), m.captured(3)));
  }
  if (const auto m = by_listener.match(text); m.hasMatch()) {
    return Steps::tr("The forward's or listener's own profile → tunnel through %1").arg(m.captured(1));
  }
  return text;
}

}  // namespace culvert::ui
