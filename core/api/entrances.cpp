#include "api/entrances.h"

#include <algorithm>
#include <format>

#include "api/problems.h"
#include "base/escape.h"
#include "inbound/forward.h"
#include "inbound/mixed.h"
#include "net/with_timeout.h"

namespace culvert::api {

using Access = config::Application::Access;

Entrances::Entrances(Shared& shared, Router& router, Carrier& carrier, Tunnels& tunnels)
    : shared_(shared),
      router_(router),
      carrier_(carrier),
      tunnels_(tunnels),
      callers_(shared.loop),
      tasks_(shared.loop) {}

Entrances::~Entrances() = default;

// ---- What is open

std::vector<Entrances::Wanted> Entrances::wanted(const config::Setup& setup, const Programs& programs) {
  std::vector<Wanted> all;
  const config::Problems problems = config::validate(setup);
  for (std::size_t i = 0; i < setup.listeners.size(); ++i) {
    const config::MixedListener& l = setup.listeners[i];
    all.push_back({.entrance = {.kind = "mixed", .address = l.listen.to_string()},
                   .listen = l.listen,
                   .credentials = l.credentials,
                   .profile = l.profile,
                   .problem = problem_at(problems, std::format("listeners[{}]", i))});
  }
  for (std::size_t i = 0; i < setup.applications.size(); ++i) {
    const config::Application& a = setup.applications[i];
    const auto paths = programs.find(a.id);
    for (std::size_t j = 0; j < a.forwards.size(); ++j) {
      const config::Forward& f = a.forwards[j];
      if (!a.on || !f.on) continue;
      all.push_back({.entrance = {.kind = "forward",
                                  .address = f.listen.to_string(),
                                  .target = f.target.to_string(),
                                  .application = a.id,
                                  .forward = f.id},
                     .listen = f.listen,
                     .target = f.target,
                     .profile = f.profile,
                     .application_name = a.name.empty() ? a.id : a.name,
                     .access = a.access,
                     .programs = paths == programs.end() ? a.programs : paths->second,
                     .problem = problem_at(problems, std::format("applications[{}].forwards[{}]", i, j))});
    }
  }
  return all;
}

// The same place, for the same purpose; for the rest of it, it need not be opened anew. A forward whose port was found
// is where the setup that has taken over that port wants it.
bool Entrances::is_same(const Wanted& wanted, const Door& door) {
  const Entrance& there = door.wanted.entrance;
  if (wanted.entrance.application != there.application || wanted.entrance.forward != there.forward) return false;
  const bool found = door.is_open() && !there.forward.empty() && wanted.entrance.address == door.told.address;
  return found || wanted.listen == door.wanted.listen;
}

Task<> Entrances::apply(const config::Setup& setup, const Programs& programs, bool anew) {
  std::vector<Wanted> all = wanted(setup, programs);
  std::erase_if(doors_, [&](const std::unique_ptr<Door>& door) {
    const bool stays = std::ranges::any_of(all, [&](const Wanted& w) { return is_same(w, *door); });
    if (!stays && door->is_open()) shared_.tell(event::ListenerClosed{door->told});
    return !stays;
  });
  std::vector<Door*> failed;
  for (Wanted& w : all) {
    auto place = std::ranges::find_if(doors_, [&](const auto& door) { return is_same(w, *door); });
    if (place == doors_.end()) {
      place = doors_.insert(doors_.end(), std::make_unique<Door>(shared_.loop, std::move(w)));
    } else {
      (*place)->told.target = w.entrance.target;
      (*place)->wanted = std::move(w);
      if ((*place)->wanted.problem) shut(**place);
    }
    if (!(*place)->is_open()) open(**place);
    if (!(*place)->is_open()) failed.push_back(place->get());
  }
  tell_router();
  for (Door* door : failed) co_await explain(*door, anew);
}

void Entrances::shut(Door& door) {
  if (!door.is_open()) return;
  door.listeners.clear();
  shared_.tell(event::ListenerClosed{door.told});
}

void Entrances::close_all() {
  doors_.clear();
  tell_router();
}

bool Entrances::has(const TunnelFacts& tunnel) const {
  return std::ranges::any_of(doors_, [&](const std::unique_ptr<Door>& door) {
    if (!tunnel.forward.empty()) return door->told.forward == tunnel.forward;
    return door->told.forward.empty() && door->told.address == tunnel.listener;
  });
}

void Entrances::tell_router() {
  std::vector<Endpoint> own;
  for (const auto& door : doors_) {
    for (const auto& l : door->listeners) {
      if (door->wanted.listen.kind != config::ListenAddress::Kind::kPath) own.push_back(l->endpoint());
    }
  }
  router_.set_own(std::move(own));
}

void Entrances::describe_in(Snapshot& snapshot) const {
  for (const auto& door : doors_) snapshot.entrances.push_back({door->told, door->sentence, door->error, door->busy});
}

// ---- Who comes in

Task<> Entrances::accept_loop(Door& door, TcpListener& listener) {
  for (;;) {
    auto stream = std::make_unique<TcpStream>(co_await listener.accept());
    door.tasks.spawn(welcome(door, std::move(stream)));
  }
}

// What the setup says may change while it runs: it is looked at when it is needed.
Task<> Entrances::welcome(Door& door, std::unique_ptr<TcpStream> stream) {
  const bool forward = door.wanted.entrance.kind == "forward";
  Origin origin{.application = door.wanted.entrance.application,
                .forward = door.wanted.entrance.forward,
                .listener = door.told.address,
                .profile = door.wanted.profile};
  const inbound::Peer peer{stream->socket().local(), stream->socket().remote(), stream->socket().peer_process()};
  origin.peer = peer;
  const bool guarded = door.wanted.access != Access::kEveryone;
  if (guarded || watching_) origin.caller = co_await caller_of(peer);
  if (guarded && !may_enter(door.wanted, origin.caller)) {
    refuse(door.wanted, *stream, std::move(origin.caller));
    co_return;
  }
  Result<Arrival> arrival = fail(Stage::kLocal, Code::kTimedOut, "the application did not say where it wants to go");
  if (forward) {
    arrival = inbound::accept_forward(std::move(stream), door.wanted.target);
  } else {
    std::optional<inbound::Credentials> credentials;
    if (const auto& c = door.wanted.credentials) credentials = {c->user, c->password};
    auto said = co_await with_timeout(shared_.loop, shared_.timing.handshake_limit,
                                      inbound::accept_mixed(shared_.loop, std::move(stream), std::move(credentials)));
    if (said) arrival = std::move(*said);
  }
  if (!arrival) {
    carrier_.unreadable(std::move(arrival.error()), origin);
    co_return;
  }
  // Somebody may have begun to watch while the application said where it wants to go.
  if (!origin.caller && (watching_ || router_.needs_caller(arrival->target, origin.profile))) {
    origin.caller = co_await caller_of(peer);
  }
  carrier_.take(std::move(*arrival), std::move(origin));
}

Task<std::optional<inbound::Caller>> Entrances::caller_of(inbound::Peer peer) {
  auto caller = co_await callers_.find(peer);
  if (!caller) co_return std::nullopt;
  co_return std::move(*caller);
}

void Entrances::watch_callers(bool watch) {
  watching_ = watch;
  if (watch && !std::exchange(naming_, true)) tasks_.spawn(name_callers());
}

// Of what came in before anybody watched: one at a time, so that who comes in now waits for one of them at most. Ids
// grow, and what comes in from now on has been looked up: once around is enough.
Task<> Entrances::name_callers() {
  Tunnel::Id last = 0;
  while (watching_) {
    const auto one = tunnels_.next_nameless(last);
    if (!one) break;
    last = one->id;
    if (auto caller = co_await caller_of(one->peer)) tunnels_.set_caller(last, std::move(*caller));
  }
  naming_ = false;
}

// Whoever nobody can name is nobody who may.
bool Entrances::may_enter(const Wanted& at, const std::optional<inbound::Caller>& caller) {
  if (at.access == Access::kEveryone) return true;
  if (!caller || !caller->here || !caller->of_this_user.value_or(false)) return false;
  if (at.access == Access::kUser) return true;
  return !caller->executable.empty() && std::ranges::contains(at.programs, caller->executable);
}

void Entrances::refuse(const Wanted& at, ByteStream& stream, std::optional<inbound::Caller> caller) {
  const std::string who = caller ? escape(caller->to_string()) : "a program that cannot be named";
  const std::string sentence = std::format("The connection of {} to {} was reset: it may not use the forwards of {}.",
                                           who, escape(at.entrance.address), escape(at.application_name));
  stream.reset({Stage::kLocal, Code::kDenied, sentence});
  shared_.tell(event::CallerRefused{at.entrance.application, at.entrance.forward, std::move(caller), sentence,
                                    at.entrance.address});
}

}  // namespace culvert::api
