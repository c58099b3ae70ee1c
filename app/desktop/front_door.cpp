#include "front_door.h"

#include <optional>
#include <thread>

#include "net/signals.h"

namespace culvert::desktop {

struct FrontDoor::Private {
  Loop loop;
  std::optional<control::Server> summons;
  std::optional<control::EngineCommands> commands;
  std::optional<control::Server> control;
  std::optional<StopSignals> requests_to_stop;
  std::optional<TaskSet> tasks;
  std::thread thread;
};

FrontDoor::FrontDoor() : d_(std::make_unique<Private>()) {}

FrontDoor::~FrontDoor() { stop(); }

Result<> FrontDoor::take_summons(const std::string& place) {
  auto listener = LocalListener::open(d_->loop, place);
  if (!listener) return std::unexpected(std::move(listener.error()));
  d_->summons.emplace(d_->loop, std::move(*listener), [this](const control::Request& request, control::Reply reply) {
    const auto wanted = read_summons(request);
    if (!wanted) return reply.error(wanted.error());
    emit summoned(*wanted);
    reply.result(control::Json::object());
  });
  return {};
}

Result<> FrontDoor::take_commands(const std::string& place, config::Setup setup, control::EngineCommands::Owner owner) {
  // Whoever sees that it answers may ask for its end at once.
  if (!d_->requests_to_stop) d_->requests_to_stop.emplace(d_->loop);
  auto listener = LocalListener::open(d_->loop, place);
  if (!listener) return std::unexpected(std::move(listener.error()));
  d_->commands.emplace(d_->loop, std::move(setup), std::move(owner));
  d_->control.emplace(d_->loop, std::move(*listener), [this](const control::Request& request, control::Reply reply) {
    d_->commands->handle(request, std::move(reply));
  });
  return {};
}

void FrontDoor::start(api::Engine& engine) {
  if (d_->commands) {
    d_->commands->attach(engine);
    engine.watch_trace([this](const Trace::Record& step) { d_->commands->tell(step); }, Trace::Watcher::kControl);
  }
  if (!d_->requests_to_stop) d_->requests_to_stop.emplace(d_->loop);
  d_->tasks.emplace(d_->loop);
  d_->tasks->spawn([](FrontDoor& self) -> Task<> {
    for (int seen = 0;;) {
      seen = co_await poll([&self, seen](Waiter& w) { return self.d_->requests_to_stop->poll_more_than(seen, w); });
      emit self.stop_wanted();
    }
  }(*this));
  d_->thread = std::thread([this] { d_->loop.run(); });
}

void FrontDoor::stop() {
  if (!d_->thread.joinable()) return;
  d_->loop.stop();
  d_->thread.join();
  d_->tasks.reset();
  d_->control.reset();
  d_->summons.reset();
}

void FrontDoor::set_setup(config::Setup setup) {
  if (d_->commands) d_->commands->set_setup(std::move(setup));
}

void FrontDoor::tell(const api::Event& event) {
  if (d_->commands) d_->commands->tell(event);
}

}  // namespace culvert::desktop
