#include "api/tunnels.h"

#include <format>

#include "api/sentence.h"

namespace culvert::api {

Counters Tunnels::Tally::sum() const {
  Counters all = counters;
  all.traffic.sent += running.sent;
  all.traffic.received += running.received;
  return all;
}

Tunnels::Tunnels(Shared& shared)
    : shared_(shared), empty_(shared.loop), set_(shared.loop, [this](const Tunnel& t) { over(t); }, &shared.trace) {}

Tunnels::~Tunnels() = default;

// ---- One that is not open yet

Tunnels::Opening::Opening(Tunnels& all, Tunnel::Id id, TunnelFacts facts, std::optional<inbound::Peer> peer)
    : all_(all), cancelled_(all.shared_.loop) {
  progress.id = id;
  facts.start = all_.shared_.loop.now();
  facts.wall_start = std::chrono::system_clock::now();
  Row& row = all_.rows_[id];
  row.opening = this;
  row.peer = peer;
  row.facts = std::make_shared<TunnelFacts>(std::move(facts));
  trace(Step::kArrived, row.facts->target);
}

Tunnels::Opening::~Opening() {
  if (over_) return;
  all_.rows_.erase(id());
  if (all_.rows_.empty()) all_.empty_.notify_all();
}

const TunnelFacts& Tunnels::Opening::facts() const { return *all_.rows_.at(id()).facts; }

void Tunnels::Opening::set_facts(std::shared_ptr<const TunnelFacts> facts) {
  all_.rows_.at(id()).facts = std::move(facts);
}

void Tunnels::Opening::trace(Step step, std::string_view text) {
  if (step < Step::kOpened) progress.step = step;
  all_.shared_.trace.add(all_.shared_.loop.now(), {.connection = 0, .tunnel = id()}, step, text);
}

void Tunnels::Opening::failed(Error error) {
  trace(Step::kFailed, error.detail);
  const auto node = all_.rows_.extract(id());
  over_ = true;
  const TunnelFacts& facts = *node.mapped().facts;
  Row counted;
  if (!facts.forward.empty()) counted.forward = &all_.forwards_[{facts.application, facts.forward}];
  if (!facts.profile.empty()) counted.profile = &all_.profiles_[facts.profile];
  if (facts.action == config::Rule::Action::kDirect) counted.profile = &all_.direct_;
  all_.each_tally(counted, [](Tally& t) { ++t.counters.failed; });
  if (all_.rows_.empty()) all_.empty_.notify_all();
  std::string sentence = sentence_of(error, facts.target, facts.action);
  all_.shared_.tell(event::TunnelFailed{id(), facts.target, std::move(error), std::move(sentence), facts.application,
                                        facts.forward, facts.profile, facts.rule});
}

void Tunnels::Opening::opened(std::unique_ptr<ByteStream> near, std::unique_ptr<FarStream> far,
                              std::optional<Upstream::Use> use) {
  over_ = true;
  Row& row = all_.rows_.at(id());
  const TunnelFacts& facts = *row.facts;
  row.opening = nullptr;
  row.use = std::move(use);
  if (!facts.forward.empty()) row.forward = &all_.forwards_[{facts.application, facts.forward}];
  row.profile = facts.profile.empty() ? &all_.direct_ : &all_.profiles_[facts.profile];
  if (facts.connection != 0) row.connection = &all_.connections_[facts.connection];
  all_.each_tally(row, [](Tally& t) {
    ++t.counters.opened;
    ++t.counters.open;
  });
  all_.shared_.tell(event::TunnelOpened{id(), facts.target, all_.shared_.loop.now() - facts.start, facts.application,
                                        facts.forward, facts.profile, facts.rule});
  all_.set_.add(id(), facts.target, std::move(near), std::move(far));
  row.tunnel = all_.set_.find(id());
}

// ---- All of them

void Tunnels::over(const Tunnel& tunnel) {
  const auto node = rows_.extract(tunnel.id());
  const Row& row = node.mapped();
  each_tally(row, [&tunnel](Tally& t) {
    t.counters.traffic.sent += tunnel.traffic().sent;
    t.counters.traffic.received += tunnel.traffic().received;
    --t.counters.open;
  });
  const TunnelFacts& facts = *row.facts;
  event::TunnelClosed closed{tunnel.id(), facts.target,      tunnel.traffic(), tunnel.result(),
                             "",          facts.application, facts.forward,    facts.profile};
  if (!closed.result) closed.sentence = sentence_of(closed.result.error(), facts.target, facts.action);
  shared_.tell(std::move(closed));
  if (row.connection != nullptr && row.connection->gone && row.connection->counters.open == 0) {
    connections_.erase(facts.connection);
  }
  if (rows_.empty()) empty_.notify_all();
}

void Tunnels::close(Tunnel::Id id, const Error& why) {
  const auto it = rows_.find(id);
  if (it == rows_.end()) return;
  if (Opening* opening = it->second.opening) {
    opening->why_ = why;
    opening->cancelled_.set();
  } else {
    set_.close(id, why);
  }
}

void Tunnels::close_those(const Which& which, const Error& why) {
  for (const auto& [id, row] : rows_) {
    if (which(*row.facts)) close(id, why);
  }
}

std::optional<Tunnels::Nameless> Tunnels::next_nameless(Tunnel::Id after) const {
  for (auto it = rows_.upper_bound(after); it != rows_.end(); ++it) {
    if (it->second.peer && !it->second.facts->caller) return Nameless{it->first, *it->second.peer};
  }
  return {};
}

void Tunnels::set_caller(Tunnel::Id id, inbound::Caller caller) {
  const auto it = rows_.find(id);
  if (it == rows_.end()) return;
  auto changed = std::make_shared<TunnelFacts>(*it->second.facts);
  changed->caller = std::move(caller);
  it->second.facts = std::move(changed);
}

Poll<bool> Tunnels::poll_empty(Waiter& w) {
  if (rows_.empty()) return true;
  empty_.add(w);
  return {};
}

// What is left of it is in the other counters.
void Tunnels::connection_over(std::uint64_t connection) {
  const auto it = connections_.find(connection);
  if (it == connections_.end()) return;
  it->second.gone = true;
  if (it->second.counters.open == 0) connections_.erase(it);
}

// ---- What is shown

void Tunnels::count_running() {
  for (auto& [key, tally] : forwards_) tally.running = {};
  for (auto& [key, tally] : profiles_) tally.running = {};
  for (auto& [key, tally] : connections_) tally.running = {};
  direct_.running = total_.running = {};
  for (const auto& [id, row] : rows_) {
    if (row.tunnel == nullptr) continue;
    each_tally(row, [&traffic = row.tunnel->traffic()](Tally& t) {
      t.running.sent += traffic.sent;
      t.running.received += traffic.received;
    });
  }
}

void Tunnels::describe_in(Snapshot& snapshot) {
  count_running();
  snapshot.tunnels.reserve(rows_.size());
  for (const auto& [id, row] : rows_) {
    Snapshot::TunnelRow& shown = snapshot.tunnels.emplace_back();
    shown.id = id;
    shown.facts = row.facts;
    if (row.opening != nullptr) {
      shown.step = row.opening->progress.step;
    } else {
      shown.step = Step::kOpened;
      shown.traffic = row.tunnel->traffic();
      shown.finishing = row.tunnel->finishing();
    }
  }
  for (const auto& [key, tally] : forwards_) snapshot.forwards.push_back({key.first, key.second, tally.sum()});
  snapshot.direct = direct_.sum();
  snapshot.total = total_.sum();
}

std::vector<std::string> Tunnels::profiles() const {
  std::vector<std::string> ids;
  ids.reserve(profiles_.size());
  for (const auto& [id, tally] : profiles_) ids.push_back(id);
  return ids;
}

Counters Tunnels::of_profile(const std::string& id) const {
  const auto it = profiles_.find(id);
  return it == profiles_.end() ? Counters{} : it->second.sum();
}

Counters Tunnels::of_connection(std::uint64_t id) const {
  const auto it = connections_.find(id);
  return it == connections_.end() ? Counters{} : it->second.sum();
}

}  // namespace culvert::api
