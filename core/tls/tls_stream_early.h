// What a TlsStream keeps while its handshake is under way and bytes are exchanged already; inside of tls/.
#pragma once

#include <openssl/err.h>

#include <string>

#include "tls/tls_stream.h"

namespace culvert {

// SSL_get_error() looks at the queue of errors, which must hold none of somebody else's. Clearing it costs more than
// looking whether that is needed.
inline void clear_errors() {
  if (ERR_peek_error() != 0) ERR_clear_error();
}

struct TlsStream::Early {
  Early(Loop& loop, TlsContext::Resumption session)
      : resumption(std::move(session)), changed(loop), sent(loop.pool()) {}
  [[nodiscard]] bool holds() const { return !held.empty(); }

  const TlsContext::Resumption resumption;  // client
  bool started = false;                     // client: no more early data is written
  bool all_read = false;                    // server: the client's early data
  WaitList changed;                         // for `started` and the end of the handshake, good or bad
  FlatBuffer sent;                          // client: early data, in case the server does not take it
  ChunkQueue held;                          // client: written after it, for behind the handshake
};

// Whoever wrote those bytes thinks that they are gone, and does not look after them any more.
struct TlsStream::Flusher final : Waiter {
  explicit Flusher(TlsStream& s) : stream(s) {}
  void wake() override { static_cast<void>(stream.flush(*this)); }
  TlsStream& stream;
};

}  // namespace culvert
