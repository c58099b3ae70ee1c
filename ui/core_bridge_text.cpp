#include "core_bridge_text.h"

#include <QCoreApplication>
#include <QLocale>

#include "sentences.h"

namespace culvert::ui {

namespace {

class Bridge {
  Q_DECLARE_TR_FUNCTIONS(culvert::ui::CoreBridge)
};

QString id_of(const std::string& id) { return QString::fromStdString(id); }

QDateTime date_time(std::chrono::system_clock::time_point at) {
  return QDateTime::fromMSecsSinceEpoch(
      std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count());
}

Entrance entrance_of(const api::Entrance& e) {
  Entrance out;
  out.forward = !e.forward.empty() || e.kind == "forward";
  out.address = shown(e.address);
  out.target = shown(e.target);
  out.application = id_of(e.application);
  out.forward_id = id_of(e.forward);
  return out;
}

// Each fills in what its event has.
struct Teller {
  using Kind = Happening::Kind;
  Happening& h;

  void say(Kind kind, const QString& sentence = {}, const std::string& details = {}) const {
    h.kind = kind;
    h.sentence = sentence;
    h.details = shown(details, 1024);
  }
  void enter(const api::Entrance& e) const {
    h.entrance = entrance_of(e);
    h.application = h.entrance.application;
    h.forward = h.entrance.forward_id;
  }
  void went(const std::string& application, const std::string& forward, const std::string& profile) const {
    h.application = id_of(application);
    h.forward = id_of(forward);
    h.profile = id_of(profile);
  }

