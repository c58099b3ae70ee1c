// The companion proxy inside of this program: for trying Culvert out, and for what only this computer needs a tunnel
// for. It listens on loopback addresses and reaches everything that this computer reaches, so that it must not serve
// others who use the same computer: its template holds 128 random bits, kept in a file that only its owner can read,
// and whoever does not know them is told that there is nothing here.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/error.h"

namespace culvert::desktop {

class BuiltInProxy {
 public:
  static constexpr std::uint16_t kUsualPort = 4433;

  // Its certificates are kept in `directory`.
  explicit BuiltInProxy(std::string directory);
  ~BuiltInProxy();  // it and its tunnels end
  BuiltInProxy(const BuiltInProxy&) = delete;
  BuiltInProxy& operator=(const BuiltInProxy&) = delete;

  struct Running {
    std::string uri_template;
    std::string ca_file;
  };
  using Started = std::move_only_function<void(const Result<Running>&)>;  // on the proxy's thread
  // On this port if it is free, else on another one; if it runs already, says where. Returns at once; one thread.
  void start(std::uint16_t port, Started started);

  // What profiles for it name.
  [[nodiscard]] std::string ca_file() const;

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::desktop
