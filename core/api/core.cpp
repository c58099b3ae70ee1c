#include "api/core.h"

#include <algorithm>

#include "inbound/forward.h"
#include "net/first_of.h"

namespace culvert::api {

Core::Core(Loop& loop, Timing timing, Engine::EventHandler on_event)
    : loop_(loop),
      on_event_([this, told = std::move(on_event)](const Event& event) mutable {
        const auto* lost = std::get_if<event::Disconnected>(&event);
        if (lost != nullptr) tunnels_.connection_over(lost->connection.id);
        told(event);
      }),
      resolver_(loop),
      shared_{loop, resolver_, trace_, on_event_, timing},
      network_(loop),
      compiling_(loop, 1),
      settled_(loop),
      upstreams_(shared_),
      tunnels_(shared_),
      carrier_(shared_, router_, upstreams_, tunnels_),
      entrances_(shared_, router_, carrier_, tunnels_),
      questions_(loop),
      tasks_(loop) {
  settled_.set();
  tasks_.spawn(follow_network());
}

Core::~Core() = default;

Task<> Core::follow_network() {
  for (std::uint64_t seen = network_.changes();; seen = network_.changes()) {
    upstreams_.network_changed(network_.network());
    co_await poll([&](Waiter& w) { return network_.poll_changed(seen, w); });
  }
}

// ---- What is wanted

void Core::change(std::uint64_t number, Change change, bool anew) {
  std::optional<config::Setup> next = wanted_;
  if (config::Problems problems = change(next); !problems.empty()) {
    refuse(number, std::move(problems));
    return;
  }
  wanted_ = std::move(next);
  number_ = number;
  anew_ = anew_ || anew;
  changed_ = true;
  settle_soon();
}

void Core::refuse(std::uint64_t number, config::Problems problems) {
  Error error{Stage::kLocal, Code::kInvalid, problems.front().message};
  if (!problems.front().field.empty()) error.detail = problems.front().field + ": " + error.detail;
  std::string sentence = describe(error);
  shared_.tell(event::Failed{std::move(error), std::move(sentence), number, std::move(problems)});
}

void Core::stop() {
  wanted_.reset();
  changed_ = false;
  stopping_ = true;
  settle_soon();
}

void Core::end() {
  ending_ = true;
  if (running_ || settling_) {
    stop();
  } else {
    loop_.stop();
  }
}

void Core::settle_soon() {
  if (std::exchange(settling_, true)) return;
  settled_.clear();
  tasks_.spawn(settle());
}

// ---- What runs

Task<> Core::settle() {
  while (stopping_ || changed_) {
    if (std::exchange(stopping_, false)) {
      co_await shut_down();
      shared_.tell(event::Stopped{});
      continue;
    }
    changed_ = false;
    const std::uint64_t number = number_;
    const bool anew = std::exchange(anew_, false);
    config::Setup setup = *wanted_;
    auto answer = co_await compiling_.run([setup] { return Router::compile(setup); });
    Result<Router::Compiled> compiled(fail(Stage::kLocal, Code::kLimit, "there is too much to do at once"));
    if (answer) compiled = std::move(*answer);
    if (!compiled) {
      if (!changed_ && !stopping_) wanted_ = running_;
      refuse(number, {{"", compiled.error().detail}});
      continue;
    }
    co_await run(std::move(setup), std::move(*compiled), anew);
    shared_.tell(event::Applied{number});
  }
  settling_ = false;
  settled_.set();
  if (ending_) loop_.stop();
}

Task<> Core::run(config::Setup setup, Router::Compiled compiled, bool anew) {
  co_await upstreams_.apply(setup);
  router_.set_rules(std::move(compiled.rules));
  co_await entrances_.apply(setup, compiled.programs, anew);
  tunnels_.close_those(
      [&](const TunnelFacts& t) {
        const bool came_in = !t.forward.empty() || !t.listener.empty();
        return (came_in && !entrances_.has(t)) ||
               (!t.profile.empty() && config::find_profile(setup, t.profile) == nullptr);
      },
      {Stage::kLocal, Code::kClosed, "what it came in by, or went out by, was switched off"});
  const std::string left = std::exchange(leaving_, "");
  if (!left.empty() && left != upstreams_.in_use()) {
    tunnels_.close_those([&](const TunnelFacts& t) { return t.profile == left; },
                         {Stage::kLocal, Code::kClosed, "another profile is in use now"});
  }
  const bool first = !running_;
  running_ = std::move(setup);
  if (first) shared_.tell(event::Started{});
}

void Core::use_profile(std::uint64_t number, const std::string& id, Engine::Running running) {
  const std::string before = wanted_ ? wanted_->profile : std::string();
  change(number, [&id](std::optional<config::Setup>& setup) -> config::Problems {
    if (!setup) return {{"", "nothing runs"}};
    if (config::find_profile(*setup, id) == nullptr) return {{"profile", "there is no such profile"}};
    setup->profile = id;
    return {};
  });
  if (wanted_ && wanted_->profile != before && running == Engine::Running::kEnd) leaving_ = before;
}

Task<> Core::shut_down() {
  entrances_.close_all();
  tunnels_.close_those([](const TunnelFacts&) { return true; }, {Stage::kLocal, Code::kClosed, "switched off"});
  Timer limit(loop_);
  limit.start(shared_.timing.farewell_limit);
  co_await first_of([this](Waiter& w) { return tunnels_.poll_empty(w); },
                    [&limit](Waiter& w) { return limit.poll_expired(w); });
  co_await upstreams_.shut_down();
  router_.set_rules({});
  running_.reset();
}

// ---- Tunnels and questions

void Core::carry(Tunnel::Id id, http::HostPort target, Engine::StreamMaker make, std::string profile) {
  tasks_.spawn(
      [](Core& self, Tunnel::Id number, http::HostPort to, Engine::StreamMaker maker, std::string through) -> Task<> {
        co_await self.settled_.wait();
        auto stream = self.running_ ? maker(self.loop_) : fail(Stage::kLocal, Code::kInvalid, "nothing runs");
        if (stream) {
          self.carrier_.take(number, inbound::accept_forward(std::move(*stream), std::move(to)),
                             {.profile = std::move(through)});
        } else {
          Tunnels::Opening(self.tunnels_, number, {.target = to.to_string()}).failed(std::move(stream.error()));
        }
      }(*this, id, std::move(target), std::move(make), std::move(profile)));
}

void Core::reach(std::string profile, std::move_only_function<void(const Result<ConnectionInfo>&)> receive) {
  tasks_.spawn([](Core& self, std::string through, auto told) -> Task<> {
    co_await self.settled_.wait();
    const auto upstream =
        self.running_ ? self.upstreams_.find(through) : fail(Stage::kLocal, Code::kInvalid, "nothing runs");
    if (!upstream) {
      told(std::unexpected(upstream.error()));
      co_return;
    }
    const Upstream::Use use(**upstream);
    told(co_await (*upstream)->reach());
  }(*this, std::move(profile), std::move(receive)));
}

Snapshot Core::snapshot() {
  Snapshot all;
  all.running = running_.has_value();
  entrances_.describe_in(all);
  tunnels_.describe_in(all);
  for (const Upstreams::Row& row : upstreams_.current()) {
    Snapshot::ProfileRow& shown = all.profiles.emplace_back();
    shown.profile = row.profile;
    shown.in_use = row.profile == upstreams_.in_use();
    shown.error = row.error;
    if (row.error) shown.sentence = describe(*row.error);
    if (row.upstream != nullptr) shown.proxies = row.upstream->proxies();
  }
  for (const std::string& id : tunnels_.profiles()) {
    if (!std::ranges::contains(all.profiles, id, &Snapshot::ProfileRow::profile))
      all.profiles.push_back({.profile = id});
  }
  for (Snapshot::ProfileRow& row : all.profiles) row.counters = tunnels_.of_profile(row.profile);
  for (auto& [profile, carrier] : upstreams_.connections()) {
    const Counters counters = tunnels_.of_connection(carrier.info.id);
    all.connections.push_back({std::move(carrier.info), std::move(profile), std::move(carrier.proxy), counters});
  }
  return all;
}

}  // namespace culvert::api
