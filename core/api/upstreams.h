// The profiles that run. Core thread only; inside of api/.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/upstream.h"
#include "net/workers.h"

namespace culvert::api {

class Upstreams {
 public:
  explicit Upstreams(Shared& shared);
  ~Upstreams();

  // Those that the setup needs: the one in use, and those that listeners, forwards and rules name. What is the same as
  // before goes on; what has changed or is not needed any more takes no new tunnels, and ends with the last that it
  // has. Tells ProfileFailed and ProfileInUse.
  [[nodiscard]] Task<> apply(const config::Setup& setup);
  // Empty: the one in use. Errors: why it cannot be used.
  [[nodiscard]] Result<Upstream*> find(const std::string& id);
  [[nodiscard]] const std::string& in_use() const { return in_use_; }
  void network_changed(const std::string& network);
  // All of them, when their tunnels are over; or when the farewell has taken too long.
  [[nodiscard]] Task<> shut_down();

  struct Row {
    std::string profile;
    const Upstream* upstream;  // null if it cannot be used
    std::optional<Error> error;
  };
  [[nodiscard]] std::vector<Row> current() const;
  // Also of those that take no new tunnels, each with the id of its profile.
  [[nodiscard]] std::vector<std::pair<std::string, Upstream::Carrier>> connections() const;

 private:
  struct Slot {
    std::unique_ptr<Upstream> upstream;  // null: `error` says why
    Error error;
  };
  void retire(std::unique_ptr<Upstream> upstream);
  Task<> see_off(std::list<std::unique_ptr<Upstream>>::iterator place);
  [[nodiscard]] Task<Slot> make(config::Profile profile);

  Shared& shared_;
  std::string in_use_;
  std::string network_;
  Workers reading_;
  std::map<std::string, Slot> slots_;  // by the profile's id
  std::list<std::unique_ptr<Upstream>> retired_;
  WaitList gone_;
  TaskSet tasks_;  // last: its tasks use everything above
};

}  // namespace culvert::api
