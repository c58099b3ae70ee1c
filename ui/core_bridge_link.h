// What the thread of the window and that of the core share; inside of the bridge. It outlives both ends: the engine's
// callbacks hold it.
#pragma once

#include <QThreadPool>
#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core_bridge.h"
#include "core_bridge_text.h"

namespace culvert::ui {

struct CoreBridgeLink : std::enable_shared_from_this<CoreBridgeLink> {
  using Deliver = std::function<void(CoreBridge::Private&)>;

  // ---- On the core thread
  void tell(const api::Event& event);
  void tell(const Trace::Record& step);
  // Does it on the worker; not at all once the bridge is gone.
  void work(std::function<void()> job);
  // On the thread of the window, as long as the bridge is attached to the same engine.
  void deliver(quint64 attachment, Deliver what);

  // ---- On the thread of the window
  struct Told {
    api::Event event;
    std::chrono::system_clock::time_point at;
  };
  struct Batch {
    std::vector<Told> told;
    quint64 lost = 0;
    quint64 open = 0;
  };
  // Nothing: and from now on the next that comes is announced again.
  [[nodiscard]] std::optional<Batch> take_told();
  struct Steps {
    std::vector<Trace::Record> records;
    quint64 lost = 0;
  };
  [[nodiscard]] std::optional<Steps> take_steps();
  [[nodiscard]] quint64 attachment();
  void attach();  // what was told before is forgotten
  void detach();
  void end();

  LiveMaker maker;  // on the worker
  std::atomic<bool> steps_wanted = false;

 private:
  void announce(void (CoreBridge::Private::*what)());  // the lock is held

  std::mutex mutex_;  // of all that follows; nobody waits while it is held
  CoreBridge* bridge_ = nullptr;
  QThreadPool* worker_ = nullptr;
  quint64 attachment_ = 0;
  bool attached_ = false;
  std::vector<Told> told_;
  std::size_t passing_ = 0;  // among them that may be left out
  quint64 lost_ = 0;
  quint64 open_ = 0;
  bool told_announced_ = false;
  std::deque<Trace::Record> steps_;
  quint64 steps_lost_ = 0;
  bool steps_announced_ = false;

  friend class CoreBridge;
};

}  // namespace culvert::ui
