// For network_news_*.cpp only.
#pragma once

#include <string>

namespace culvert {

// One line for each address of an interface that is up, loopback and link-local ones left out, in a fixed order.
[[nodiscard]] std::string reachable_addresses();

}  // namespace culvert
