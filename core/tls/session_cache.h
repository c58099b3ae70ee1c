// TLS sessions that may be resumed (RFC 8446 §2.2), in memory, and as text for who keeps them longer. Core thread only.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>

struct ssl_session_st;

namespace culvert {

class SessionCache {
 public:
  using Session = std::unique_ptr<ssl_session_st, void (*)(ssl_session_st*)>;
  static constexpr std::size_t kMost = 32;    // in all; the oldest goes first
  static constexpr std::size_t kPerPeer = 4;  // connections to one peer that may be made at once with one each
  static constexpr std::size_t kMostText = 1024 * 1024;

  struct Kept {
    std::string peer;
    Session session{nullptr, nullptr};
    std::string memo;  // what else early data needs to know of the connection that the session comes from
  };

  void keep(std::string peer, Session session, std::string memo = {});
  // The newest of the peer's, which is used once, so that nobody can tell two connections for the same client's
  // (RFC 8446 §C.4); without a session if there is none that is still good.
  [[nodiscard]] Kept take(const std::string& peer);
  [[nodiscard]] std::size_t size() const { return kept_.size(); }

  // The sessions hold secrets: whoever has the text can speak as this client. `trust` names what a server was believed
  // for; since a resumed session is not verified again, a text with another one is as good as none.
  [[nodiscard]] std::string to_text(std::string_view trust) const;
  // Adds what is in the text and still good; anything else in it is left out.
  void add_text(std::string_view text, std::string_view trust);

 private:
  std::list<Kept> kept_;  // the newest first
};

}  // namespace culvert
