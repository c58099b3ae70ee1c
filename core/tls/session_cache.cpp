#include "tls/session_cache.h"

#include <openssl/evp.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <ctime>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace culvert {

namespace {

constexpr int kFormat = 1;
constexpr std::int64_t kSlack = 10;  // seconds that the clock may have been set back

// RFC 8446 §4.6.1: a ticket is good for the time that the server named.
bool is_good(const SSL_SESSION* session) {
  const auto age = static_cast<std::int64_t>(std::time(nullptr)) - SSL_SESSION_get_time_ex(session);
  const auto hint = static_cast<std::int64_t>(SSL_SESSION_get_ticket_lifetime_hint(session));
  const auto life = hint != 0 ? hint : static_cast<std::int64_t>(SSL_SESSION_get_timeout(session));
  // time() may be a tick behind the clock that OpenSSL reads, and so in the second before.
  return age >= -kSlack && age < life;
}

std::string to_base64(const std::uint8_t* bytes, std::size_t size) {
  std::string text(4 * ((size + 2) / 3) + 1, '\0');  // EVP_EncodeBlock() ends it with a NUL
  const int n = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes, static_cast<int>(size));
  text.resize(static_cast<std::size_t>(n));
  return text;
}

std::optional<std::string> from_base64(const std::string& text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  const int n = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (n < 0) return std::nullopt;
  const auto padding = static_cast<std::size_t>(text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0);
  bytes.resize(static_cast<std::size_t>(n) - padding);
  return bytes;
}

std::string encode(SSL_SESSION* session) {
  unsigned char* der = nullptr;
  const int size = i2d_SSL_SESSION(session, &der);
  if (size <= 0) return {};
  std::string text = to_base64(der, static_cast<std::size_t>(size));
  OPENSSL_clear_free(der, static_cast<std::size_t>(size));
  return text;
}

SessionCache::Session decode(const std::string& text) {
  SessionCache::Session session(nullptr, SSL_SESSION_free);
  const auto der = from_base64(text);
  if (!der || der->empty()) return session;
  const auto* at = reinterpret_cast<const unsigned char*>(der->data());
  session.reset(d2i_SSL_SESSION(nullptr, &at, static_cast<long>(der->size())));
  return session;
}

std::string string_in(const nlohmann::json& object, const char* name) {
  const auto it = object.find(name);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

}  // namespace

void SessionCache::keep(std::string peer, Session session, std::string memo) {
  kept_.push_front({std::move(peer), std::move(session), std::move(memo)});
  const std::string& whose = kept_.front().peer;
  const auto of_peer = std::ranges::count(kept_, whose, &Kept::peer);
  if (std::cmp_greater(of_peer, kPerPeer)) {
    const auto oldest = std::ranges::find(kept_.rbegin(), kept_.rend(), whose, &Kept::peer);
    kept_.erase(std::next(oldest).base());
  }
  if (kept_.size() > kMost) kept_.pop_back();
}

SessionCache::Kept SessionCache::take(const std::string& peer) {
  for (;;) {
    const auto it = std::ranges::find(kept_, peer, &Kept::peer);
    if (it == kept_.end()) return {};
    Kept kept = std::move(*it);
    kept_.erase(it);
    if (is_good(kept.session.get())) return kept;
  }
}

std::string SessionCache::to_text(std::string_view trust) const {
  nlohmann::ordered_json sessions = nlohmann::ordered_json::array();
  for (const Kept& kept : kept_) {
    if (!is_good(kept.session.get())) continue;
    const auto* memo = reinterpret_cast<const std::uint8_t*>(kept.memo.data());
    sessions.push_back(
        {{"peer", kept.peer}, {"session", encode(kept.session.get())}, {"memo", to_base64(memo, kept.memo.size())}});
  }
  return nlohmann::ordered_json{{"format", kFormat}, {"trust", trust}, {"sessions", std::move(sessions)}}.dump() + "\n";
}

void SessionCache::add_text(std::string_view text, std::string_view trust) {
  const auto all = nlohmann::json::parse(text, nullptr, false);
  if (!all.is_object() || all.value("format", nlohmann::json()) != kFormat || string_in(all, "trust") != trust) return;
  const auto sessions = all.find("sessions");
  if (sessions == all.end() || !sessions->is_array()) return;
  for (auto it = sessions->rbegin(); it != sessions->rend(); ++it) {  // so that the newest comes to the front
    if (!it->is_object()) continue;
    Session session = decode(string_in(*it, "session"));
    auto memo = from_base64(string_in(*it, "memo"));
    if (session != nullptr && memo && is_good(session.get())) {
      keep(string_in(*it, "peer"), std::move(session), std::move(*memo));
    }
  }
}

}  // namespace culvert
