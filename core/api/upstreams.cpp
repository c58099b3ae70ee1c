#include "api/upstreams.h"

#include <algorithm>
#include <set>

#include "net/first_of.h"

namespace culvert::api {

namespace {

std::set<std::string> needed(const config::Setup& setup) {
  std::set<std::string> ids{setup.profile};
  for (const auto& l : setup.listeners) ids.insert(l.profile);
  for (const auto& a : setup.applications) {
    for (const auto& f : a.forwards) ids.insert(f.profile);
  }
  for (const auto& r : setup.rules) ids.insert(r.profile);
  ids.erase("");
  return ids;
}

// What it is called, and what is only in its file, changes nothing in how it runs.
bool runs_alike(config::Profile a, config::Profile b) {
  for (config::Profile* p : {&a, &b}) {
    p->name.clear();
    p->kept = {};
    p->authentication.secret = {};
  }
  return a == b;
}

}  // namespace

Upstreams::Upstreams(Shared& shared)
    : shared_(shared), reading_(shared.loop, 1), gone_(shared.loop), tasks_(shared.loop) {}

Upstreams::~Upstreams() = default;

Task<Upstreams::Slot> Upstreams::make(config::Profile profile) {
  Slot slot;
  auto parts = co_await reading_.run([profile] { return Upstream::prepare(profile); });
  if (!parts) {
    slot.error = {Stage::kLocal, Code::kLimit, "too many profiles are being read"};
  } else if (!*parts) {
    slot.error = std::move(parts->error());
  } else {
    slot.upstream = std::make_unique<Upstream>(shared_, std::move(**parts));
    slot.upstream->network_changed(network_);
  }
  if (slot.upstream == nullptr) {
    shared_.tell(event::ProfileFailed{profile.id, slot.error, describe(slot.error)});
  }
  co_return slot;
}

Task<> Upstreams::apply(const config::Setup& setup) {
  const auto same = [this](const config::Profile& wanted) {
    const auto running = slots_.find(wanted.id);
    return running != slots_.end() && running->second.upstream != nullptr &&
           runs_alike(running->second.upstream->profile(), wanted);
  };
  std::map<std::string, Slot> next;
  const std::set<std::string> ids = needed(setup);
  for (const std::string& id : ids) {  // meanwhile everything goes on as it is
    const config::Profile* wanted = config::find_profile(setup, id);
    if (wanted == nullptr || same(*wanted)) continue;
    Slot made = co_await make(*wanted);
    next.insert_or_assign(id, std::move(made));
  }
  for (const std::string& id : ids) {
    if (!next.contains(id)) next.insert(slots_.extract(id));
  }
  std::swap(slots_, next);
  for (auto& [id, slot] : next) {
    if (slot.upstream != nullptr) retire(std::move(slot.upstream));
  }
  const bool switched = in_use_ != setup.profile;
  in_use_ = setup.profile;
  if (switched && !in_use_.empty()) shared_.tell(event::ProfileInUse{in_use_});
}

Result<Upstream*> Upstreams::find(const std::string& id) {
  const std::string& wanted = id.empty() ? in_use_ : id;
  if (wanted.empty()) return fail(Stage::kLocal, Code::kInvalid, "no profile is in use");
  const auto it = slots_.find(wanted);
  if (it == slots_.end()) return fail(Stage::kLocal, Code::kInvalid, "the profile " + wanted + " does not run");
  if (it->second.upstream == nullptr) return std::unexpected(it->second.error);
  return it->second.upstream.get();
}

void Upstreams::network_changed(const std::string& network) {
  network_ = network;
  for (const auto& [id, slot] : slots_) {
    if (slot.upstream != nullptr) slot.upstream->network_changed(network);
  }
  for (const auto& upstream : retired_) upstream->network_changed(network);
}

void Upstreams::retire(std::unique_ptr<Upstream> upstream) {
  const auto place = retired_.insert(retired_.end(), std::move(upstream));
  tasks_.spawn(see_off(place));
}

Task<> Upstreams::see_off(std::list<std::unique_ptr<Upstream>>::iterator place) {
  co_await poll([&](Waiter& w) { return (*place)->poll_unused(w); });
  co_await (*place)->shut_down();
  retired_.erase(place);
  gone_.notify_all();
}

Task<> Upstreams::shut_down() {
  for (auto& [id, slot] : slots_) {
    if (slot.upstream != nullptr) retire(std::move(slot.upstream));
  }
  slots_.clear();
  in_use_.clear();
  for (const auto& upstream : retired_) upstream->drain();
  Timer limit(shared_.loop);
  limit.start(2 * shared_.timing.farewell_limit);
  co_await first_of(
      [this](Waiter& w) -> Poll<bool> {
        if (retired_.empty()) return true;
        gone_.add(w);
        return {};
      },
      [&limit](Waiter& w) { return limit.poll_expired(w); });
}

std::vector<Upstreams::Row> Upstreams::current() const {
  std::vector<Row> all;
  all.reserve(slots_.size());
  for (const auto& [id, slot] : slots_) {
    all.push_back({id, slot.upstream.get(), slot.upstream == nullptr ? std::optional(slot.error) : std::nullopt});
  }
  return all;
}

std::vector<std::pair<std::string, Upstream::Carrier>> Upstreams::connections() const {
  std::vector<std::pair<std::string, Upstream::Carrier>> all;
  const auto add = [&all](const Upstream& upstream) {
    for (auto& c : upstream.connections()) all.emplace_back(upstream.profile().id, std::move(c));
  };
  for (const auto& [id, slot] : slots_) {
    if (slot.upstream != nullptr) add(*slot.upstream);
  }
  for (const auto& upstream : retired_) add(*upstream);
  return all;
}

}  // namespace culvert::api
