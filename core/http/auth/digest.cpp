#include "http/auth/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <format>

namespace culvert::http {

namespace {

struct Named {
  std::string_view name;
  DigestAlgorithm algorithm;
};
constexpr std::array kNames{Named{"MD5", DigestAlgorithm::kMd5}, Named{"SHA-512-256", DigestAlgorithm::kSha512_256},
                            Named{"SHA-256", DigestAlgorithm::kSha256}};

const EVP_MD* function_of(DigestAlgorithm algorithm) {
  switch (algorithm) {
    case DigestAlgorithm::kMd5:
      return EVP_md5();
    case DigestAlgorithm::kSha512_256:
      return EVP_sha512_256();
    case DigestAlgorithm::kSha256:
      break;
  }
  return EVP_sha256();
}

// A member of the list that qop is (RFC 7616 §3.3).
bool lists(std::string_view list, std::string_view wanted) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view one = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    while (one.starts_with(' ') || one.starts_with('\t')) one.remove_prefix(1);
    while (one.ends_with(' ') || one.ends_with('\t')) one.remove_suffix(1);
    if (equal_ignoring_case(one, wanted)) return true;
  }
  return false;
}

bool is_plain(std::string_view name) {
  return std::ranges::all_of(name, [](char c) { return c >= 0x20 && c < 0x7f; });
}

// RFC 8187 §3.2.
std::string extended(std::string_view value) {
  std::string out = "UTF-8''";
  for (const char c : value) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("!#$&+-.^_`|~").contains(c);
    out += plain ? std::string(1, c) : std::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return out;
}

}  // namespace

std::optional<Digest> Digest::from(const Challenge& challenge) {
  const std::string* realm = challenge.find("realm");
  const std::string* nonce = challenge.find("nonce");
  const std::string* qop = challenge.find("qop");
  if (!challenge.is("digest") || realm == nullptr || nonce == nullptr || qop == nullptr || !lists(*qop, "auth")) {
    return {};
  }
  Digest self;
  if (const std::string* name = challenge.find("algorithm")) {
    const auto it = std::ranges::find_if(kNames, [&](const Named& n) { return equal_ignoring_case(n.name, *name); });
    if (it == kNames.end()) return {};
    self.algorithm_ = it->algorithm;
    self.algorithm_named_ = true;
  }
  self.realm_ = *realm;
  self.nonce_ = *nonce;
  if (const std::string* opaque = challenge.find("opaque")) self.opaque_ = *opaque;
  const auto is_true = [&](std::string_view name) {
    const std::string* value = challenge.find(name);
    return value != nullptr && equal_ignoring_case(*value, "true");
  };
  self.userhash_ = is_true("userhash");
  self.stale_ = is_true("stale");
  return self;
}

void Digest::next_nonce(std::string nonce) {
  nonce_ = std::move(nonce);
  count_ = 0;
}

std::string Digest::hash(std::string_view text) const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, function_of(algorithm_), nullptr);
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += std::format("{:02x}", static_cast<unsigned>(digest[i]));
  return hex;
}

std::string Digest::authorization(std::string_view user, std::string_view password, std::string_view method,
                                  std::string_view uri, std::string_view cnonce) {
  const std::string count = std::format("{:08x}", ++count_);
  const std::string secret = hash(std::format("{}:{}:{}", user, realm_, password));
  const std::string request = hash(std::format("{}:{}", method, uri));
  const std::string response = hash(std::format("{}:{}:{}:{}:auth:{}", secret, nonce_, count, cnonce, request));
  std::string name;
  if (userhash_) {
    name = "username=" + quoted(hash(std::format("{}:{}", user, realm_)));
  } else if (is_plain(user)) {
    name = "username=" + quoted(user);
  } else {
    name = "username*=" + extended(user);
  }
  std::string value = std::format("Digest {}, realm={}, uri={}", name, quoted(realm_), quoted(uri));
  if (algorithm_named_) value += std::format(", algorithm={}", kNames[static_cast<std::size_t>(algorithm_)].name);
  value += std::format(", nonce={}, nc={}, cnonce={}, qop=auth, response=\"{}\"", quoted(nonce_), count, quoted(cnonce),
                       response);
  if (opaque_) value += ", opaque=" + quoted(*opaque_);
  if (userhash_) value += ", userhash=true";
  return value;
}

}  // namespace culvert::http
