// A tunnel between two pipes in memory. The test holds the far ends of both: the application, and the HTTP stream of
// the other side, whose capsules it reads and writes by hand or through a CapsuleStream of its own.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "capsule/capsule_stream.h"
#include "support/capsules.h"
#include "support/loop_runner.h"
#include "support/memory_pipe.h"
#include "support/streams.h"
#include "tunnel/tunnel.h"

namespace culvert::test {

// How a tunnel ended.
struct Ending {
  Result<> result;
  Traffic traffic;
  std::string label;
};

class TunnelRig {
 public:
  explicit TunnelRig(Loop& l, PipeOptions options = {.lend = PipeOptions::Lend::kUntilSuspend})
      : loop(l), set(l, [this](const Tunnel& t) {
          ending = Ending{t.result(), t.traffic(), t.label()};
          ++endings;
        }) {
    start(1, options);
  }

  // Adds another tunnel, whose ends replace those of the one before.
  void start(Tunnel::Id id, PipeOptions options) {
    auto near = MemoryStream::make(loop, options);
    auto far = MemoryStream::make(loop, options);
    application = std::move(near.b);
    http = std::move(far.b);
    set.add(id, "destination.test:443", std::move(near.a),
            std::make_unique<CapsuleStream>(loop, std::move(far.a), default_revision()));
  }
  // The other end's view of the capsules.
  [[nodiscard]] std::unique_ptr<CapsuleStream> take_peer() {
    return std::make_unique<CapsuleStream>(loop, std::move(http), default_revision());
  }
  Task<> over() {
    co_await poll([this](Waiter& w) { return set.poll_empty(w); });
  }

  Loop& loop;
  std::unique_ptr<MemoryStream> application;
  std::unique_ptr<MemoryStream> http;
  std::optional<Ending> ending;
  int endings = 0;
  TunnelSet set;
};

}  // namespace culvert::test
