#include "http/h1/connection.h"

#include "http/h1/client.h"
#include "http/h1/server.h"

namespace culvert::h1 {

std::unique_ptr<http::ClientConnection> make_client(Loop& loop, std::unique_ptr<ByteStream> transport,
                                                    const Settings& settings) {
  return std::make_unique<Client>(loop, std::move(transport), settings);
}

std::unique_ptr<http::ServerConnection> make_server(Loop& loop, std::unique_ptr<ByteStream> transport,
                                                    const Settings& settings) {
  return std::make_unique<Server>(loop, std::move(transport), settings);
}

}  // namespace culvert::h1
