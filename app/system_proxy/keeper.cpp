#include "system_proxy/keeper.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <variant>

#include "net/address.h"

namespace culvert::system_proxy {

std::optional<Target> target_of(const api::Entrance& entrance) {
  if (entrance.kind != "mixed") return std::nullopt;
  const std::string_view text = entrance.address;
  const std::size_t colon = std::min(text.rfind(':'), text.size());
  std::string_view address = text.substr(0, colon);
  if (address == "localhost") address = "127.0.0.1";  // both families are listened on
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  const std::string_view digits = text.substr(std::min(colon + 1, text.size()));
  std::uint16_t port = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const auto parsed = IpAddress::parse(address);
  if (!parsed || ec != std::errc{} || end != digits.data() + digits.size() || port == 0) return std::nullopt;
  std::string host = parsed->to_string();
  // Whoever listens everywhere is reached from here at the loopback address.
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "::") host = "::1";
  return Target{.host = std::move(host), .port = port, .http = true, .bypass = {}};
}

std::string to_json(const Remark& remark) {
  const nlohmann::ordered_json line{
      {"event", "system-proxy"}, {"outcome", name_of(remark.kind)}, {"message", remark.sentence}};
  return line.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

Keeper::Keeper(bool wanted, Tell tell, std::function<Surroundings()> surroundings)
    : tell_(std::move(tell)), surroundings_(std::move(surroundings)), wanted_(wanted), thread_([this] { run(); }) {}

void Keeper::on_event(const api::Event& event) {
  const std::scoped_lock lock(mutex_);
  if (const auto* listening = std::get_if<api::event::Listening>(&event); listening != nullptr && !target_) {
    target_ = target_of(listening->entrance);
  } else if (const auto* closed = std::get_if<api::event::ListenerClosed>(&event)) {
    if (target_of(closed->entrance) == target_) target_.reset();
  } else if (std::holds_alternative<api::event::Stopped>(event)) {
    target_.reset();
  }
  news_.notify_all();
}

void Keeper::want(bool wanted) {
  const std::scoped_lock lock(mutex_);
  wanted_ = wanted;
  news_.notify_all();
}

void Keeper::give_back() {
  std::unique_lock lock(mutex_);
  wanted_ = false;
  news_.notify_all();
  news_.wait(lock, [this] { return ending_ || (!set_ && !changing_); });
}

void Keeper::end() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
    news_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void Keeper::run() {
  SystemProxy proxy(surroundings_());
  tell(proxy.repair());
  for (bool over = false; !over;) {
    std::unique_lock lock(mutex_);
    const auto goal = [this] { return wanted_ && !ending_ ? target_ : std::nullopt; };
    news_.wait(lock, [&] { return ending_ || goal() != set_; });
    over = ending_;
    const auto before = set_;
    const auto target = goal();
    changing_ = true;
    lock.unlock();
    if (before) tell(proxy.restore());
    if (target) tell(proxy.set(*target));
    lock.lock();
    set_ = target;
    changing_ = false;
    news_.notify_all();
  }
}

void Keeper::tell(const Outcome& outcome) {
  Outcome told{.in_effect = outcome.in_effect, .remarks = {}};
  {
    const std::scoped_lock lock(mutex_);
    for (const Remark& remark : outcome.remarks) {
      // Whose the system proxy is, is of interest to those who want it.
      if (wanted_ || remark.kind != Remark::Kind::kInUse) told.remarks.push_back(remark);
    }
  }
  tell_(told);
}

}  // namespace culvert::system_proxy
