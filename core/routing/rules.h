// Where a connection goes: through a proxy, straight to its destination, or nowhere. Pure: nothing is looked up.
//
// Rules are asked in their order, and the first that matches decides; where none does, the connection is tunnelled
// through the profile in use. A rule matches if everything holds that it has conditions for:
//
//   the place     one of `domains` for a name, one of `networks` for an address. Names are never looked up to decide,
//                 so that a rule about networks says nothing about names, nor one about domains about addresses.
//                 "corp.example" is that name and all below it, "*.corp.example" only what is below
//   the port      one of `ports`
//   who asks      one of `programs`: the path of an executable, exactly, or "app:ID", the programs of an application
//
// It may not be known who asks: the system does not say, or the process has gone. A rule about programs then may be
// meant or not, and the safest of what might be happens: if such a rule, or the first that matches for sure, blocks,
// the connection is blocked; otherwise it is tunnelled if one of them does; it goes straight to its destination only if
// that is what the rule says that matches for sure, and none of those before it tunnels or blocks. So a rule that sends
// a program's connections direct never matches an unknown caller, and one that blocks a program is not got around by
// hiding. Where it is known that nobody on this computer asks, rules about programs do not match.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/setup.h"
#include "http/authority.h"
#include "http/destination_patterns.h"

namespace culvert::routing {

// Who asks for a connection, as far as rules look at it.
class Asker {
 public:
  [[nodiscard]] static Asker unknown() { return Asker(Kind::kUnknown, {}); }
  [[nodiscard]] static Asker elsewhere() { return Asker(Kind::kElsewhere, {}); }  // on another computer
  // The path of its executable, as the system says it; unknown if that is empty.
  [[nodiscard]] static Asker program(std::string_view executable) {
    return Asker(executable.empty() ? Kind::kUnknown : Kind::kProgram, executable);
  }

 private:
  friend class Rules;
  enum class Kind : std::uint8_t { kUnknown, kElsewhere, kProgram };
  Asker(Kind kind, std::string_view executable) : kind_(kind), executable_(executable) {}
  Kind kind_;
  std::string_view executable_;
};

// Good for as long as the rules are.
struct Decision {
  using Action = config::Rule::Action;
  Action action = Action::kTunnel;
  std::string_view profile;         // of kTunnel: its id; empty: the one in use
  std::optional<std::size_t> rule;  // its index in the list that was compiled; none: none matched
  bool certain = true;              // false: the rule names programs, and it is not known who asks
  // What matched, as it is written in the rule: place, port, program. None where there is no such condition.
  std::array<const std::string*, 3> matched{};
  // "rule 3: *.corp.example, port 443 -> tunnel via work"; rules count from 1. Escaped.
  [[nodiscard]] std::string text() const;
};

class Rules {
 public:
  static constexpr std::size_t kMaxRules = 4096;
  static constexpr std::size_t kMaxConditions = 16384;  // of all rules

  struct Programs {
    // The executables of each application, by its id.
    std::map<std::string, std::vector<std::string>, std::less<>> applications;
    // Where a path leads by its links, which is what systems say of a process: matched as well as the path itself.
    // Called by compile() only, and may look at files; empty: nothing leads anywhere.
    std::function<std::string(const std::string&)> resolve;
  };

  Rules() = default;  // none
  // What is switched off has to be valid, too. Errors: kLocal, kInvalid, kLimit, beginning with the field:
  // "rules[2].ports[0]: …".
  [[nodiscard]] static Result<Rules> compile(std::span<const config::Rule> rules, const Programs& programs);

  // The target as parse_host_port() gives it. Time is linear in the number of conditions; nothing is allocated.
  [[nodiscard]] Decision decide(const http::HostPort& target, const Asker& asker) const;
  // Whether it matters for this destination who asks.
  [[nodiscard]] bool needs_caller(const http::HostPort& target) const;

 private:
  template <class T>
  struct Condition {
    T pattern;
    std::string text;  // escaped
  };
  struct Rule {
    std::size_t index = 0;
    Decision::Action action = Decision::Action::kTunnel;
    std::string profile;
    std::vector<Condition<http::DomainPattern>> domains;
    std::vector<Condition<http::Subnet>> networks;
    std::vector<Condition<http::PortRange>> ports;
    bool names_programs = false;  // an application may have none; then nobody is meant
    std::vector<Condition<std::string>> programs;
  };
  class Compiler;
  struct Destination;
  enum class Fit : std::uint8_t { kNo, kUnsure, kYes };

  // Place and port, and who asks; what matched is written into `decision`.
  [[nodiscard]] static bool fits(const Rule& rule, const Destination& to, Decision& decision);
  [[nodiscard]] static Fit fits(const Rule& rule, const Asker& asker, Decision& decision);

  std::vector<Rule> rules_;  // those that are switched on
};

}  // namespace culvert::routing
