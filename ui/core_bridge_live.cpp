#include <QCoreApplication>
#include <algorithm>

#include "core_bridge_text.h"
#include "sentences.h"

namespace culvert::ui {

namespace {

constexpr qsizetype kMostRules = 1024;  // texts of rules that are kept

Traffic traffic_of(const culvert::Traffic& t) { return {t.sent, t.received}; }

Counters counters_of(const api::Counters& c) { return {traffic_of(c.traffic), c.opened, c.failed, c.open}; }

Connection::Phase phase_of(const api::Snapshot::TunnelRow& row) {
  if (row.open()) return row.finishing ? Connection::Phase::kFinishing : Connection::Phase::kOpen;
  switch (row.step) {
    case Step::kRequest:
    case Step::kTaken:
    case Step::kAnswer:
      return Connection::Phase::kAsking;
    default:
      return Connection::Phase::kWaiting;
  }
}

QString id_of(const std::string& id) { return QString::fromStdString(id); }

Entrance entrance_of(const api::Snapshot::EntranceRow& row) {
  Entrance out;
  out.forward = row.entrance.kind == "forward";
  out.address = shown(row.entrance.address);
  out.target = shown(row.entrance.target);
  out.application = id_of(row.entrance.application);
  out.forward_id = id_of(row.entrance.forward);
  if (row.busy) {
    out.sentence = busy_text(*row.busy);
  } else if (row.error) {
    out.sentence = sentence_of_listener(*row.error, out.address);
  }
  return out;
}

}  // namespace

// Rules are told in the language of the window, which may have changed.
void LiveMaker::forget_other_languages() {
  QString now = rule_text("no rule matches -> tunnel");
  if (now == language_) return;
  language_ = std::move(now);
  known_.clear();
  rules_.clear();
}

QString LiveMaker::rule(const std::string& text) {
  const QString core = QString::fromStdString(text);
  const auto found = rules_.constFind(core);
  if (found != rules_.constEnd()) return *found;
  if (rules_.size() >= kMostRules) rules_.clear();
  return *rules_.insert(core, rule_text(text));
}

std::shared_ptr<const ConnectionFacts> LiveMaker::show(const api::TunnelFacts& facts) {
  auto out = std::make_shared<ConnectionFacts>();
  out->target = shown(facts.target, 320);
  out->application = id_of(facts.application);
  out->forward = id_of(facts.forward);
  out->listener = shown(facts.listener);
  if (facts.caller) {
    out->program = shown(facts.caller->name());
    out->executable = shown(facts.caller->executable, 4096);
    out->pid = facts.caller->pid;
    out->here = facts.caller->here;
  }
  out->action = facts.action;
  if (!facts.rule.empty()) out->rule = rule(facts.rule);
  out->profile = id_of(facts.profile);
  out->proxy = shown(facts.proxy);
  out->carrier = facts.connection;
  if (facts.version) out->http_version = shown(http::name_of(*facts.version));
  out->start = QDateTime::fromMSecsSinceEpoch(
      std::chrono::duration_cast<std::chrono::milliseconds>(facts.wall_start.time_since_epoch()).count());
  out->steady_start = facts.start;
  return out;
}

std::unique_ptr<Live> LiveMaker::make(const api::Snapshot& snapshot, bool with_connections) {
  forget_other_languages();
  auto live = std::make_unique<Live>();
  live->running = snapshot.running;
  live->at = std::chrono::steady_clock::now();
  for (const auto& row : snapshot.entrances) live->entrances.push_back(entrance_of(row));
  for (const auto& row : snapshot.profiles) {
    live->profiles.push_back(
        {id_of(row.profile), row.in_use, row.error ? sentence_of(*row.error) : QString(), counters_of(row.counters)});
  }
  for (const auto& row : snapshot.forwards) {
    live->forwards.push_back({id_of(row.application), id_of(row.forward), counters_of(row.counters)});
  }
  for (const auto& row : snapshot.connections) {
    live->carriers.push_back(carrier_of(row.info, row.profile, row.proxy));
  }
  live->total = counters_of(snapshot.total);
  live->direct = counters_of(snapshot.direct);
  if (!with_connections) {
    known_.clear();
    return live;
  }
  // Both are in order of their ids.
  std::vector<std::pair<Tunnel::Id, Known>> next;
  next.reserve(snapshot.tunnels.size());
  live->connections.reserve(snapshot.tunnels.size());
  auto before = known_.begin();
  for (const auto& row : snapshot.tunnels) {
    while (before != known_.end() && before->first < row.id) ++before;
    const bool same = before != known_.end() && before->first == row.id && before->second.facts == row.facts;
    auto facts = same ? before->second.shown : show(*row.facts);
    live->connections.push_back({row.id, facts, traffic_of(row.traffic), phase_of(row)});
    next.push_back({row.id, {row.facts, std::move(facts)}});
  }
  known_ = std::move(next);
  return live;
}

}  // namespace culvert::ui
