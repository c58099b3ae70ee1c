#include "core_bridge_feed.h"

#include <QPointer>

#include "core_bridge_private.h"

namespace culvert::ui {

namespace {

constexpr std::size_t kMostPassing = 128;  // between two times that the window looks
constexpr std::size_t kMostSteps = 2048;

// Events that come with each connection: so many that nobody reads them all. All others are changes of state.
bool is_passing(const api::Event& event) {
  return std::holds_alternative<api::event::TunnelOpened>(event) ||
         std::holds_alternative<api::event::TunnelFailed>(event) ||
         std::holds_alternative<api::event::TunnelClosed>(event) ||
         std::holds_alternative<api::event::CallerRefused>(event) ||
         std::holds_alternative<api::event::Connected>(event) ||
         std::holds_alternative<api::event::Disconnected>(event) ||
         std::holds_alternative<api::event::ProxyAvoided>(event) ||
         std::holds_alternative<api::event::ProxyBack>(event);
}

}  // namespace

void CoreBridgeLink::announce(void (CoreBridge::Private::*what)()) {
  QMetaObject::invokeMethod(bridge_, [bridge = bridge_, what] { (bridge->d_.get()->*what)(); }, Qt::QueuedConnection);
}

void CoreBridgeLink::tell(const api::Event& event) {
  const std::lock_guard lock(mutex_);
  if (bridge_ == nullptr || !attached_) return;
  if (std::holds_alternative<api::event::TunnelOpened>(event)) ++open_;
  if (std::holds_alternative<api::event::TunnelClosed>(event) && open_ != 0) --open_;
  if (std::holds_alternative<api::event::Stopped>(event)) open_ = 0;
  const bool passing = is_passing(event);
  if (passing && passing_ == kMostPassing) {
    ++lost_;
  } else {
    passing_ += passing ? 1 : 0;
    told_.push_back({event, std::chrono::system_clock::now()});
  }
  if (!std::exchange(told_announced_, true)) announce(&CoreBridge::Private::pass_on_happenings);
}

void CoreBridgeLink::tell(const Trace::Record& step) {
  if (!steps_wanted) return;
  const std::lock_guard lock(mutex_);
  if (bridge_ == nullptr || !attached_) return;
  if (steps_.size() == kMostSteps) {
    steps_.pop_front();
    ++steps_lost_;
  }
  steps_.push_back(step);
  if (!std::exchange(steps_announced_, true)) announce(&CoreBridge::Private::pass_on_steps);
}

void CoreBridgeLink::work(std::function<void()> job) {
  const std::lock_guard lock(mutex_);
  if (worker_ != nullptr) worker_->start(std::move(job));
}

void CoreBridgeLink::deliver(quint64 attachment, Deliver what) {
  const std::lock_guard lock(mutex_);
  if (bridge_ == nullptr) return;
  QMetaObject::invokeMethod(
      bridge_,
      [self = shared_from_this(), bridge = bridge_, attachment, what = std::move(what)] {
        if (self->attachment() == attachment) what(*bridge->d_);
      },
      Qt::QueuedConnection);
}

std::optional<CoreBridgeLink::Batch> CoreBridgeLink::take_told() {
  const std::lock_guard lock(mutex_);
  if (told_.empty() && lost_ == 0) {
    told_announced_ = false;
    return std::nullopt;
  }
  passing_ = 0;
  return Batch{std::exchange(told_, {}), std::exchange(lost_, 0), open_};
}

std::optional<CoreBridgeLink::Steps> CoreBridgeLink::take_steps() {
  const std::lock_guard lock(mutex_);
  if (steps_.empty()) {
    steps_announced_ = false;
    return std::nullopt;
  }
  Steps taken{{steps_.begin(), steps_.end()}, std::exchange(steps_lost_, 0)};
  steps_.clear();
  return taken;
}

quint64 CoreBridgeLink::attachment() {
  const std::lock_guard lock(mutex_);
  return attachment_;
}

void CoreBridgeLink::attach() {
  const std::lock_guard lock(mutex_);
  ++attachment_;
  attached_ = true;
}

void CoreBridgeLink::detach() {
  const std::lock_guard lock(mutex_);
  ++attachment_;
  attached_ = false;
  told_.clear();
  steps_.clear();
  passing_ = 0;
  lost_ = 0;
  steps_lost_ = 0;
  open_ = 0;
}

void CoreBridgeLink::end() {
  const std::lock_guard lock(mutex_);
  bridge_ = nullptr;
  worker_ = nullptr;
}

// ---- The feed

struct CoreBridgeFeed::Private {
  QPointer<CoreBridge> bridge;
  std::shared_ptr<CoreBridgeLink> link;
};

CoreBridgeFeed::CoreBridgeFeed(CoreBridge& bridge) : d_(std::make_shared<Private>(Private{&bridge, bridge.d_->link})) {}

CoreBridgeFeed::~CoreBridgeFeed() { detach(); }

void CoreBridgeFeed::attach(api::Engine& engine, Steps steps) {
  if (d_->bridge) d_->bridge->d_->attach(engine, steps == Steps::kTold);
}

void CoreBridgeFeed::detach() {
  if (d_->bridge) d_->bridge->d_->detach();
}

void CoreBridgeFeed::tell(const api::Event& event) { d_->link->tell(event); }

void CoreBridgeFeed::tell(const Trace::Record& step) { d_->link->tell(step); }

}  // namespace culvert::ui
