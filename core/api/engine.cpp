#include "api/engine.h"

#include <thread>

#include "api/domain.h"
#include "api/session.h"

namespace culvert::api {

// Lives on the core thread, except for the loop's post() and stop().
struct Engine::Core {
  explicit Core(EventHandler handler)
      : on_event(std::move(handler)), resolver(loop), tasks(loop), thread([this] { loop.run(); }) {}

  ~Core() {
    loop.post([this] {
      ending = true;
      if (session == nullptr) loop.stop();
      if (session != nullptr && tasks.size() == 0) tasks.spawn(end());
    });
    thread.join();
  }

  Task<> end() {
    co_await session->shut_down();
    session.reset();
    on_event(event::Stopped{});
    if (ending) loop.stop();
  }

  void fail(Error error) {
    std::string sentence = describe(error);
    on_event(event::Failed{std::move(error), std::move(sentence)});
  }

  EventHandler on_event;
  Loop loop;
  Trace trace;
  SystemResolver resolver;
  std::unique_ptr<Session> session;  // while a profile runs
  bool ending = false;               // the engine is being destroyed
  TaskSet tasks;
  TaskSet fetching{loop};
  std::thread thread;
};

Engine::Engine(EventHandler on_event) : core_(std::make_unique<Core>(std::move(on_event))) {}

Engine::~Engine() = default;

void Engine::start(config::Profile profile) {
  core_->loop.post([core = core_.get(), profile = std::move(profile)]() mutable {
    if (core->session != nullptr) {
      core->fail({Stage::kLocal, Code::kInvalid, "a profile is running already"});
      return;
    }
    auto session = Session::start(core->loop, core->resolver, std::move(profile), core->trace, core->on_event);
    if (!session) {
      core->fail(std::move(session.error()));
      return;
    }
    core->session = std::move(*session);
    core->on_event(event::Started{});
  });
}

void Engine::stop() {
  core_->loop.post([core = core_.get()] {
    if (core->session != nullptr && core->tasks.size() == 0) core->tasks.spawn(core->end());
  });
}

void Engine::carry(http::HostPort target, StreamMaker make) {
  core_->loop.post([core = core_.get(), target = std::move(target), make = std::move(make)]() mutable {
    if (core->session == nullptr) {
      core->fail({Stage::kLocal, Code::kInvalid, "no profile is running"});
      return;
    }
    core->session->carry(std::move(target), std::move(make));
  });
}

void Engine::fetch_domain(config::Profile profile, DomainReceiver receive) {
  core_->loop.post([core = core_.get(), profile = std::move(profile), receive = std::move(receive)]() mutable {
    core->fetching.spawn([](Core& c, config::Profile p, DomainReceiver told) -> Task<> {
      told(co_await api::fetch_domain(c.loop, c.resolver, std::move(p)));
    }(*core, std::move(profile), std::move(receive)));
  });
}

void Engine::reach(std::move_only_function<void(const Result<ConnectionInfo>&)> receive) {
  core_->loop.post([core = core_.get(), receive = std::move(receive)]() mutable {
    if (core->session == nullptr) {
      receive(fail(Stage::kLocal, Code::kInvalid, "no profile is running"));
      return;
    }
    core->session->reach(std::move(receive));
  });
}

void Engine::trace(Trace::Subject wanted, std::move_only_function<void(const std::vector<Trace::Record>&)> receive) {
  core_->loop.post(
      [core = core_.get(), wanted, receive = std::move(receive)]() mutable { receive(core->trace.records(wanted)); });
}

void Engine::watch_trace(Trace::Listener listener) {
  core_->loop.post(
      [core = core_.get(), listener = std::move(listener)]() mutable { core->trace.watch(std::move(listener)); });
}

void Engine::close_tunnel(Tunnel::Id id) {
  core_->loop.post([core = core_.get(), id] {
    if (core->session != nullptr) core->session->close_tunnel(id);
  });
}

void Engine::snapshot(std::move_only_function<void(const Snapshot&)> receive) {
  core_->loop.post([core = core_.get(), receive = std::move(receive)]() mutable {
    receive(core->session != nullptr ? core->session->snapshot() : Snapshot{});
  });
}

}  // namespace culvert::api
