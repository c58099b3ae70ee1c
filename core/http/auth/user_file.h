// Who may use a proxy: names with hashed passwords, for Basic authentication (RFC 7617), and names with public keys,
// for Concealed authentication (RFC 9729).
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "http/auth/concealed.h"

namespace culvert::http {

// The users of a proxy. A line of the file is
//
//   name:$scrypt$N$R$P$SALT$HASH      as hash_password() makes it, SALT and HASH in base64; not much weaker
//   name:$concealed$KEY               a SubjectPublicKeyInfo in base64; the name is the key ID
//   # a comment
//
// Checking a password takes tens of milliseconds by design, so the answers to recent Authorization values are kept,
// under a keyed digest: a tunnel costs a digest, a new password one scrypt. An unknown user costs as much as a known
// one.
class UserFile {
 public:
  // Errors: kLocal; kInvalid names the line. Hashes that take less memory than `least_memory` are refused: they do not
  // protect the passwords if the file gets into other hands.
  static constexpr std::uint64_t kLeastMemory = 8 * 1024 * 1024;  // 128 N R bytes (RFC 7914 §2)
  [[nodiscard]] static Result<UserFile> load(const std::string& path);
  [[nodiscard]] static Result<UserFile> parse(std::string_view text, std::uint64_t least_memory = kLeastMemory);

  // A password that has not been seen yet. `ask` takes its time and shares nothing with the file: it may run on another
  // thread; the answer goes to learn().
  struct Question {
    std::string user;
    std::function<bool()> ask;
  };
  // Nothing if check() can answer at once.
  [[nodiscard]] std::optional<Question> question(std::string_view authorization) const;
  void learn(std::string_view authorization, const std::string& user, bool right);

  // The user's name if the value of the Authorization field is that of a user. Asks on this thread if it has to.
  [[nodiscard]] std::optional<std::string> check(std::string_view authorization);
  // The user's name if `authorization` proves, for a request to `origin` on a connection with `exporter`, that whoever
  // sent it has the user's key. Costs one signature at most, known or unknown.
  [[nodiscard]] std::optional<std::string> check_concealed(std::string_view authorization, const RequestOrigin& origin,
                                                           const KeyExporter& exporter) const;

  [[nodiscard]] std::size_t size() const { return users_.size() + keys_.size(); }
  [[nodiscard]] bool has_passwords() const { return !users_.empty(); }

 private:
  static constexpr std::size_t kRemembered = 256;
  using Digest = std::array<std::uint8_t, 32>;
  struct Hash {
    std::uint64_t n = 0;
    std::uint64_t r = 0;
    std::uint64_t p = 0;
    std::string salt;
    std::string hash;
  };
  [[nodiscard]] static std::expected<Hash, std::string> parse_hash(std::string_view text, std::uint64_t least_memory);
  [[nodiscard]] static bool verify(const Hash& hash, std::string_view password);
  [[nodiscard]] Digest digest(std::string_view authorization) const;

  std::map<std::string, Hash, std::less<>> users_;
  std::map<std::string, ConcealedPublicKey, std::less<>> keys_;
  Digest key_{};  // of this run; the digests mean nothing elsewhere
  using Answer = std::pair<Digest, std::optional<std::string>>;
  // Most recently used first. Apart, so that somebody who tries many passwords does not drive out those that are right.
  std::list<Answer> right_;
  std::list<Answer> wrong_;
};

// "$scrypt$16384$8$1$…" with a fresh salt. Errors: kLocal, kSystem.
[[nodiscard]] Result<std::string> hash_password(std::string_view password);

}  // namespace culvert::http
