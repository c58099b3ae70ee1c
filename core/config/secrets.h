// Secrets, from where a setup says that they are into memory.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/setup.h"

namespace culvert::config {

// A secret that has a source, and is not in memory yet.
struct NeededSecret {
  std::string field = {};  // as validate() names it: "authentication.secret", "profiles[0].authentication.secret"
  bool of_listener = false;
  std::string profile = {};  // id, of a profile
  SecretSource source = {};
  bool token = false;  // else a password, of `user`
  std::string user = {};
  std::string at = {};                          // the proxy, by its name if it has one; or the listener's address
  [[nodiscard]] std::string to_string() const;  // "the password of kim for proxy.example"
};
// What a Setup or a Profile needs: of the profiles that something in the setup may go through, and of all listeners.
[[nodiscard]] std::vector<NeededSecret> needed_secrets(const Profile& profile);
[[nodiscard]] std::vector<NeededSecret> needed_secrets(const Setup& setup);

// How secrets are got. Each may block, for as long as a person needs to answer; so none of this runs on the core's
// thread. One that is empty is not offered here. Errors: any; the detail is shown.
struct SecretReaders {
  using Reader = std::function<Result<std::string>(const std::string&)>;
  Reader keychain;  // takes the entry's name
  Reader file;      // takes the path
  Reader ask;       // takes what it is asked for: "the password of kim for proxy.example"
  // All of them, in the place of the three.
  std::function<Result<std::string>(const NeededSecret&)> any = {};
};

// Puts in the secrets that are missing: every one that has a source and is not in memory yet. Problems as validate()
// names them; a secret never stands in one. What has one stays as it is.
[[nodiscard]] Problems resolve_secrets(Profile& profile, const SecretReaders& readers);
[[nodiscard]] Problems resolve_secrets(MixedListener& listener, const SecretReaders& readers);
// Of the profiles that something in the setup may go through, and of all listeners.
[[nodiscard]] Problems resolve_secrets(Setup& setup, const SecretReaders& readers);

}  // namespace culvert::config
