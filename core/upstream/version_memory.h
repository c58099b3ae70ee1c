// What is remembered of HTTP/3 to one origin, for each network (requirement V2). Arithmetic only: time and the
// network's name are passed in.
//
// A network that drops UDP says nothing, so the only way to know is to try. HTTP/3 that failed while TCP worked is
// broken for a while there, twice as long each time. When that time is over the next try gets no head start: it runs
// beside TCP and costs nobody anything. All of that is said of one place: where the origin names another one (Alt-Svc),
// nothing has failed yet.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "http/alt_svc.h"
#include "http/authority.h"
#include "net/loop.h"

namespace culvert {

class VersionMemory {
 public:
  static constexpr Duration kHeadStart = std::chrono::milliseconds(300);
  static constexpr Duration kFirstBreak = std::chrono::seconds(30);
  static constexpr Duration kLongestBreak = std::chrono::hours(1);
  static constexpr std::size_t kMostNetworks = 32;  // the one that was not used for the longest time is forgotten

  // How a connection is to be made now.
  struct Plan {
    bool quic = false;                   // HTTP/3 takes part,
    Duration head_start{};               // and TCP begins so much later, unless it failed before
    std::optional<http::AltService> at;  // there, instead of at the origin's own host and port
    http::HostPort place;                // which is this one
  };
  explicit VersionMemory(http::HostPort origin = {}) : origin_(std::move(origin)) {}
  // `expected`: the profile says that the origin has HTTP/3; otherwise only its own word (Alt-Svc) does.
  [[nodiscard]] Plan plan(const std::string& network, TimePoint now, bool expected);

  void quic_worked(const std::string& network, TimePoint now);
  // It failed, or did not answer, where TCP did: nothing that happened to both. `where`: the plan's place.
  void quic_failed(const std::string& network, const http::HostPort& where, TimePoint now);
  // The origin's own word, from any connection to it.
  void told(const http::AltSvc& services, TimePoint now);

 private:
  struct Network {
    int failures = 0;          // since it last worked
    TimePoint broken_until{};  // if failures != 0
    http::HostPort failed_at;  // the same
    TimePoint used{};
  };
  Network& at(const std::string& network, TimePoint now);
  [[nodiscard]] http::HostPort place() const;

  const http::HostPort origin_;
  std::map<std::string, Network> networks_;
  std::optional<http::AltService> service_;
  TimePoint service_until_{};
};

}  // namespace culvert
