// HTTP/1.1 connections behind the interfaces of http/connection.h. `transport` is a fresh connection: TCP, or TLS with
// ALPN http/1.1.
#pragma once

#include <memory>

#include "http/connection.h"
#include "http/h1/settings.h"
#include "net/byte_stream.h"

namespace culvert::h1 {

[[nodiscard]] std::unique_ptr<http::ClientConnection> make_client(Loop& loop, std::unique_ptr<ByteStream> transport,
                                                                  const Settings& settings);
[[nodiscard]] std::unique_ptr<http::ServerConnection> make_server(Loop& loop, std::unique_ptr<ByteStream> transport,
                                                                  const Settings& settings);

}  // namespace culvert::h1
