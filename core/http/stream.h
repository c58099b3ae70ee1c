// One request and its response; the two bodies are the two directions of a ByteStream. The same for HTTP/1.1, HTTP/2
// and HTTP/3 (folders h1/, h2/, h3/), and for both ends.
//
// finish() ends the sending direction as the version does it (END_STREAM, FIN, the last chunk, close_notify). A
// handle that is dropped while its stream is not over resets the stream, and only the stream. A handle may outlive
// its connection: every verb then gives the connection's error. The client's direction of an ordinary request has ended
// when it is opened (http::Request::ends_with_head()).
#pragma once

#include "http/message.h"
#include "net/byte_stream.h"

namespace culvert::http {

class ClientStream : public ByteStream {
 public:
  // The final response head, once; informational ones (1xx) are passed over. For an upgrade over HTTP/1.1 that is
  // the 101 (Response::switched() tells for every version). Body bytes may be written before; over HTTP/1.1 they are
  // held until the 101.
  virtual Poll<Result<Response>> poll_response(Waiter& waiter) = 0;
  [[nodiscard]] auto response() {
    return poll([this](Waiter& w) { return poll_response(w); });
  }
  // A 100 (Continue) has come: the server has the request and works on it (RFC 9110 §15.2.1). It wakes whoever waits
  // for the response.
  [[nodiscard]] virtual bool continued() const = 0;
  // Ends a request that is no longer wanted, telling the server that it was not the tunnel that broke.
  virtual void cancel() = 0;
  // The server means to close this stream before long: no more are opened on its connection.
  virtual void retire() = 0;
};

class ServerStream : public ByteStream {
 public:
  [[nodiscard]] virtual const Request& request() const = 0;
  // 100 (Continue), to a client that asked for it (RFC 9110 §10.1.1). Nothing after respond().
  virtual void say_continue() = 0;
  // The final response head, once. A response without a body is followed by finish(). To an upgrade request over
  // HTTP/1.1, a 2xx is sent as the 101 that switches.
  virtual void respond(const Response& response) = 0;
};

}  // namespace culvert::http
