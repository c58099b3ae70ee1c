// What every inbound yields: an application's connection that wants to go somewhere.
#pragma once

#include <functional>
#include <memory>

#include "base/chunk.h"
#include "base/error.h"
#include "http/authority.h"
#include "net/byte_stream.h"

namespace culvert {

struct Arrival {
  // The bytes that tell the application how its request went; none where the protocol has no such thing.
  using Reply = std::function<ChunkQueue(ChunkPool&, const Result<>&)>;

  http::HostPort target;
  std::unique_ptr<ByteStream> stream;
  Reply reply;
};

}  // namespace culvert
