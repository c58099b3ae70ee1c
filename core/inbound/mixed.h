// One port for SOCKS4, SOCKS4a, SOCKS5 and HTTP, which are told apart by the first byte.
#pragma once

#include <memory>
#include <optional>

#include "inbound/arrival.h"
#include "inbound/credentials.h"
#include "net/loop.h"
#include "net/tcp_stream.h"

namespace culvert::inbound {

// What an application says first, up to where it wants to go. With credentials, only SOCKS5 with user name and password
// gets through. Where the request is refused the application has been told when the error (kLocal) comes. What it sent
// beyond its request comes first from the arrival's stream. Whoever calls sets a limit in time.
[[nodiscard]] Task<Result<Arrival>> accept_mixed(Loop& loop, std::unique_ptr<TcpStream> stream,
                                                 std::optional<Credentials> credentials);

}  // namespace culvert::inbound
