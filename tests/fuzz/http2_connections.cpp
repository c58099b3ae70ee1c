// HTTP/2 connections (core/http/h2): a hostile client, and a hostile proxy. So that not all inputs end at once, the
// preface, and SETTINGS with extended CONNECT, are there before.

#include "connections.h"
#include "http/h2/session.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace culvert;
  using namespace culvert::fuzz;
  const std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  const std::string settings("\0\0\x06\x04\0\0\0\0\0\0\x08\0\0\0\x01", 15);
  Input input({data, size});
  const std::uint8_t choice = input.byte();
  const bool bare = (choice & 2) != 0;
  if ((choice & 1) == 0) {
    feed(input.rest(), bare ? "" : preface + settings, [](Loop& loop, std::unique_ptr<ByteStream> transport) {
      return std::make_unique<Serving>(loop, h2::make_server(loop, std::move(transport), {}));
    });
  } else {
    feed(input.rest(), bare ? "" : settings, [](Loop& loop, std::unique_ptr<ByteStream> transport) {
      return std::make_unique<Asking>(loop, h2::make_client(loop, std::move(transport), {}));
    });
  }
  return 0;
}
