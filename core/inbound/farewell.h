// How an application is let go that cannot have what it wants.
#pragma once

#include <memory>

#include "net/byte_stream.h"
#include "net/loop.h"

namespace culvert::inbound {

// After the last words: the end, and then what the application still sends is read away, until it ends as well, for two
// seconds and some megabytes at most. To close over unread bytes would make the system send a reset, which destroys
// words that are still on their way (RFC 9112 §9.6).
[[nodiscard]] Task<> let_go(Loop& loop, ByteStream& application);

}  // namespace culvert::inbound
