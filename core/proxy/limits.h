// How much of the proxy one client may take. Counting only: time is passed in.
//
// For connections, which nobody has a name for yet, a client is an IPv4 address or the /64 of an IPv6 address; for
// tunnels it is the user, where there are users. 0 means no limit everywhere. Permits give back what they stand for and
// must not outlive the limit they come from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "http/h2/settings.h"
#include "http/h3/settings.h"
#include "net/address.h"
#include "net/loop.h"
#include "quic/settings.h"

namespace culvert::proxy {

struct Limits {
  std::size_t connections = 0;     // of a client, at once; those of a gateway do not count
  std::size_t tunnels = 0;         // of a client, at once, with those that are being opened
  std::size_t new_per_second = 0;  // tunnels of a client that are opened; after a pause kBurst seconds' worth at once
};
inline constexpr std::size_t kBurst = 5;

// The address that stands for a client.
[[nodiscard]] IpAddress network_of(const IpAddress& client);

class ConnectionLimit {
 public:
  class Permit {
   public:
    Permit() = default;
    Permit(Permit&& other) noexcept : limit_(std::exchange(other.limit_, nullptr)), network_(other.network_) {}
    Permit& operator=(Permit&&) = delete;
    ~Permit();

   private:
    friend class ConnectionLimit;
    Permit(ConnectionLimit& limit, const IpAddress& network) : limit_(&limit), network_(network) {}
    ConnectionLimit* limit_ = nullptr;
    IpAddress network_;
  };

  explicit ConnectionLimit(std::size_t most) : most_(most) {}
  [[nodiscard]] bool has_room(const IpAddress& client) const;
  [[nodiscard]] std::optional<Permit> admit(const IpAddress& client);
  // True for the first refusal since there was room: the operator is told of that one.
  [[nodiscard]] bool is_news(const IpAddress& client);
  [[nodiscard]] std::size_t clients() const { return open_.size(); }

 private:
  struct Entry {
    std::size_t open = 0;
    bool told = false;
  };
  const std::size_t most_;
  std::map<IpAddress, Entry> open_;  // those that have a connection
};

class TunnelLimit {
  struct Entry {
    std::size_t open = 0;
    TimePoint due{};  // when all that was opened would have been at an even pace; past: the client was idle
  };

 public:
  static constexpr std::size_t kMostClients = 65536;  // remembered at once; beyond that no others get tunnels
  static constexpr std::uint32_t kRetryAfter = 10;    // seconds; nobody knows when a tunnel will end

  class Permit {
   public:
    Permit() = default;
    Permit(Permit&& other) noexcept : entry_(std::exchange(other.entry_, nullptr)) {}
    Permit& operator=(Permit&&) = delete;
    ~Permit() {
      if (entry_ != nullptr) --entry_->open;
    }

   private:
    friend class TunnelLimit;
    explicit Permit(Entry& entry) : entry_(&entry) { ++entry.open; }
    Entry* entry_ = nullptr;
  };
  struct Refusal {
    std::string why;
    std::uint32_t retry_after = 0;  // seconds, at least 1
  };

  explicit TunnelLimit(const Limits& limits, std::size_t most_clients = kMostClients);
  [[nodiscard]] std::expected<Permit, Refusal> admit(const std::string& client, TimePoint now);
  [[nodiscard]] std::size_t clients() const { return clients_.size(); }

 private:
  [[nodiscard]] Entry* find(const std::string& client, TimePoint now);
  void forget_idle(TimePoint now);

  const Limits limits_;
  const std::size_t most_clients_;
  const Duration interval_;                         // between tunnels at an even pace
  std::size_t sweep_at_;                            // so many entries: it is time to forget those that are idle
  std::unordered_map<std::string, Entry> clients_;  // entries stay where they are while they are open
};

// Sees to it that what one connection over HTTP/2 or HTTP/3 can make the proxy keep for slow readers is at most
// `bytes`, which are at least 256 KiB: what waits in its streams, and what may still come.
void limit_buffers(std::size_t bytes, h2::Settings& h2, h3::Settings& h3, quic::Settings& quic);

}  // namespace culvert::proxy
