// nghttp3's callbacks: they queue bytes, mark streams and submit frames; they never run a coroutine and never delete.
#pragma once

#include <nghttp3/nghttp3.h>

#include "http/h3/session.h"

namespace culvert::h3 {

struct Callbacks {
  // A new nghttp3 connection that calls back into `session`.
  static nghttp3_conn* make(Session& session, Role role, const Settings& settings);
  // Where nghttp3 takes a stream's DATA from.
  static nghttp3_data_reader data_reader();
};

// The error that a RESET_STREAM or STOP_SENDING with `code` means for the stream's user.
[[nodiscard]] Error stream_error(Role role, std::uint64_t code);

}  // namespace culvert::h3
