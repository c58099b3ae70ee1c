// What this end keeps to, over HTTP/1.1. Sizes in bytes.
#pragma once

#include <cstddef>
#include <string>

#include "net/loop.h"

namespace culvert::h1 {

struct Settings {
  std::string scheme = "https";      // server: of every request, since a request does not say it
  std::size_t max_head = 16 * 1024;  // start line and fields; also all chunk extensions of a message
  std::size_t max_fields = 100;
  bool skip_trailers = false;           // otherwise they are an error (requirement R6); they count towards max_head
  int max_informational = 16;           // client: 1xx answers to one request
  std::size_t max_held = 256 * 1024;    // client: written before the 101 (requirement S1)
  std::size_t max_body = 64 * 1024;     // of a body, received and not consumed: beyond it the transport waits
  std::size_t max_discard = 64 * 1024;  // rest of a message that nobody wants; a longer one ends the connection
  // Server: how long the client may take for the head of its next request, idle time included, and for an answer and
  // what it still has to send by then.
  Duration request_timeout = std::chrono::seconds(30);
  // Server: how long the client may take to close after the last answer. Closing at once would make the system send a
  // reset, which destroys an answer that is still on its way (RFC 9112 §9.6).
  Duration linger = std::chrono::seconds(2);
};

}  // namespace culvert::h1
