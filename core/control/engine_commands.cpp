#include "control/engine_commands.h"

#include <algorithm>
#include <format>

#include "api/trace_text.h"
#include "control/engine_view.h"
#include "control/setup_changes.h"

namespace culvert::control {

struct EngineCommands::Command {
  std::string_view name;
  Run run;
};

const EngineCommands::Command EngineCommands::kCommands[] = {
    {"status", &EngineCommands::status},
    {"on", &EngineCommands::turn_on},
    {"off", &EngineCommands::turn_off},
    {"connections", &EngineCommands::connections},
    {"close", &EngineCommands::close},
    {"trace", &EngineCommands::trace},
    {"forward-list", &EngineCommands::list_forwards},
    {"forward-add", &EngineCommands::add_forward},
    {"forward-remove", &EngineCommands::remove_forward},
    {"forward-switch", &EngineCommands::switch_forward},
    {"profile-list", &EngineCommands::list_profiles},
    {"profile-add", &EngineCommands::add_profile},
    {"profile-remove", &EngineCommands::remove_profile},
    {"profile-use", &EngineCommands::use_profile},
};

namespace {

Json json_of(const Trace::Record& record, Trace::TimePoint start) { return Json::parse(api::to_json(record, start)); }

Error invalid(std::string why) { return {Stage::kLocal, Code::kInvalid, std::move(why)}; }

}  // namespace

EngineCommands::EngineCommands(Loop& loop, config::Setup setup, Keeper keeper)
    : loop_(loop), setup_(std::move(setup)), keeper_(std::move(keeper)), start_(loop.now()) {}

EngineCommands::EngineCommands(Loop& loop, config::Setup setup, Owner owner)
    : loop_(loop), setup_(std::move(setup)), owner_(std::move(owner)), start_(loop.now()) {}

EngineCommands::~EngineCommands() = default;

void EngineCommands::attach(api::Engine& engine) {
  engine_ = &engine;
  if (owner_.change) return;
  on_ = true;
  last_change_ = engine_->apply(runnable(setup_));
}

void EngineCommands::set_setup(config::Setup setup) {
  loop_.post([this, setup = std::move(setup)]() mutable { setup_ = std::move(setup); });
}

void EngineCommands::handle(const Request& request, Reply reply) {
  const auto* const command = std::ranges::find(kCommands, request.command, &Command::name);
  if (command == std::end(kCommands)) {
    reply.error({Stage::kLocal, Code::kUnsupported, "nothing is known of a command " + request.command});
    return;
  }
  Arguments arguments(request.arguments);
  (this->*command->run)(arguments, std::move(reply));
}

// ---- What comes from the core thread
// ---------------------------------------------------------------------------------

void EngineCommands::tell(const api::Event& event) {
  if (const auto* e = std::get_if<api::event::Applied>(&event)) {
    loop_.post([this, number = e->number] { settled(number, {}); });
  } else if (const auto* failed = std::get_if<api::event::Failed>(&event)) {
    loop_.post([this, number = failed->number, error = failed->error] {
      const auto found = changing_.find(number);
      if (found == changing_.end()) return;
      Done done = std::move(found->second);
      changing_.erase(found);
      done(std::unexpected(error));
    });
  } else if (std::holds_alternative<api::event::Stopped>(event)) {
    loop_.post([this] { stopped(); });
  }
}

// Those who turned it off, up to whoever turned it on again.
void EngineCommands::stopped() {
  if (stopping_.empty()) return;
  const std::uint64_t change = stopping_.front().change;
  settled(change, fail(Stage::kLocal, Code::kClosed, "Culvert was turned off"));
  const auto later = std::ranges::find_if(stopping_, [&](const Stopping& s) { return s.change != change; });
  std::vector<Stopping> done(std::make_move_iterator(stopping_.begin()), std::make_move_iterator(later));
  stopping_.erase(stopping_.begin(), later);
  for (Stopping& one : done) one.reply.result({{"on", false}});
}

void EngineCommands::settled(std::uint64_t number, const Result<>& outcome) {
  while (!changing_.empty() && changing_.begin()->first <= number) {
    Done done = std::move(changing_.begin()->second);
    changing_.erase(changing_.begin());
    done(outcome);
  }
}

void EngineCommands::tell(const Trace::Record& step) {
  if (!following_) return;
  if (steps_under_way_ >= kSteps) {
    ++steps_lost_;
    return;
  }
  ++steps_under_way_;
  loop_.post([this, step] {
    --steps_under_way_;
    take_step(step);
  });
}

void EngineCommands::take_step(const Trace::Record& step) {
  std::erase_if(followers_, [](const Follower& f) { return !f.reply.wanted(); });
  following_ = !followers_.empty();
  const std::uint64_t lost = steps_lost_.exchange(0);
  std::optional<Json> line;
  for (Follower& follower : followers_) {
    if (lost != 0) follower.reply.lost(lost);
    if (!follower.filter.takes(step)) continue;
    if (!line) line = json_of(step, start_);
    follower.reply.event(*line);
  }
}

void EngineCommands::ask_snapshot(std::move_only_function<void(const api::Snapshot&)> done) {
  const std::uint64_t number = ++questions_;
  asked_[number] = std::move(done);
  engine_->snapshot([this, number](api::Snapshot now) {
    loop_.post([this, number, now = std::move(now)] {
      if (auto node = asked_.extract(number)) node.mapped()(now);
    });
  });
}

// ---- What runs
// -------------------------------------------------------------------------------------------------------

void EngineCommands::apply(Done done) {
  if (on_) {
    last_change_ = engine_->apply(runnable(setup_));
    changing_[last_change_] = std::move(done);
  } else {
    done({});
  }
}

EngineCommands::Done EngineCommands::on_loop(Done done) {
  return [this, done = std::move(done)](Result<> outcome) mutable {
    loop_.post([done = std::move(done), outcome = std::move(outcome)]() mutable { done(std::move(outcome)); });
  };
}

void EngineCommands::change(Change change, Secrets secrets, Done done) {
  if (owner_.change) return owner_.change(std::move(change), on_loop(std::move(done)));
  config::Setup changed = setup_;
  auto made = change(changed);
  if (made && secrets == Secrets::kToBeHad && keeper_.reveal) made = keeper_.reveal(changed);
  if (!made) return done(std::unexpected(std::move(made.error())));
  config::Setup before = std::exchange(setup_, std::move(changed));
  apply([this, before = std::move(before), done = std::move(done)](Result<> applied) mutable {
    if (!applied) setup_ = std::move(before);
    done(std::move(applied));
  });
}

Result<> EngineCommands::save() {
  if (!keeper_.save) return {};
  auto saved = keeper_.save(setup_);
  if (saved) return {};
  return fail(saved.error().stage, saved.error().code, "it is done, but could not be saved: " + saved.error().detail);
}

void EngineCommands::finish_change(Reply reply, Json result) {
  if (auto saved = save(); !saved) {
    reply.error(saved.error());
    return;
  }
  result["saved"] = saves();
  reply.result(result);
}

void EngineCommands::status(Arguments& a, Reply reply) {
  if (const auto good = a.good(); !good) return reply.error(good.error());
  ask_snapshot([this, reply = std::move(reply)](const api::Snapshot& now) mutable {
    Json status = status_of(now, setup_);
    status["saved"] = saves();
    reply.result(status);
  });
}

void EngineCommands::turn_on(Arguments& a, Reply reply) {
  if (const auto good = a.good(); !good) return reply.error(good.error());
  Done done = [this, reply = std::move(reply)](const Result<>& on) mutable {
    if (!on) return reply.error(on.error());
    ask_snapshot(
        [this, reply = std::move(reply)](const api::Snapshot& now) mutable { reply.result(status_of(now, setup_)); });
  };
  if (owner_.turn) return owner_.turn(true, on_loop(std::move(done)));
  on_ = true;
  apply(std::move(done));
}

void EngineCommands::turn_off(Arguments& a, Reply reply) {
  if (const auto good = a.good(); !good) return reply.error(good.error());
  if (owner_.turn) {
    return owner_.turn(false, on_loop([reply = std::move(reply)](const Result<>& off) mutable {
                         if (!off) return reply.error(off.error());
                         reply.result({{"on", false}});
                       }));
  }
  on_ = false;
  stopping_.push_back({std::move(reply), last_change_});
  engine_->stop();
}

// ---- Tunnels
// ---------------------------------------------------------------------------------------------------------

void EngineCommands::connections(Arguments& a, Reply reply) {
  if (const auto good = a.good(); !good) return reply.error(good.error());
  ask_snapshot([this, reply = std::move(reply)](const api::Snapshot& now) mutable {
    reply.result(connections_of(now, loop_.now()));
  });
}

void EngineCommands::close(Arguments& a, Reply reply) {
  const Tunnel::Id id = a.number("tunnel");
  if (const auto good = a.good(); !good) return reply.error(good.error());
  ask_snapshot([this, id, reply = std::move(reply)](const api::Snapshot& now) mutable {
    if (std::ranges::find(now.tunnels, id, &api::Snapshot::TunnelRow::id) == now.tunnels.end()) {
      reply.error({Stage::kLocal, Code::kNotFound, std::format("there is no connection {}", id)});
      return;
    }
    engine_->close_tunnel(id);
    reply.result({{"tunnel", id}});
  });
}

void EngineCommands::trace(Arguments& a, Reply reply) {
  const Trace::Subject subject{.connection = a.number_or_zero("connection"), .tunnel = a.number_or_zero("tunnel")};
  const bool follow = a.flag("follow");
  if (const auto good = a.good(); !good) return reply.error(good.error());
  if (follow) {
    std::erase_if(followers_, [](const Follower& f) { return !f.reply.wanted(); });
    followers_.push_back({std::move(reply), Trace::Filter(subject)});
    following_ = true;
    return;
  }
  const std::uint64_t number = ++questions_;
  asked_for_trace_[number] = [this, reply = std::move(reply)](const std::vector<Trace::Record>& records) mutable {
    Json steps = Json::array();
    for (const Trace::Record& record : records) steps.push_back(json_of(record, start_));
    reply.result(steps);
  };
  engine_->trace(subject, [this, number](const std::vector<Trace::Record>& records) {
    loop_.post([this, number, records] {
      if (auto node = asked_for_trace_.extract(number)) node.mapped()(records);
    });
  });
}

// ---- Forwards
// --------------------------------------------------------------------------------------------------------

void EngineCommands::list_forwards(Arguments& a, Reply reply) {
  if (const auto good = a.good(); !good) return reply.error(good.error());
  ask_snapshot(
      [this, reply = std::move(reply)](const api::Snapshot& now) mutable { reply.result(forwards_of(now, setup_)); });
}

void EngineCommands::add_forward(Arguments& a, Reply reply) {
  const std::string rule = a.text("rule");
  config::Forward forward{};
  auto parsed = config::Forward::parse(rule);
  if (parsed) forward = std::move(*parsed);
  forward.id = a.text_or_empty("forward");
  forward.profile = a.text_or_empty("profile");
  const std::string application = a.text_or_empty("application");
  if (const auto good = a.good(); !good) return reply.error(good.error());
  if (!parsed) return reply.error(parsed.error());
  auto id = std::make_shared<std::string>();
  const bool any_port = forward.listen.kind != config::ListenAddress::Kind::kPath && forward.listen.endpoint.port == 0;
  Change add = [id, forward = std::move(forward), application](config::Setup& setup) -> Result<> {
    auto added = control::add_forward(setup, forward, application);
    if (!added) return std::unexpected(std::move(added.error()));
    *id = std::move(*added);
    return {};
  };
  change(std::move(add), Secrets::kAsTheyAre,
         [this, id, any_port, reply = std::move(reply)](const Result<>& done) mutable {
           if (!done) return reply.error(done.error());
           ask_snapshot([this, id = *id, any_port, reply = std::move(reply)](const api::Snapshot& now) mutable {
             finish_forward(now, id, any_port, std::move(reply));
           });
         });
}

void EngineCommands::finish_forward(const api::Snapshot& now, const std::string& id, bool any_port, Reply reply) {
  // One that is off, as all is, opens when it is turned on.
  if (!now.running) return finish_change(std::move(reply), {{"forward", id}});
  const auto* const entrance = find_entrance(now, id);
  if (entrance == nullptr || !entrance->sentence.empty()) {
    // Who adds one wants it to be open: one that cannot be is not kept.
    Error why = invalid(entrance != nullptr ? entrance->sentence : "the forward could not be opened");
    return change([id](config::Setup& setup) { return control::remove_forward(setup, id); }, Secrets::kAsTheyAre,
                  [why = std::move(why), reply = std::move(reply)](const Result<>&) mutable { reply.error(why); });
  }
  const std::string address = entrance->entrance.address;
  const Json result{{"forward", id}, {"listen", address}};
  if (!any_port) return finish_change(std::move(reply), result);
  // Who was told of this port counts on it the next time, too. The forward stays open.
  change([id, address](config::Setup& setup) { return control::keep_port(setup, id, address); }, Secrets::kAsTheyAre,
         [this, result, reply = std::move(reply)](const Result<>& kept) mutable {
           if (!kept) return reply.error(kept.error());
           finish_change(std::move(reply), result);
         });
}

void EngineCommands::remove_forward(Arguments& a, Reply reply) {
  const std::string id = a.text("forward");
  if (const auto good = a.good(); !good) return reply.error(good.error());
  change([id](config::Setup& setup) { return control::remove_forward(setup, id); }, Secrets::kAsTheyAre,
         [this, id, reply = std::move(reply)](const Result<>& done) mutable {
           if (!done) return reply.error(done.error());
           finish_change(std::move(reply), {{"forward", id}});
         });
}

void EngineCommands::switch_forward(Arguments& a, Reply reply) {
  const std::string id = a.text("forward");
  const bool on = a.flag("on");
  if (const auto good = a.good(); !good) return reply.error(good.error());
  change([id, on](config::Setup& setup) { return control::switch_forward(setup, id, on); }, Secrets::kAsTheyAre,
         [this, id, on, reply = std::move(reply)](const Result<>& done) mutable {
           if (!done) return reply.error(done.error());
           finish_change(std::move(reply), {{"forward", id}, {"on", on}});
         });
}

// ---- Profiles
// --------------------------------------------------------------------------------------------------------

void EngineCommands::list_profiles(Arguments& a, Reply reply) {
  if (const auto good = a.good(); !good) return reply.error(good.error());
  reply.result(profiles_of(setup_));
}

void EngineCommands::change_profiles(Reply reply, Change make, std::shared_ptr<std::string> id) {
  change(std::move(make), Secrets::kToBeHad,
         [this, id = std::move(id), reply = std::move(reply)](const Result<>& done) mutable {
           if (!done) return reply.error(done.error());
           finish_change(std::move(reply), {{"profile", *id}});
         });
}

void EngineCommands::add_profile(Arguments& a, Reply reply) {
  const nlohmann::json given = a.any("profiles");
  if (const auto good = a.good(); !good) return reply.error(good.error());
  auto profiles = read_own_profiles(given.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace));
  if (!profiles) return reply.error(profiles.error());
  auto last = std::make_shared<std::string>();
  Change add = [last, profiles = std::move(*profiles)](config::Setup& setup) -> Result<> {
    for (const config::Profile& profile : profiles) {
      auto id = control::add_profile(setup, profile);
      if (!id) return std::unexpected(std::move(id.error()));
      *last = std::move(*id);
    }
    return {};
  };
  change_profiles(std::move(reply), std::move(add), last);
}

void EngineCommands::use_profile(Arguments& a, Reply reply) {
  const std::string id = a.text("profile");
  if (const auto good = a.good(); !good) return reply.error(good.error());
  change_profiles(
      std::move(reply), [id](config::Setup& setup) { return control::use_profile(setup, id); },
      std::make_shared<std::string>(id));
}

void EngineCommands::remove_profile(Arguments& a, Reply reply) {
  const std::string id = a.text("profile");
  if (const auto good = a.good(); !good) return reply.error(good.error());
  change_profiles(
      std::move(reply), [id](config::Setup& setup) { return control::remove_profile(setup, id); },
      std::make_shared<std::string>(id));
}

}  // namespace culvert::control
