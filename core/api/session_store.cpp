#include "api/session_store.h"

#include "base/private_file.h"
#include "tls/session_cache.h"

namespace culvert::api {

SessionStore::SessionStore(Loop& loop, TlsContext tls, std::string file)
    : loop_(loop), tls_(std::move(tls)), file_(std::move(file)), changed_(loop), writing_(loop, 1), tasks_(loop) {
  tls_.when_sessions_change([this] { changed_.set(); });
  tasks_.spawn(follow());
}

SessionStore::~SessionStore() { tls_.when_sessions_change({}); }

Result<> SessionStore::read(const TlsContext& tls, const std::string& file) {
  const auto named = [&file](const Error& e) {
    return fail(Stage::kLocal, Code::kInvalid, "the session file " + file + " " + e.detail);
  };
  if (file_exists(file)) {
    const auto text = read_private_file(file, SessionCache::kMostText);
    if (!text) return named(text.error());
    tls.add_sessions(*text);
  } else if (auto written = write_private_file(file, tls.sessions()); !written) {
    return named(written.error());
  }
  return {};
}

// Now and then: each connection brings sessions.
Task<> SessionStore::follow() {
  for (;;) {
    co_await changed_.wait();
    Timer pause(loop_);
    pause.start(kPause);
    co_await poll([&pause](Waiter& w) { return pause.poll_expired(w); });
    co_await save();
  }
}

// If it cannot be written now, the next run begins with older sessions, or none.
Task<> SessionStore::save() {
  changed_.clear();
  static_cast<void>(co_await writing_.run(
      [file = file_, text = tls_.sessions()]() -> Result<> { return write_private_file(file, text); }));
}

Task<> SessionStore::close() {
  if (changed_.is_set()) co_await save();
}

}  // namespace culvert::api
