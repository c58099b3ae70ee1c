// Names to addresses.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "net/address.h"
#include "net/workers.h"

namespace culvert {

class Resolver {
 public:
  virtual ~Resolver() = default;
  // Addresses in the order in which to try them (RFC 6724); at least one. Literals are answered without a lookup.
  // Dropping the task gives the lookup up.
  [[nodiscard]] virtual Task<Result<std::vector<IpAddress>>> resolve(std::string host, Stage stage) = 0;
};

// The system's resolver (getaddrinfo), on a few threads of its own, so that one slow name server holds up neither the
// loop nor every other lookup. Too many lookups at once fail with kLimit.
class SystemResolver final : public Resolver {
 public:
  static constexpr std::size_t kThreads = 4;

  explicit SystemResolver(Loop& loop) : workers_(loop, kThreads) {}
  [[nodiscard]] Task<Result<std::vector<IpAddress>>> resolve(std::string host, Stage stage) override;

 private:
  Workers workers_;
};

}  // namespace culvert
