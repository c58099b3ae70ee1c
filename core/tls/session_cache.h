// TLS sessions that may be resumed, in memory (RFC 8446 §2.2). Core thread only.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>

struct ssl_session_st;

namespace culvert {

class SessionCache {
 public:
  using Session = std::unique_ptr<ssl_session_st, void (*)(ssl_session_st*)>;
  static constexpr std::size_t kMost = 32;    // in all; the oldest goes first
  static constexpr std::size_t kPerPeer = 4;  // connections to one peer that may be made at once with one each

  void keep(const std::string& peer, Session session);
  // The newest of the peer's, which is used once, so that nobody can tell two connections for the same client's
  // (RFC 8446 §C.4); null if there is none.
  [[nodiscard]] Session take(const std::string& peer);
  [[nodiscard]] std::size_t size() const { return kept_.size(); }

 private:
  struct Kept {
    std::string peer;
    Session session;
  };
  std::list<Kept> kept_;  // the newest first
};

}  // namespace culvert
