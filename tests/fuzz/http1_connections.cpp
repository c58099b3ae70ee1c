// HTTP/1.1 connections (core/http/h1): a hostile client, and a hostile proxy.

#include "connections.h"
#include "http/h1/connection.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace culvert;
  using namespace culvert::fuzz;
  Input input({data, size});
  const std::uint8_t choice = input.byte();
  if ((choice & 1) == 0) {
    feed(input.rest(), "", [](Loop& loop, std::unique_ptr<ByteStream> transport) {
      return std::make_unique<Serving>(loop, h1::make_server(loop, std::move(transport), {}));
    });
  } else {
    const bool classic = (choice & 2) != 0;
    feed(input.rest(), "", [classic](Loop& loop, std::unique_ptr<ByteStream> transport) {
      return std::make_unique<Asking>(loop, h1::make_client(loop, std::move(transport), {}), classic);
    });
  }
  return 0;
}
