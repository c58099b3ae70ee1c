// Which program is at the other end of a connection from this computer, and which one holds a port.
//
// The answer tells programs apart that mean well: the user's own choose where they go. It is no wall between programs
// of one user: such a program can pass its connection to another, or run another and steer it. What is behind a user's
// boundary stays there: of a process that cannot be looked into there is its user, and no executable. Where several
// processes have a connection, it is one of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "net/address.h"
#include "net/loop.h"
#include "net/peer_process.h"
#include "net/workers.h"

namespace culvert::inbound {

// Texts come from outside: escape them before they are shown.
struct Caller {
  bool here = true;                  // false: on another computer; nothing else is known then
  std::optional<std::uint32_t> pid;  // none: of another user or a container, and cannot be looked into
  std::optional<std::uint32_t> uid;  // none: not known, or a system without
  std::optional<bool> of_this_user;  // the one who runs this program; none: not known
  // The path of its executable, without links, as of now; that of a program that is interpreted is the interpreter's.
  // Empty: not known. In a container or sandbox it is a path of its own file system.
  std::string executable;

  [[nodiscard]] std::string name() const;  // the last part of `executable`
  // "ssh (process 4711)", "a program of user id 1001", "another program".
  [[nodiscard]] std::string to_string() const;
};

// `path` as systems say it of a process: without links, where it exists. Looks at files: not for the core thread.
[[nodiscard]] std::string program_path(const std::string& path);

// An endpoint that cannot be listened at because somebody has it already.
struct BusyPort {
  Endpoint at;
  std::optional<Caller> holder;
  std::optional<std::uint16_t> free;  // the next port that can be had
  // "127.0.0.1:1080 is in use by ssh (process 4711); 1081 is free."
  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] Error error() const { return {Stage::kLocal, Code::kSystem, to_string()}; }
};

class ProcessFinder;

// The two ends of an application's connection; in the Unix domain the process that made it.
struct Peer {
  Endpoint local;
  Endpoint remote;
  std::optional<PeerProcess> process;
};

// Looks on a thread of its own, which is there from the first question on.
class CallerLookup {
 public:
  static constexpr int kPortsTried = 100;

  explicit CallerLookup(Loop& loop);
  ~CallerLookup();
  CallerLookup(const CallerLookup&) = delete;
  CallerLookup& operator=(const CallerLookup&) = delete;

  // Of a TCP connection that was accepted: this end and the other (Socket::local(), remote()). Errors: kLocal;
  // kNotFound (it has closed the connection), kLimit (too many questions at once), or what the system says.
  [[nodiscard]] Task<Result<Caller>> find(Endpoint local, Endpoint remote);
  // Of one in the Unix domain (Socket::peer_process()). If that process has gone, another of the same user may have
  // its number.
  [[nodiscard]] Task<Result<Caller>> find(PeerProcess peer);

  [[nodiscard]] Task<Result<Caller>> find(const Peer& peer);

  struct Wanted {
    Endpoint at;                       // could not be listened at
    std::vector<IpAddress> together;   // further addresses that are to have the same port, as of localhost
    std::vector<std::uint16_t> taken;  // not to be offered
  };
  // Who holds it; none if nobody does, or it cannot be had for another reason.
  [[nodiscard]] Task<std::optional<BusyPort>> busy_port(Wanted wanted);

 private:
  template <class Job>
  [[nodiscard]] Task<Result<Caller>> ask(Job job);
  [[nodiscard]] Workers& workers();

  Loop& loop_;
  std::shared_ptr<ProcessFinder> finder_;  // a job that nobody waits for any more may still use it
  std::optional<Workers> workers_;
};

}  // namespace culvert::inbound
