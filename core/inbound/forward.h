// A port forward: whatever connects goes to one fixed destination, and is told nothing.
#pragma once

#include <memory>
#include <utility>

#include "inbound/arrival.h"

namespace culvert::inbound {

[[nodiscard]] inline Arrival accept_forward(std::unique_ptr<ByteStream> stream, http::HostPort target) {
  return {.target = std::move(target), .stream = std::move(stream), .reply = [](ChunkPool&, const Result<>&) {
            return ChunkQueue{};
          }};
}

}  // namespace culvert::inbound
