// Who connected to a socket of the Unix domain, as the system took it down at that moment.
#pragma once

#include <cstdint>

namespace culvert {

struct PeerProcess {
  std::uint32_t pid = 0;  // 0: not visible from here, as in another container
  std::uint32_t uid = 0;
};

}  // namespace culvert
