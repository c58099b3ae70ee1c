#include "sentences.h"

#include <QCoreApplication>

#include "base/escape.h"

namespace culvert::ui {

namespace {

class Sentences {
  Q_DECLARE_TR_FUNCTIONS(culvert::ui::Sentences)

 public:
  static QString what_failed(Stage stage, const QString& to, const QString& proxy);
  static QString why(const Error& error);
  static QString why_untrusted(const std::string& detail);
  static QString advice(Stage stage, const Error& error);
  static QString one_of_its_own(const Error& error, const QString& proxy);
  static QString joined(const QString& what, const QString& reason, const QString& to_do, Stage stage);
};

// The texts are OpenSSL's.
bool is_expired(const Error& error) { return error.detail == "certificate has expired"; }
bool is_too_early(const Error& error) { return error.detail == "certificate is not yet valid"; }
bool is_pinned(const Error& error) { return error.detail.find("pinned") != std::string::npos; }

}  // namespace

QString Sentences::what_failed(Stage stage, const QString& to, const QString& proxy) {
  const bool named = !proxy.isEmpty();
  switch (stage) {
    case Stage::kLocal:
      return tr("This computer could not do what was asked.");
    case Stage::kDns:
      return named ? tr("The name of %1 could not be looked up.").arg(proxy)
                   : tr("The proxy's name could not be looked up.");
    case Stage::kTcp:
      return named ? tr("%1 cannot be reached.").arg(proxy) : tr("The proxy cannot be reached.");
    case Stage::kTls:
      return named ? tr("No secure connection to %1 could be made.").arg(proxy)
                   : tr("No secure connection to the proxy could be made.");
    case Stage::kQuic:
      return named ? tr("No QUIC connection to %1 could be made.").arg(proxy)
                   : tr("No QUIC connection to the proxy could be made.");
    case Stage::kHttp:
      return named ? tr("The conversation with %1 failed.").arg(proxy) : tr("The conversation with the proxy failed.");
    case Stage::kAuth:
      return named ? tr("Sign-in refused by %1.").arg(proxy) : tr("Sign-in refused by the proxy.");
    case Stage::kProxy:
      if (to.isEmpty()) {
        return named ? tr("%1 did not connect to the destination.").arg(proxy)
                     : tr("The proxy did not connect to the destination.");
      }
      return named ? tr("%1 did not connect to %2.").arg(proxy, to) : tr("The proxy did not connect to %1.").arg(to);
    case Stage::kDestination:
      if (to.isEmpty()) {
        return named ? tr("%1 could not talk to the destination.").arg(proxy)
                     : tr("The proxy could not talk to the destination.");
      }
      return named ? tr("%1 could not talk to %2.").arg(proxy, to) : tr("The proxy could not talk to %1.").arg(to);
  }
  return {};
}

QString Sentences::why_untrusted(const std::string& detail) {
  const Error error{Stage::kTls, Code::kUntrusted, detail};
  if (is_expired(error)) return tr("Its certificate has expired.");
  if (is_too_early(error)) return tr("Its certificate is not valid yet.");
  if (is_pinned(error)) return tr("It has none of the keys that the profile names.");
  if (detail.starts_with("self-signed certificate") || detail.starts_with("unable to get")) {
    return tr("Nobody that this computer trusts has signed its certificate.");
  }
  if (detail == "hostname mismatch" || detail == "IP address mismatch") {
    return tr("Its certificate is for another name.");
  }
  if (detail == "certificate revoked") return tr("Its certificate was revoked.");
  return tr("Its certificate is not trusted.");
}

QString Sentences::why(const Error& error) {
  switch (error.code) {
    case Code::kInvalid:
      return tr("It is not valid.");
    case Code::kUnsupported:
      return tr("This is not offered there.");
    case Code::kNotFound:
      return tr("The name has no address.");
    case Code::kRefused:
      return tr("The connection was refused.");
    case Code::kUnreachable:
      return tr("There is no way to it from this network.");
    case Code::kTimedOut:
      return tr("There was no answer in time.");
    case Code::kReset:
      return tr("The connection was reset.");
    case Code::kTruncated:
      return tr("The connection was cut off.");
    case Code::kClosed:
      return tr("It was closed.");
    case Code::kUntrusted:
      return why_untrusted(error.detail);
    case Code::kProtocol:
      return tr("The other end broke the rules of the protocol.");
    case Code::kDenied:
      return tr("It is not allowed.");
    case Code::kUnauthorized:
      return tr("The user name or the password is missing or wrong.");
    case Code::kRetryable:
      return tr("The request was not taken.");
    case Code::kLimit:
      return tr("A limit was reached.");
    case Code::kSystem:
      return error.detail.empty() ? tr("The system refused.") : tr("The system says: %1.").arg(shown(error.detail));
  }
  return {};
}

QString Sentences::advice(Stage stage, const Error& error) {
  const Code code = error.code;
  switch (stage) {
    case Stage::kDns:
      return tr("Check the proxy's name, and whether this computer is online.");
    case Stage::kTcp:
      return code == Code::kRefused ? tr("Check the proxy's address and port, and whether it is running.")
                                    : tr("Check the proxy's address, and whether this computer is online.");
    case Stage::kQuic:
      return code == Code::kTimedOut ? tr("Perhaps this network does not let UDP through.") : QString();
    case Stage::kTls:
      if (code == Code::kUnsupported) return tr("Ask whoever runs the proxy to enable it.");
      if (code == Code::kProtocol) return tr("Check the proxy's address and port: perhaps this is no proxy.");
      if (code != Code::kUntrusted) return {};
      if (is_expired(error)) return tr("Ask whoever runs the proxy to renew it, and do not use the proxy until then.");
      if (is_too_early(error)) return tr("Check the clock of this computer.");
      if (is_pinned(error)) return tr("Ask whoever runs the proxy whether its key has changed.");
      return tr("If the proxy has a certificate authority of its own, choose its CA file; otherwise do not use it.");
    case Stage::kHttp:
      return code == Code::kUnsupported || code == Code::kProtocol
                 ? tr("Check that the address is that of a connect-tcp proxy.")
                 : QString();
    case Stage::kAuth:
      return code == Code::kUnsupported ? tr("Ask whoever runs the proxy how to sign in.") : QString();
    case Stage::kProxy:
      if (code == Code::kUnsupported) return tr("Check the template.");
      return code == Code::kDenied ? tr("Ask whoever runs the proxy whether this destination is allowed.") : QString();
    case Stage::kDestination:
      if (code == Code::kNotFound) return tr("Check the destination's name.");
      return code == Code::kRefused ? tr("Check the destination's port.") : QString();
    case Stage::kLocal:
      break;
  }
  return {};
}

// Where what failed and why is better said at once.
QString Sentences::one_of_its_own(const Error& error, const QString& proxy) {
  const bool named = !proxy.isEmpty();
  if (error.stage == Stage::kAuth && error.code == Code::kUnauthorized) {
    return named ? tr("Sign-in refused by %1: check the user name and the password.").arg(proxy)
                 : tr("Sign-in refused by the proxy: check the user name and the password.");
  }
  if (error.stage == Stage::kAuth && error.code == Code::kUnsupported) {
    return named ? tr("%1 asks for a sign-in that connect-tcp does not have.").arg(proxy)
                 : tr("The proxy asks for a sign-in that connect-tcp does not have.");
  }
  if (error.stage == Stage::kHttp && error.code == Code::kUnsupported) {
    return named ? tr("%1 answers, but is no connect-tcp proxy.").arg(proxy)
                 : tr("It answers, but is no connect-tcp proxy.");
  }
  if (error.stage == Stage::kProxy && error.code == Code::kUnsupported) {
    return named ? tr("%1 has no connect-tcp proxy at this address.").arg(proxy)
                 : tr("There is no connect-tcp proxy at this address.");
  }
  if (error.stage == Stage::kProxy && error.code == Code::kLimit) {
    return named ? tr("%1 is busy: it asks for fewer connections.").arg(proxy)
                 : tr("The proxy is busy: it asks for fewer connections.");
  }
  if (error.stage == Stage::kLocal && error.code == Code::kDenied &&
      error.detail.starts_with("it is blocked by rule")) {
    return tr("A rule blocks it.");
  }
  if (error.stage == Stage::kLocal && error.code == Code::kClosed) return tr("It was closed on this computer.");
  // Of a setup, and of the files that it names.
  const bool of_setup = error.stage == Stage::kLocal || error.stage == Stage::kTls;
  if (of_setup && error.code == Code::kInvalid && !error.detail.empty()) {
    return tr("This cannot be used: %1.").arg(message_text(error.detail));
  }
  return {};
}

QString Sentences::joined(const QString& what, const QString& reason, const QString& to_do, Stage stage) {
  if (reason.isEmpty() && to_do.isEmpty()) {
    return tr("%1 (%2)", "sentence, stage").arg(what, stage_name(stage));
  }
  if (reason.isEmpty() || to_do.isEmpty()) {
    return tr("%1 %2 (%3)", "two sentences, stage").arg(what, reason + to_do, stage_name(stage));
  }
  return tr("%1 %2 %3 (%4)", "three sentences, stage").arg(what, reason, to_do, stage_name(stage));
}

QString sentence_of(const Error& error, const QString& destination, const QString& proxy) {
  const QString to_do = Sentences::advice(error.stage, error);
  if (const QString own = Sentences::one_of_its_own(error, proxy); !own.isEmpty()) {
    return Sentences::joined(own, {}, to_do, error.stage);
  }
  return Sentences::joined(Sentences::what_failed(error.stage, destination, proxy), Sentences::why(error), to_do,
                           error.stage);
}

QString sentence_of_direct(const Error& error, const QString& destination) {
  if (error.stage != Stage::kDestination) return sentence_of(error, destination);
  return Sentences::joined(Sentences::tr("%1 could not be reached directly, without a proxy.").arg(destination),
                           Sentences::why(error), Sentences::advice(error.stage, error), error.stage);
}

QString sentence_of_listener(const Error& error, const QString& address) {
  if (error.code == Code::kInvalid && !error.detail.empty()) {
    return Sentences::tr("Culvert cannot listen at %1: %2.").arg(address, message_text(error.detail));
  }
  return Sentences::joined(Sentences::tr("Culvert cannot listen at %1.").arg(address), Sentences::why(error), {},
                           error.stage);
}

QString stage_name(Stage stage) {
  switch (stage) {
    case Stage::kLocal:
      return Sentences::tr("this computer", "stage");
    case Stage::kDns:
      return Sentences::tr("name lookup", "stage");
    case Stage::kTcp:
      return Sentences::tr("TCP", "stage");
    case Stage::kTls:
      return Sentences::tr("TLS", "stage");
    case Stage::kQuic:
      return Sentences::tr("QUIC", "stage");
    case Stage::kHttp:
      return Sentences::tr("HTTP", "stage");
    case Stage::kAuth:
      return Sentences::tr("sign-in", "stage");
    case Stage::kProxy:
      return Sentences::tr("proxy", "stage");
    case Stage::kDestination:
      return Sentences::tr("destination", "stage");
  }
  return {};
}

QString short_text(Code code) {
  switch (code) {
    case Code::kInvalid:
      return Sentences::tr("not valid", "error");
    case Code::kUnsupported:
      return Sentences::tr("not offered", "error");
    case Code::kNotFound:
      return Sentences::tr("no such name", "error");
    case Code::kRefused:
      return Sentences::tr("refused", "error");
    case Code::kUnreachable:
      return Sentences::tr("out of reach", "error");
    case Code::kTimedOut:
      return Sentences::tr("no answer", "error");
    case Code::kReset:
      return Sentences::tr("reset", "error");
    case Code::kTruncated:
      return Sentences::tr("cut off", "error");
    case Code::kClosed:
      return Sentences::tr("closed", "error");
    case Code::kUntrusted:
      return Sentences::tr("not trusted", "error");
    case Code::kProtocol:
      return Sentences::tr("protocol broken", "error");
    case Code::kDenied:
      return Sentences::tr("not allowed", "error");
    case Code::kUnauthorized:
      return Sentences::tr("sign-in refused", "error");
    case Code::kRetryable:
      return Sentences::tr("not taken", "error");
    case Code::kLimit:
      return Sentences::tr("limit reached", "error");
    case Code::kSystem:
      return Sentences::tr("system error", "error");
  }
  return {};
}

QString shown(std::string_view text, qsizetype longest) {
  return QString::fromStdString(escape(text, static_cast<std::size_t>(std::max<qsizetype>(longest, 0))));
}

}  // namespace culvert::ui
