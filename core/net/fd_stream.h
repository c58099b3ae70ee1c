// Standard input and output as a ByteStream: pipes, sockets, terminals and files.
#pragma once

#include <memory>

#include "net/byte_stream.h"
#include "net/loop.h"

namespace culvert {

// Reads from `in`, writes to `out`, and closes neither until finish() or its end; finish() closes `out`. Descriptors
// that were blocking are made so again, since other processes may share them.
[[nodiscard]] Result<std::unique_ptr<ByteStream>> make_fd_stream(Loop& loop, int in, int out);

}  // namespace culvert
