#include "http/auth/user_file.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <charconv>
#include <format>
#include <fstream>
#include <vector>

#include "http/auth/base64.h"
#include "http/message.h"

namespace culvert::http {

namespace {

// RFC 7914 §2; about 30 ms and 16 MiB on a small server.
constexpr std::uint64_t kN = 1 << 14;
constexpr std::uint64_t kR = 8;
constexpr std::uint64_t kP = 1;
constexpr std::uint64_t kMaxCost = 16 * kN * kR * kP;      // of what a line of the file may ask for: half a second
constexpr std::uint64_t kMemoryLimit = 256 * 1024 * 1024;  // of what a line of the file may ask for
constexpr std::size_t kHashSize = 32;
constexpr std::size_t kMaxAuthorization = 2048;
constexpr std::size_t kMaxFile = 16 * 1024 * 1024;
constexpr std::string_view kConcealed = "$concealed$";
constexpr std::string_view kHowTo = "; make the line with culvert-proxy --hash-password";

const unsigned char* bytes_of(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

// Whether scrypt() takes these parameters.
bool scrypt_allows(std::uint64_t n, std::uint64_t r, std::uint64_t p) {
  if (n == 0 || r == 0 || p == 0) return false;
  const bool affordable = n <= kMaxCost && r <= kMaxCost / n && p <= kMaxCost / n / r;
  return affordable && EVP_PBE_scrypt(nullptr, 0, nullptr, 0, n, r, p, kMemoryLimit, nullptr, 0) == 1;
}

std::optional<std::string> scrypt(std::string_view password, std::string_view salt, std::uint64_t n, std::uint64_t r,
                                  std::uint64_t p) {
  std::string out(kHashSize, '\0');
  const int ok = EVP_PBE_scrypt(password.data(), password.size(), bytes_of(salt), salt.size(), n, r, p, kMemoryLimit,
                                reinterpret_cast<unsigned char*>(out.data()), out.size());
  if (ok != 1) return {};
  return out;
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

Result<std::string> hash_password(std::string_view password) {
  std::string salt(16, '\0');
  const bool random = RAND_bytes(reinterpret_cast<unsigned char*>(salt.data()), static_cast<int>(salt.size())) == 1;
  const auto hash = random ? scrypt(password, salt, kN, kR, kP) : std::nullopt;
  if (!hash) return culvert::fail(Stage::kLocal, Code::kSystem, "the password cannot be hashed");
  return std::format("$scrypt${}${}${}${}${}", kN, kR, kP, encode_base64(salt), encode_base64(*hash));
}

Result<UserFile> UserFile::load(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  for (std::array<char, 4096> piece{}; file.read(piece.data(), piece.size()) || file.gcount() > 0;) {
    text.append(piece.data(), static_cast<std::size_t>(file.gcount()));
    if (text.size() > kMaxFile) {
      return culvert::fail(Stage::kLocal, Code::kInvalid, "the users file " + path + " is larger than 16 MiB");
    }
  }
  if (!file.eof()) return culvert::fail(Stage::kLocal, Code::kInvalid, "the users file " + path + " cannot be read");
  auto parsed = parse(text);
  if (!parsed) parsed.error().detail = path + ": " + parsed.error().detail;
  return parsed;
}

Result<UserFile> UserFile::parse(std::string_view text, std::uint64_t least_memory) {
  UserFile self;
  if (RAND_bytes(self.key_.data(), static_cast<int>(self.key_.size())) != 1) {
    return culvert::fail(Stage::kLocal, Code::kSystem, "there are no random numbers");
  }
  for (int line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view entry = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (entry.ends_with('\r')) entry.remove_suffix(1);
    if (entry.empty() || entry.front() == '#') continue;
    const auto bad = [&](std::string_view why) {
      return culvert::fail(Stage::kLocal, Code::kInvalid, std::format("line {}: {}", line, why));
    };
    const std::size_t colon = entry.find(':');
    if (colon == std::string_view::npos || colon == 0) return bad("this is not name:$scrypt$… or name:$concealed$…");
    constexpr std::string_view kThere = "this user is there already";
    if (entry.substr(colon + 1).starts_with(kConcealed)) {
      const auto der = decode_base64(entry.substr(colon + 1 + kConcealed.size()));
      auto key =
          der ? ConcealedPublicKey::parse(*der) : culvert::fail(Stage::kLocal, Code::kInvalid, "this is no base64");
      if (!key) return bad(key.error().detail);
      if (!self.keys_.emplace(entry.substr(0, colon), std::move(*key)).second) return bad(kThere);
      continue;
    }
    auto hash = parse_hash(entry.substr(colon + 1), least_memory);
    if (!hash) return bad(hash.error());
    if (!self.users_.emplace(entry.substr(0, colon), std::move(*hash)).second) return bad(kThere);
  }
  return self;
}

std::expected<UserFile::Hash, std::string> UserFile::parse_hash(std::string_view text, std::uint64_t least_memory) {
  const auto bad = [](std::string_view why) { return std::unexpected(std::string(why).append(kHowTo)); };
  constexpr std::string_view kNone = "the password is not hashed";
  std::vector<std::string_view> fields;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('$', at), text.size());
    fields.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  if (fields.size() != 7 || !fields[0].empty() || fields[1] != "scrypt") return bad(kNone);
  Hash hash;
  const std::array<std::uint64_t*, 3> numbers{&hash.n, &hash.r, &hash.p};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const std::string_view f = fields[i + 2];
    const auto [end, ec] = std::from_chars(f.data(), f.data() + f.size(), *numbers[i]);
    const bool too_large = ec == std::errc::result_out_of_range;
    if ((ec != std::errc{} && !too_large) || end != f.data() + f.size()) return bad(kNone);
    if (too_large) *numbers[i] = UINT64_MAX;
  }
  auto salt = decode_base64(fields[5]);
  auto bytes = decode_base64(fields[6]);
  if (!salt || !bytes || bytes->size() != kHashSize) return bad(kNone);
  hash.salt = std::move(*salt);
  hash.hash = std::move(*bytes);
  if (!scrypt_allows(hash.n, hash.r, hash.p))
    return bad("the numbers N, R and P of this hash are invalid or too large");
  if (128 * hash.n * hash.r < least_memory) {
    return bad("this hash is too weak: scrypt with its numbers N and R takes less than 8 MiB");
  }
  return hash;
}

bool UserFile::verify(const Hash& hash, std::string_view password) {
  const auto computed = scrypt(password, hash.salt, hash.n, hash.r, hash.p);
  return computed && same(*computed, hash.hash);
}

UserFile::Digest UserFile::digest(std::string_view authorization) const {
  Digest out{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), bytes_of(authorization), authorization.size(),
       out.data(), &size);
  return out;
}

std::optional<UserFile::Question> UserFile::question(std::string_view authorization) const {
  constexpr std::string_view kScheme = "basic ";
  if (authorization.size() > kMaxAuthorization || users_.empty()) return {};
  if (authorization.size() < kScheme.size() || !equal_ignoring_case(authorization.substr(0, kScheme.size()), kScheme)) {
    return {};
  }
  const Digest seen = digest(authorization);
  for (const auto* answers : {&right_, &wrong_}) {
    if (std::ranges::find(*answers, seen, &Answer::first) != answers->end()) return {};
  }
  std::string_view encoded = authorization.substr(kScheme.size());
  while (encoded.starts_with(' ')) encoded.remove_prefix(1);  // RFC 9110 §11.4: one space or more
  const auto pair = decode_base64(encoded);
  const std::size_t colon = pair ? pair->find(':') : std::string::npos;
  if (colon == std::string::npos) return {};
  const std::string user = pair->substr(0, colon);
  const auto it = users_.find(user);
  // Somebody else's hash is computed for a user who does not exist, so that time does not tell who does. Always the
  // same one's for the same name: the parameters may differ from user to user.
  const auto other = std::next(users_.begin(), static_cast<std::ptrdiff_t>(digest(user)[0] % users_.size()));
  const Hash& hash = it != users_.end() ? it->second : other->second;
  return Question{user, [hash, password = pair->substr(colon + 1), exists = it != users_.end()] {
                    return verify(hash, password) && exists;
                  }};
}

void UserFile::learn(std::string_view authorization, const std::string& user, bool right) {
  std::list<Answer>& answers = right ? right_ : wrong_;
  answers.emplace_front(digest(authorization), right ? std::optional(user) : std::nullopt);
  if (answers.size() > kRemembered) answers.pop_back();
}

std::optional<std::string> UserFile::check_concealed(std::string_view authorization, const RequestOrigin& origin,
                                                     const KeyExporter& exporter) const {
  if (keys_.empty()) return {};
  const auto proof = parse_concealed(authorization);
  if (!proof) return {};
  const auto it = keys_.find(proof->key_id);
  if (it == keys_.end()) {  // time does not tell who is known
    static_cast<void>(keys_.begin()->second.verify(proof->verification, proof->proof));
    return {};
  }
  if (!is_proved(*proof, it->second, origin, exporter)) return {};
  return it->first;
}

std::optional<std::string> UserFile::check(std::string_view authorization) {
  if (const auto unseen = question(authorization)) learn(authorization, unseen->user, unseen->ask());
  if (authorization.size() > kMaxAuthorization) return {};
  const auto known = std::ranges::find(right_, digest(authorization), &Answer::first);
  if (known == right_.end()) return {};
  right_.splice(right_.begin(), right_, known);
  return known->second;
}

}  // namespace culvert::http
