// Where a connection goes: as the rules say, but never back to a listener of our own. Core thread only; inside of api/.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/setup.h"
#include "http/authority.h"
#include "inbound/caller.h"
#include "net/address.h"
#include "net/socket.h"
#include "routing/rules.h"

namespace culvert::api {

class Router {
 public:
  using Action = config::Rule::Action;
  struct Decision {
    Action action = Action::kTunnel;
    std::string profile;  // its id; empty: the one in use
    std::string text;     // why, in words
  };

  struct Compiled {
    routing::Rules rules;
    // The programs of each application, by its id, as they are written and where that leads.
    std::map<std::string, std::vector<std::string>> programs;
  };
  // Any thread; it may wait for the disk. Errors: those of the rules.
  [[nodiscard]] static Result<Compiled> compile(const config::Setup& setup);
  void set_rules(routing::Rules rules) { rules_ = std::move(rules); }
  void set_own(std::vector<Endpoint> listeners) { own_ = std::move(listeners); }

  // `profile`: what the listener says; empty: nothing.
  [[nodiscard]] Decision decide(const http::HostPort& target, const std::string& profile,
                                const std::optional<inbound::Caller>& caller) const;
  [[nodiscard]] bool needs_caller(const http::HostPort& target, const std::string& profile) const;

  // Whoever went there would come in again. A name counts if it always means this computer; what other names mean is
  // known only once they have been looked up.
  [[nodiscard]] bool is_own(const http::HostPort& target) const;
  [[nodiscard]] bool is_own(const Endpoint& at) const;
  // The other end of this connection is ours, although its address did not show it: that of another interface.
  [[nodiscard]] bool leads_back(const Socket& connected) const;

 private:
  [[nodiscard]] bool has_port(std::uint16_t port) const;
  routing::Rules rules_;
  std::vector<Endpoint> own_;
};

}  // namespace culvert::api
