// The system proxy for as long as `run` runs.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "api/engine.h"
#include "system_proxy/system_proxy.h"

namespace culvert::app {

// Where applications are to be sent for what listens at `event`; nothing if it is no listener that asks them where they
// want to go.
[[nodiscard]] std::optional<system_proxy::Target> target_of(const api::Entrance& entrance);

[[nodiscard]] std::string to_json(const system_proxy::Remark& remark);

// Has a thread of its own, since all of it blocks: puts right what an earlier run has left behind; if it is wanted,
// sets the proxy while something listens, and gives it back when that is closed, and at the end.
class SystemProxyKeeper {
 public:
  using Tell = std::function<void(const system_proxy::Remark&)>;  // on the keeper's thread

  SystemProxyKeeper(bool wanted, Tell tell);
  ~SystemProxyKeeper() { end(); }
  SystemProxyKeeper(const SystemProxyKeeper&) = delete;
  SystemProxyKeeper& operator=(const SystemProxyKeeper&) = delete;

  void on_event(const api::Event& event);  // any thread; returns at once
  void end();                              // once everything is given back

 private:
  void run();
  void tell(const system_proxy::Outcome& outcome) const;

  const bool wanted_;
  const Tell tell_;
  std::mutex mutex_;
  std::condition_variable news_;
  std::optional<system_proxy::Target> target_;  // the first that listens
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace culvert::app
