// All that runs, or could: proxies to go through, ports that applications come to, and which destination goes where.
// Plain values, nothing of the network.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/entry.h"
#include "config/listen_address.h"
#include "config/profile.h"
#include "http/authority.h"

namespace culvert::config {

// A port where applications say where they want to go, in SOCKS4, SOCKS4a, SOCKS5 or HTTP. The credentials are for the
// applications; a listener that other computers can reach must have them (requirement K2).
struct MixedListener {
  ListenAddress listen;
  std::optional<Credentials> credentials;
  SecretSource secret;  // of the password
  std::string profile;  // its id; empty: what the rules say
  Kept kept;
  bool operator==(const MixedListener&) const = default;
};

// Whatever connects to `listen` goes to `target`.
struct Forward {
  std::string id;
  ListenAddress listen;
  http::HostPort target;
  bool on = true;
  std::string profile;  // its id; empty: what the rules say
  Kept kept;
  // "LISTEN=HOST:PORT", without an id. Errors: kLocal, kInvalid.
  [[nodiscard]] static Result<Forward> parse(std::string_view text);
  bool operator==(const Forward&) const = default;
};

// Something on this computer, with the forwards that belong to it and who may use them.
struct Application {
  enum class Access : std::uint8_t {
    kEveryone,  // on this computer
    kUser,      // processes of the user who runs Culvert
    kPrograms,  // only `programs`
  };
  std::string id;
  std::string name;
  std::string icon;                 // of the theme, by its name, or a path
  std::vector<std::string> launch;  // argv; empty: none
  bool on = true;
  Access access = Access::kUser;
  std::vector<std::string> programs;  // kPrograms: absolute paths of executables
  std::vector<Forward> forwards;
  Kept kept;
  bool operator==(const Application&) const = default;
};

// The first rule that matches decides. Of each kind of condition that is given (place: domains and networks together;
// ports; programs) one has to hold; without any, the rule matches everything.
struct Rule {
  enum class Action : std::uint8_t { kTunnel, kDirect, kBlock };
  std::string id;
  bool on = true;
  std::vector<std::string> domains;   // "corp.example" and all below it; "*.corp.example": only what is below
  std::vector<std::string> networks;  // "10.0.0.0/8", for destinations that are addresses; no name is looked up for it
  std::vector<std::string> ports;     // "443", "8000-8999"
  std::vector<std::string> programs;  // absolute paths of executables, or "app:ID" of an application
  Action action = Action::kTunnel;
  std::string profile;  // kTunnel: its id; empty: the profile in use
  Kept kept;
  bool operator==(const Rule&) const = default;
};

struct Setup {
  std::vector<Profile> profiles;
  std::string profile;  // the id of the one in use; empty: none
  std::vector<MixedListener> listeners;
  std::vector<Application> applications;
  std::vector<Rule> rules;
  Kept kept;
  bool operator==(const Setup&) const = default;
};

// Everything that is wrong, in the order of the fields. A problem concerns the entry that it names: the others can be
// used. A rule with a problem must not be passed over, since what it keeps in would get out.
[[nodiscard]] Problems validate(const Setup& setup, Secrets secrets = Secrets::kThere);
[[nodiscard]] const Profile* find_profile(const Setup& setup, std::string_view id);

}  // namespace culvert::config
