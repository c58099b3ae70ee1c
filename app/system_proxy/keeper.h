// The system proxy for as long as a program runs that carries what it leads there.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "api/engine.h"
#include "system_proxy/system_proxy.h"

namespace culvert::system_proxy {

// Where applications are to be sent for what listens at `entrance`; nothing if it is no listener that asks them where
// they want to go.
[[nodiscard]] std::optional<Target> target_of(const api::Entrance& entrance);

[[nodiscard]] std::string to_json(const Remark& remark);

// Has a thread of its own, since all of it blocks: puts right what an earlier run has left behind; while it is wanted
// and something listens, sets the proxy; gives it back when it is not wanted any more, when the listener is closed, and
// at the end.
class Keeper {
 public:
  using Tell = std::function<void(const Outcome&)>;  // on the keeper's thread, after each step

  Keeper(bool wanted, Tell tell, std::function<Surroundings()> surroundings = this_computer);
  ~Keeper() { end(); }
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  // Any thread; these return at once.
  void on_event(const api::Event& event);
  void want(bool wanted);
  // Waits until what was there before is there again; what is wanted has to be wanted anew then.
  void give_back();
  void end();  // the same, for good

 private:
  void run();
  void tell(const Outcome& outcome);

  const Tell tell_;
  const std::function<Surroundings()> surroundings_;
  std::mutex mutex_;
  std::condition_variable news_;
  std::optional<Target> target_;  // the first that listens
  std::optional<Target> set_;     // the one that the proxy was set to, or could not be
  bool changing_ = false;         // from the decision until `set_` says what came of it
  bool wanted_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace culvert::system_proxy
