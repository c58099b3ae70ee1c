// How listeners are opened, and what is said of those that cannot be.

#include "api/entrances.h"

namespace culvert::api {

using Kind = config::ListenAddress::Kind;

namespace {

const IpAddress kLoopback4 = IpAddress::v4({127, 0, 0, 1});
const IpAddress kLoopback6 = IpAddress::v6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});

}  // namespace

Result<> Entrances::listen(Door& door) {
  if (door.wanted.problem) return fail(Stage::kLocal, Code::kInvalid, *door.wanted.problem);
  const config::ListenAddress& at = door.wanted.listen;
  if (at.kind == Kind::kLocalhost) {
    auto both = TcpListener::open_localhost(shared_.loop, at.endpoint.port, Stage::kLocal);
    if (!both) return std::unexpected(std::move(both.error()));
    for (TcpListener& l : *both) door.listeners.push_back(std::make_unique<TcpListener>(std::move(l)));
    return {};
  }
  auto one = at.kind == Kind::kPath ? TcpListener::open_local(shared_.loop, at.path, Stage::kLocal)
                                    : TcpListener::open(shared_.loop, at.endpoint, Stage::kLocal);
  if (!one) return std::unexpected(std::move(one.error()));
  door.listeners.push_back(std::make_unique<TcpListener>(std::move(*one)));
  return {};
}

void Entrances::open(Door& door) {
  const auto opened = listen(door);
  if (!opened) {
    door.error = opened.error();
    return;
  }
  door.error.reset();
  door.busy.reset();
  door.sentence.clear();
  config::ListenAddress found = door.wanted.listen;
  if (found.kind != Kind::kPath) found.endpoint.port = door.listeners.front()->endpoint().port;
  door.told.address = found.to_string();
  for (const auto& l : door.listeners) door.tasks.spawn(accept_loop(door, *l));
  shared_.tell(event::Listening{door.told});
}

// Who holds the port is asked for; meanwhile nothing else is changed.
Task<> Entrances::explain(Door& door, bool anew) {
  const config::ListenAddress& at = door.wanted.listen;
  std::string sentence = describe(*door.error);
  door.busy.reset();
  if (!door.wanted.problem && at.kind != Kind::kPath && at.endpoint.port != 0) {
    inbound::CallerLookup::Wanted wanted;
    wanted.at = at.endpoint;
    if (at.kind == Kind::kLocalhost) {
      wanted.at.address = kLoopback4;
      wanted.together = {kLoopback6};
    }
    for (const auto& other : doors_) wanted.taken.push_back(other->wanted.listen.endpoint.port);
    door.busy = co_await callers_.busy_port(std::move(wanted));
    if (door.busy) {
      door.error = door.busy->error();
      sentence = describe(*door.error);
    }
  }
  const bool known = sentence == door.sentence;
  door.sentence = std::move(sentence);
  if (!anew && known) co_return;
  const auto free = door.busy ? door.busy->free : std::nullopt;
  shared_.tell(event::ListenerFailed{door.told, *door.error, door.sentence, free, door.busy});
}

}  // namespace culvert::api
