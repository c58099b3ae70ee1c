#include "tls/session_cache.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace culvert {

void SessionCache::keep(const std::string& peer, Session session) {
  kept_.push_front({peer, std::move(session)});
  const auto of_peer = std::ranges::count(kept_, peer, &Kept::peer);
  if (std::cmp_greater(of_peer, kPerPeer)) {
    const auto oldest = std::ranges::find(kept_.rbegin(), kept_.rend(), peer, &Kept::peer);
    kept_.erase(std::next(oldest).base());
  }
  if (kept_.size() > kMost) kept_.pop_back();
}

SessionCache::Session SessionCache::take(const std::string& peer) {
  const auto it = std::ranges::find(kept_, peer, &Kept::peer);
  if (it == kept_.end()) return {nullptr, SSL_SESSION_free};
  Session session = std::move(it->session);
  kept_.erase(it);
  return session;
}

}  // namespace culvert
