#include "api/engine.h"

#include <algorithm>
#include <thread>

#include "api/core.h"
#include "api/domain.h"
#include "api/prober.h"
#include "api/problems.h"

namespace culvert::api {

// The core lives on its thread, except for the loop's post().
struct Engine::Thread {
  Thread(EventHandler on_event, Timing timing)
      : core(loop, timing, std::move(on_event)), thread([this] { loop.run(); }) {}
  ~Thread() {
    loop.post([this] { core.end(); });
    thread.join();
  }
  template <class F>
  std::uint64_t change(F change_setup, bool anew = false) {
    const std::uint64_t number = ++last_change;
    loop.post([this, number, anew, f = std::move(change_setup)]() mutable { core.change(number, std::move(f), anew); });
    return number;
  }

  Loop loop;
  std::atomic<std::uint64_t> last_change = 0;
  Core core;
  std::thread thread;
};

Engine::Engine(EventHandler on_event, Timing timing) : thread_(std::make_unique<Thread>(std::move(on_event), timing)) {}

Engine::~Engine() = default;

std::uint64_t Engine::apply(config::Setup setup) {
  return thread_->change(
      [wanted = std::move(setup)](std::optional<config::Setup>& current) mutable -> config::Problems {
        if (auto problems = fatal(config::validate(wanted)); !problems.empty()) return problems;
        current = std::move(wanted);
        return {};
      },
      true);
}

std::uint64_t Engine::set_forward(std::string id, bool on) {
  return thread_->change([id = std::move(id), on](std::optional<config::Setup>& setup) -> config::Problems {
    if (!setup) return {{"", "nothing runs"}};
    for (config::Application& a : setup->applications) {
      const auto forward = std::ranges::find(a.forwards, id, &config::Forward::id);
      if (forward == a.forwards.end()) continue;
      forward->on = on;
      return fatal(config::validate(*setup));
    }
    return {{"applications", "there is no such forward"}};
  });
}

std::uint64_t Engine::set_application(std::string id, bool on) {
  return thread_->change([id = std::move(id), on](std::optional<config::Setup>& setup) -> config::Problems {
    if (!setup) return {{"", "nothing runs"}};
    const auto application = std::ranges::find(setup->applications, id, &config::Application::id);
    if (application == setup->applications.end()) return {{"applications", "there is no such application"}};
    application->on = on;
    return fatal(config::validate(*setup));
  });
}

std::uint64_t Engine::use_profile(std::string id, Running running) {
  const std::uint64_t number = ++thread_->last_change;
  thread_->loop.post(
      [core = &thread_->core, number, id = std::move(id), running] { core->use_profile(number, id, running); });
  return number;
}

void Engine::stop() {
  thread_->loop.post([core = &thread_->core] { core->stop(); });
}

Tunnel::Id Engine::carry(http::HostPort target, StreamMaker make, std::string profile) {
  const Tunnel::Id id = ++thread_->core.shared().last_tunnel;
  thread_->loop.post([core = &thread_->core, id, target = std::move(target), make = std::move(make),
                      profile = std::move(profile)]() mutable {
    core->carry(id, std::move(target), std::move(make), std::move(profile));
  });
  return id;
}

void Engine::close_tunnel(Tunnel::Id id) {
  thread_->loop.post([core = &thread_->core, id] { core->close_tunnel(id); });
}

void Engine::reach(std::string profile, std::move_only_function<void(const Result<ConnectionInfo>&)> receive) {
  thread_->loop.post([core = &thread_->core, profile = std::move(profile), receive = std::move(receive)]() mutable {
    core->reach(std::move(profile), std::move(receive));
  });
}

void Engine::probe(config::Profile profile, http::HostPort target,
                   std::move_only_function<void(const std::vector<ProbeResult>&)> receive) {
  thread_->loop.post([core = &thread_->core, profile = std::move(profile), target = std::move(target),
                      receive = std::move(receive)]() mutable {
    core->spawn(api::probe(core->shared(), std::move(profile), std::move(target), std::move(receive)));
  });
}

void Engine::fetch_domain(config::Profile profile, DomainReceiver receive) {
  thread_->loop.post([core = &thread_->core, profile = std::move(profile), receive = std::move(receive)]() mutable {
    core->spawn([](Shared& shared, config::Profile p, DomainReceiver told) -> Task<> {
      told(co_await api::fetch_domain(shared.loop, shared.resolver, std::move(p)));
    }(core->shared(), std::move(profile), std::move(receive)));
  });
}

void Engine::snapshot(std::move_only_function<void(Snapshot)> receive) {
  thread_->loop.post([core = &thread_->core, receive = std::move(receive)]() mutable { receive(core->snapshot()); });
}

void Engine::watch_callers(bool watch) {
  thread_->loop.post([core = &thread_->core, watch] { core->watch_callers(watch); });
}

void Engine::trace(Trace::Subject wanted, std::move_only_function<void(const std::vector<Trace::Record>&)> receive) {
  thread_->loop.post([core = &thread_->core, wanted, receive = std::move(receive)]() mutable {
    receive(core->shared().trace.records(wanted));
  });
}

void Engine::watch_trace(Trace::Listener listener, Trace::Watcher watcher) {
  thread_->loop.post([core = &thread_->core, listener = std::move(listener), watcher]() mutable {
    core->shared().trace.watch(std::move(listener), watcher);
  });
}

}  // namespace culvert::api
