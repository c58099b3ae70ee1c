// Whether an address belongs to this computer. For caller.cpp; own_address_posix.cpp and own_address_win.cpp.
#pragma once

#include "net/address.h"

namespace culvert::inbound {

// Where that cannot be told, yes.
[[nodiscard]] bool is_own_address(const IpAddress& address);

}  // namespace culvert::inbound
