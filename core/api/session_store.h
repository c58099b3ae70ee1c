// Keeps the TLS sessions of a profile in a file, so that the first connection of the next run is resumed. The file
// holds secrets and is its owner's alone. Core thread only; the disk is waited for by a thread of its own.
#pragma once

#include <memory>
#include <string>

#include "net/loop.h"
#include "net/workers.h"
#include "tls/context.h"

namespace culvert::api {

class SessionStore {
 public:
  static constexpr Duration kPause = std::chrono::seconds(1);  // between two writings

  // Gives `tls` what the file holds; a file that is not there yet is made. What is in a file and no session is as good
  // as none: it is replaced. Errors: kLocal, kInvalid, naming the file, if it cannot be read or written, or others can
  // read it. Waits for the disk; on any thread, before anything uses `tls`.
  [[nodiscard]] static Result<> read(const TlsContext& tls, const std::string& file);

  SessionStore(Loop& loop, TlsContext tls, std::string file);
  ~SessionStore();
  SessionStore(const SessionStore&) = delete;
  SessionStore& operator=(const SessionStore&) = delete;

  // Writes what is new, as the last thing.
  [[nodiscard]] Task<> close();

 private:
  Task<> follow();
  [[nodiscard]] Task<> save();

  Loop& loop_;
  const TlsContext tls_;
  const std::string file_;
  culvert::Event changed_;  // not what the engine tells
  Workers writing_;
  TaskSet tasks_;
};

}  // namespace culvert::api
