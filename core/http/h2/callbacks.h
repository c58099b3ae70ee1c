// nghttp2's callbacks: they queue bytes, mark streams and submit frames; they never run a coroutine and never delete.
#pragma once

#include <nghttp2/nghttp2.h>

#include "http/h2/session.h"

namespace culvert::h2 {

struct Callbacks {
  // A new nghttp2 session that calls back into `session`.
  static nghttp2_session* make(Session& session, Role role);
  // Where nghttp2 takes a stream's DATA from.
  static nghttp2_data_provider2 data_provider();
};

// The error that a RST_STREAM or a stream's end with `code` means for the stream's user.
[[nodiscard]] Error stream_error(Role role, std::uint32_t code);

}  // namespace culvert::h2
