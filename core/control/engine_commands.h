// What can be asked of an engine over the control socket. It lives on the server's loop, which need not be the
// engine's: questions go to the core thread, and answers come back as work that is posted to the loop.
//
//   EngineCommands commands(loop, setup, save);
//   Server server(loop, listener, [&](const Request& r, Reply reply) { commands.handle(r, std::move(reply)); });
//   Engine engine([&](const Event& e) { commands.tell(e); });
//   commands.attach(engine);                             // on: applies the setup
//   loop.run();                                          // the engine ends first, then the server, then this
//
// Where somebody else has the setup and the switch, as a program with a window does, what is asked for is handed on to
// that owner, and what the owner has changed comes by set_setup().
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "api/engine.h"
#include "config/setup.h"
#include "control/arguments.h"
#include "control/server.h"

namespace culvert::control {

class EngineCommands {
 public:
  // Keeps what was changed; may wait for the disk. Empty: changes end with the program.
  using Save = std::move_only_function<Result<>(const config::Setup&)>;

  // Gets the secrets that the setup needs and that are not in it. Empty: there are none to get.
  using Reveal = std::move_only_function<Result<>(config::Setup&)>;
  struct Keeper {
    Save save;
    Reveal reveal;
  };

  // Leaves the setup as it is if it fails. Errors: kLocal.
  using Change = std::move_only_function<Result<>(config::Setup&)>;
  using Done = std::move_only_function<void(Result<>)>;
  struct Owner {
    // Both return at once; `done` is called on any thread, once: when it runs, or when it is made, while all is off.
    std::move_only_function<void(Change, Done)> change;
    std::move_only_function<void(bool on, Done)> turn;
  };

  // The secrets of `setup` are in it.
  EngineCommands(Loop& loop, config::Setup setup, Keeper keeper);
  EngineCommands(Loop& loop, config::Setup setup, Owner owner);  // without secrets
  ~EngineCommands();
  EngineCommands(const EngineCommands&) = delete;
  EngineCommands& operator=(const EngineCommands&) = delete;

  // Before the loop runs. The engine does what the setup says from now on, or what the owner says.
  void attach(api::Engine& engine);
  void set_setup(config::Setup setup);   // any thread; of the owner
  void tell(const api::Event& event);    // any thread
  void tell(const Trace::Record& step);  // the core thread: from the engine's watch_trace()
  void handle(const Request& request, Reply reply);

 private:
  using Run = void (EngineCommands::*)(Arguments&, Reply);
  struct Command;
  static const Command kCommands[];

  void status(Arguments& a, Reply reply);
  void turn_on(Arguments& a, Reply reply);
  void turn_off(Arguments& a, Reply reply);
  void connections(Arguments& a, Reply reply);
  void close(Arguments& a, Reply reply);
  void trace(Arguments& a, Reply reply);
  void list_forwards(Arguments& a, Reply reply);
  void add_forward(Arguments& a, Reply reply);
  void remove_forward(Arguments& a, Reply reply);
  void switch_forward(Arguments& a, Reply reply);
  void list_profiles(Arguments& a, Reply reply);
  void add_profile(Arguments& a, Reply reply);
  void remove_profile(Arguments& a, Reply reply);
  void use_profile(Arguments& a, Reply reply);

  // `done` is called on the loop.
  void ask_snapshot(std::move_only_function<void(const api::Snapshot&)> done);
  enum class Secrets : std::uint8_t { kAsTheyAre, kToBeHad };
  // `done` is called on the loop; if it is told of an error, the setup is as it was.
  void change(Change change, Secrets secrets, Done done);
  // Takes a `done` of the loop to other threads.
  [[nodiscard]] Done on_loop(Done done);
  void change_profiles(Reply reply, Change make, std::shared_ptr<std::string> id);
  // Does what the setup says now, if it is on.
  void apply(Done done);
  void stopped();
  void settled(std::uint64_t number, const Result<>& outcome);
  [[nodiscard]] Result<> save();
  [[nodiscard]] bool saves() const { return keeper_.save || owner_.change; }
  void finish_change(Reply reply, Json result);
  void finish_forward(const api::Snapshot& now, const std::string& id, bool any_port, Reply reply);

  struct Follower {
    Reply reply;
    Trace::Filter filter;
  };

  Loop& loop_;
  config::Setup setup_;
  Keeper keeper_;
  Owner owner_;
  api::Engine* engine_ = nullptr;
  bool on_ = false;  // as we have turned it; not the owner's
  const Trace::TimePoint start_;
  std::uint64_t questions_ = 0;
  std::map<std::uint64_t, std::move_only_function<void(const api::Snapshot&)>> asked_;
  std::map<std::uint64_t, std::move_only_function<void(const std::vector<Trace::Record>&)>> asked_for_trace_;
  std::map<std::uint64_t, Done> changing_;  // by the number of the change
  struct Stopping {
    Reply reply;
    std::uint64_t change;  // the last one before it
  };
  std::vector<Stopping> stopping_;
  std::uint64_t last_change_ = 0;
  std::vector<Follower> followers_;
  void take_step(const Trace::Record& step);

  // Of steps on their way from the core thread, which makes them quicker than anybody reads them.
  static constexpr std::size_t kSteps = 4096;
  std::atomic<bool> following_ = false;
  std::atomic<std::size_t> steps_under_way_ = 0;
  std::atomic<std::uint64_t> steps_lost_ = 0;
};

}  // namespace culvert::control
