#include "proxy/limits.h"

#include <algorithm>
#include <chrono>

namespace culvert::proxy {

using std::chrono::seconds;

namespace {
constexpr int kNetworkBits = 64;          // of an IPv6 address: what a subscriber has at least
constexpr std::size_t kFirstSweep = 64;   // entries
constexpr std::size_t kWindowsShare = 2;  // of the bytes: half for the window, half for what waits
}  // namespace

IpAddress network_of(const IpAddress& client) {
  if (client.is_mapped()) return client.unwrapped();
  return client.is_v6() ? client.prefix(kNetworkBits) : client;
}

// ---- Connections ----------------------------------------------------------------------------------------------------

ConnectionLimit::Permit::~Permit() {
  if (limit_ == nullptr) return;
  const auto it = limit_->open_.find(network_);
  it->second.told = false;
  if (--it->second.open == 0) limit_->open_.erase(it);
}

bool ConnectionLimit::has_room(const IpAddress& client) const {
  if (most_ == 0) return true;
  const auto it = open_.find(network_of(client));
  return it == open_.end() || it->second.open < most_;
}

std::optional<ConnectionLimit::Permit> ConnectionLimit::admit(const IpAddress& client) {
  if (most_ == 0) return Permit();
  if (!has_room(client)) return {};
  const IpAddress network = network_of(client);
  ++open_[network].open;
  return Permit(*this, network);
}

bool ConnectionLimit::is_news(const IpAddress& client) {
  const auto it = open_.find(network_of(client));
  return it != open_.end() && !std::exchange(it->second.told, true);
}

// ---- Tunnels --------------------------------------------------------------------------------------------------------

TunnelLimit::TunnelLimit(const Limits& limits, std::size_t most_clients)
    : limits_(limits),
      most_clients_(most_clients),
      interval_(Duration(seconds(1)) / static_cast<Duration::rep>(std::max<std::size_t>(limits.new_per_second, 1))),
      sweep_at_(std::min(kFirstSweep, most_clients)) {}

void TunnelLimit::forget_idle(TimePoint now) {
  std::erase_if(clients_, [&](const auto& one) { return one.second.open == 0 && one.second.due <= now; });
  sweep_at_ = std::min(std::max(kFirstSweep, 2 * clients_.size()), most_clients_);
}

TunnelLimit::Entry* TunnelLimit::find(const std::string& client, TimePoint now) {
  if (const auto it = clients_.find(client); it != clients_.end()) return &it->second;
  if (clients_.size() >= sweep_at_) forget_idle(now);
  if (clients_.size() >= most_clients_) return nullptr;
  return &clients_[client];
}

std::expected<TunnelLimit::Permit, TunnelLimit::Refusal> TunnelLimit::admit(const std::string& client, TimePoint now) {
  if (limits_.tunnels == 0 && limits_.new_per_second == 0) return Permit();
  Entry* entry = find(client, now);
  if (entry == nullptr) return std::unexpected(Refusal{"too many clients at once", kRetryAfter});
  if (limits_.tunnels != 0 && entry->open >= limits_.tunnels) {
    return std::unexpected(Refusal{"too many tunnels at once", kRetryAfter});
  }
  if (limits_.new_per_second == 0) return Permit(*entry);
  const Duration early = entry->due - now - (seconds(kBurst) - interval_);
  if (early > Duration::zero()) {
    const auto wait = std::chrono::ceil<seconds>(early).count();
    return std::unexpected(Refusal{"too many new tunnels within a short time", static_cast<std::uint32_t>(wait)});
  }
  entry->due = std::max(entry->due, now) + interval_;
  return Permit(*entry);
}

// ---- Memory ---------------------------------------------------------------------------------------------------------

void limit_buffers(std::size_t bytes, h2::Settings& h2, h3::Settings& h3, quic::Settings& quic) {
  const auto divide = [&](std::size_t& window, std::size_t& buffered) {
    window = std::min(window, bytes / kWindowsShare);
    buffered = std::min(buffered, bytes - window);
  };
  divide(h2.connection_window, h2.max_buffered);
  divide(quic.connection_window, h3.max_buffered);
}

}  // namespace culvert::proxy
