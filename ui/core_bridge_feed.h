// The core's side of the bridge, for whoever owns the engine:
//
//   CoreBridge bridge;
//   CoreBridgeFeed feed(bridge);
//   api::Engine engine([&](const api::Event& e) { feed.tell(e); });
//   feed.attach(engine);          // …
//   feed.detach();                // before the engine ends
#pragma once

#include <cstdint>
#include <memory>

#include "api/engine.h"

namespace culvert::ui {

class CoreBridge;

class CoreBridgeFeed {
 public:
  explicit CoreBridgeFeed(CoreBridge& bridge);
  ~CoreBridgeFeed();
  CoreBridgeFeed(const CoreBridgeFeed&) = delete;
  CoreBridgeFeed& operator=(const CoreBridgeFeed&) = delete;

  // On the thread of the window. Steps of the trace: the bridge asks the engine for them while somebody watches, or
  // they are told by tell(), where the engine's one listener is somebody else's.
  enum class Steps : std::uint8_t { kAskedFor, kTold };
  void attach(api::Engine& engine, Steps steps = Steps::kAskedFor);
  void detach();

  // On the core thread; return at once.
  void tell(const api::Event& event);
  void tell(const Trace::Record& step);

 private:
  struct Private;
  std::shared_ptr<Private> d_;
};

}  // namespace culvert::ui