  void operator()(const api::event::Listening& e) const {
    enter(e.entrance);
    say(Kind::kListening, Bridge::tr("Listens at %1.").arg(h.entrance.address));
  }
  void operator()(const api::event::ListenerFailed& e) const {
    enter(e.entrance);
    h.error = e.error;
    h.free_port = e.free_port;
    h.entrance.sentence = e.busy ? busy_text(*e.busy) : sentence_of_listener(e.error, h.entrance.address);
    say(Kind::kListenerFailed, h.entrance.sentence, e.sentence);
  }
  void operator()(const api::event::ListenerClosed& e) const {
    enter(e.entrance);
    say(Kind::kListenerClosed);
  }
  void operator()(const api::event::ProfileFailed& e) const {
    h.profile = id_of(e.profile);
    h.error = e.error;
    say(Kind::kProfileFailed, sentence_of(e.error), e.sentence);
  }
  void operator()(const api::event::ProfileInUse& e) const {
    h.profile = id_of(e.profile);
    say(Kind::kProfileInUse);
  }
  void operator()(const api::event::Started&) const { say(Kind::kStarted); }
  void operator()(const api::event::Applied& e) const {
    h.change = e.number;
    say(Kind::kApplied);
  }
  void operator()(const api::event::Failed& e) const {
    h.change = e.number;
    h.error = e.error;
    h.problems = e.problems;
    const QString why = e.problems.empty() ? message_text(e.error.detail) : problem_text(e.problems.front());
    say(Kind::kSetupWrong, Bridge::tr("The setup is wrong, and nothing of it is used: %1.").arg(why), e.sentence);
  }
  void operator()(const api::event::Stopped&) const { say(Kind::kStopped); }
  void operator()(const api::event::Connected& e) const {
    h.carrier = carrier_of(e.connection, e.profile, e.proxy);
    h.profile = h.carrier->profile;
    h.proxy = h.carrier->proxy;
    say(Kind::kCarrierUp);
  }
  void operator()(const api::event::Disconnected& e) const {
    h.carrier = carrier_of(e.connection, e.profile, e.proxy);
    h.profile = h.carrier->profile;
    h.proxy = h.carrier->proxy;
    h.error = e.error;
    say(Kind::kCarrierDown, Bridge::tr("The connection to %1 ended.").arg(h.proxy), e.sentence);
  }
  void operator()(const api::event::ProxyAvoided& e) const {
    h.profile = id_of(e.profile);
    h.proxy = shown(e.proxy);
    h.error = e.error;
    say(Kind::kProxyAvoided, sentence_of(e.error, {}, h.proxy), e.sentence);
  }
  void operator()(const api::event::ProxyBack& e) const {
    h.profile = id_of(e.profile);
    h.proxy = shown(e.proxy);
    say(Kind::kProxyBack, Bridge::tr("%1 can be reached again.").arg(h.proxy));
  }
  void operator()(const api::event::CallerRefused& e) const {
    went(e.application, e.forward, {});
    const QString at = shown(e.address);
    say(Kind::kCallerRefused,
        e.caller
            ? Bridge::tr("%1 came to %2 and was turned away, since it may not use it.").arg(program_text(*e.caller), at)
            : Bridge::tr("A program that cannot be named came to %1 and was turned away.").arg(at),
        e.sentence);
  }
  void operator()(const api::event::TunnelOpened& e) const {
    went(e.application, e.forward, e.profile);
    h.connection = e.id;
    say(Kind::kConnectionOpened);
  }
  void operator()(const api::event::TunnelFailed& e) const {
    went(e.application, e.forward, e.profile);
    h.connection = e.id;
    h.error = e.error;
    const QString target = shown(e.target, 320);
    // What reached out without a profile went there directly.
    say(Kind::kConnectionFailed, e.profile.empty() ? sentence_of_direct(e.error, target) : sentence_of(e.error, target),
        e.sentence);
  }
  void operator()(const api::event::TunnelClosed& e) const {
    went(e.application, e.forward, e.profile);
    h.connection = e.id;
    if (e.result) return say(Kind::kConnectionClosed);
    h.error = e.result.error();
    say(Kind::kConnectionClosed, sentence_of(*h.error, shown(e.target, 320)), e.sentence);
  }
};

QString version_text(const std::string& version) {
  QString text = shown(version);
  if (text.startsWith(u"TLSv")) text.replace(0, 4, QStringLiteral("TLS "));
  return text;
}

ProbeRow::Phase phase_of(api::ProbePhase phase) {
  switch (phase) {
    case api::ProbePhase::kLookup:
      return ProbeRow::Phase::kLookup;
    case api::ProbePhase::kTcp:
      return ProbeRow::Phase::kTcp;
    case api::ProbePhase::kQuic:
      return ProbeRow::Phase::kQuic;
    case api::ProbePhase::kTls:
      return ProbeRow::Phase::kTls;
    case api::ProbePhase::kSettings:
      return ProbeRow::Phase::kSettings;
    case api::ProbePhase::kRequest:
      return ProbeRow::Phase::kRequest;
    case api::ProbePhase::kDestination:
      break;
  }
  return ProbeRow::Phase::kDestination;
}

ProbeRow::Phase failed_phase(Stage stage) {
  switch (stage) {
    case Stage::kLocal:
    case Stage::kDns:
      return ProbeRow::Phase::kLookup;
    case Stage::kTcp:
      return ProbeRow::Phase::kTcp;
    case Stage::kQuic:
      return ProbeRow::Phase::kQuic;
    case Stage::kTls:
      return ProbeRow::Phase::kTls;
    case Stage::kHttp:
      return ProbeRow::Phase::kSettings;
    case Stage::kAuth:
    case Stage::kProxy:
      return ProbeRow::Phase::kRequest;
    case Stage::kDestination:
      break;
  }
  return ProbeRow::Phase::kDestination;
}

}  // namespace

Carrier carrier_of(const ConnectionInfo& info, const std::string& profile, const std::string& proxy) {
  Carrier c;
  c.number = info.id;
  c.profile = id_of(profile);
  c.proxy = shown(proxy);
  c.http_version = shown(http::name_of(info.version));
  c.tls_version = version_text(info.tls.version);
  c.cipher = shown(info.tls.cipher);
  c.resumed = info.tls.resumed;
  c.early_data = info.tls.early_data;
  c.address = shown(info.remote.to_string());
  c.setup = std::chrono::duration_cast<std::chrono::microseconds>(info.setup);
  c.streams = info.streams;
  return c;
}

QString program_text(const inbound::Caller& caller) {
  if (!caller.here) return Bridge::tr("another computer");
  const QString name = shown(caller.name(), 60);
  if (caller.pid && !name.isEmpty()) return Bridge::tr("%1 (process %2)").arg(name, QString::number(*caller.pid));
  if (caller.pid) return Bridge::tr("process %1").arg(*caller.pid);
  if (caller.uid) return Bridge::tr("a program of another user (%1)").arg(*caller.uid);
  return Bridge::tr("another program");
}

QString busy_text(const inbound::BusyPort& busy) {
  const QString at = shown(busy.at.to_string());
  if (busy.holder && busy.free) {
    return Bridge::tr("%1 is in use by %2. Port %3 is free.")
        .arg(at, program_text(*busy.holder), QString::number(*busy.free));
  }
  if (busy.holder) return Bridge::tr("%1 is in use by %2.").arg(at, program_text(*busy.holder));
  if (busy.free) return Bridge::tr("%1 is in use. Port %2 is free.").arg(at, QString::number(*busy.free));
  return Bridge::tr("%1 is in use.").arg(at);
}

Happening happening_of(const api::Event& event, std::chrono::system_clock::time_point at) {
  Happening h;
  h.at = date_time(at);
  std::visit(Teller{h}, event);
  return h;
}

Happening failure_of(const Error& error) {
  Happening h;
  h.kind = Happening::Kind::kProfileFailed;
  h.at = QDateTime::currentDateTime();
  h.error = error;
  h.sentence = sentence_of(error);
  h.details = shown(describe(error), 1024);
  return h;
}

QList<TraceRow> rows_of(const std::vector<Trace::Record>& records) {
  QList<TraceRow> rows;
  rows.reserve(static_cast<qsizetype>(records.size()));
  for (const Trace::Record& r : records) {
    rows.push_back({r.number, r.at, r.subject.connection, r.subject.tunnel, shown(name_of(r.step)), step_text(r)});
  }
  return rows;
}

ProbeRow row_of(const api::ProbeResult& result) {
  ProbeRow row;
  row.proxy = shown(result.proxy);
  for (const auto& part : result.phases) {
    row.parts.push_back({phase_of(part.phase), std::chrono::duration_cast<std::chrono::microseconds>(part.took)});
  }
  row.total = std::chrono::duration_cast<std::chrono::microseconds>(result.total);
  if (result.connection) row.carrier = carrier_of(*result.connection, {}, result.proxy);
  if (result.result) return row;
  row.error = result.result.error();
  row.failed_in = failed_phase(row.error->stage);
  row.sentence = sentence_of(*row.error, {}, row.proxy);
  row.details = shown(result.sentence, 1024);
  return row;
}

DomainOffer offer_of(const std::string& uri, const Result<http::ProvisioningDomain>& domain) {
  DomainOffer offer;
  offer.uri = shown(uri, 1024);
  if (!domain) {
    offer.sentence = sentence_of(domain.error());
    offer.details = shown(describe(domain.error()), 1024);
    return offer;
  }
  for (const auto& proxy : domain->proxies) offer.templates.push_back(shown(proxy.uri_template.text(), 4096));
  if (offer.templates.isEmpty()) {
    offer.sentence = Bridge::tr("This provisioning domain offers no connect-tcp proxy.");
    for (const auto& left : domain->skipped) {
      offer.details += shown(left.what) + QStringLiteral(": ") + shown(left.why) + QLatin1Char('\n');
    }
  }
  return offer;
}

}  // namespace culvert::ui
