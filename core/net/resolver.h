// Names to addresses.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "net/address.h"
#include "net/loop.h"

namespace culvert {

class Resolver {
 public:
  virtual ~Resolver() = default;
  // Addresses in the order in which to try them (RFC 6724); at least one. Literals are answered without a lookup.
  // Dropping the task gives the lookup up.
  [[nodiscard]] virtual Task<Result<std::vector<IpAddress>>> resolve(std::string host, Stage stage) = 0;
};

// The system's resolver (getaddrinfo), on a few threads of its own, so that one slow name server holds up neither
// the loop nor every other lookup. At most `kQueue` lookups wait; more fail with kLimit.
class SystemResolver final : public Resolver {
 public:
  static constexpr std::size_t kThreads = 4;
  static constexpr std::size_t kQueue = 1024;

  explicit SystemResolver(Loop& loop);
  ~SystemResolver() override;  // waits for lookups under way
  [[nodiscard]] Task<Result<std::vector<IpAddress>>> resolve(std::string host, Stage stage) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace culvert
