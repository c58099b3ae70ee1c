#include "support/memory_pipe.h"

#include <algorithm>

namespace culvert::test {

// What one end has done, and what is on its way to it.
struct MemoryStream::Side {
  explicit Side(Loop& loop) : readers(loop), writers(loop), failure_waiters(loop) {}
  std::vector<std::uint8_t> incoming;
  std::size_t taken = 0;       // of incoming: lent already
  std::size_t unconsumed = 0;  // lent, not consumed
  std::uint64_t received = 0;
  std::uint64_t handed_over = 0;
  bool ended = false;  // it sends no more
  bool gone = false;
  bool reset_by_peer = false;
  std::optional<Error> error;
  WaitList readers;
  WaitList writers;
  WaitList failure_waiters;

  [[nodiscard]] std::size_t outstanding() const { return incoming.size() - taken + unconsumed; }
  void notify_all() {
    readers.notify_all();
    writers.notify_all();
    failure_waiters.notify_all();
  }
  void fail(const Error& why) {
    if (error) return;
    error = why;
    incoming.clear();
    taken = 0;
    notify_all();
  }
};

struct MemoryStream::Link {
  Link(Loop& l, PipeOptions o) : loop(l), options(o), sides{Side(l), Side(l)} {}
  Loop& loop;
  PipeOptions options;
  Side sides[2];
};

// Takes lent memory back once whoever took it has suspended.
struct MemoryStream::Expiry final : Waiter {
  explicit Expiry(MemoryStream& s) : stream(s) {}
  void wake() override { std::vector<std::uint8_t>().swap(stream.lent_); }
  MemoryStream& stream;
};

MemoryStream::Pair MemoryStream::make(Loop& loop, PipeOptions options) {
  auto link = std::make_shared<Link>(loop, options);
  return {std::unique_ptr<MemoryStream>(new MemoryStream(link, 0)),
          std::unique_ptr<MemoryStream>(new MemoryStream(link, 1))};
}

MemoryStream::MemoryStream(std::shared_ptr<Link> link, int side)
    : link_(std::move(link)), side_(side), expiry_(std::make_unique<Expiry>(*this)) {}

MemoryStream::~MemoryStream() {
  mine().gone = true;
  if (!mine().ended) reset({Stage::kLocal, Code::kClosed, "dropped"});
}

MemoryStream::Side& MemoryStream::mine() const { return link_->sides[side_]; }
MemoryStream::Side& MemoryStream::theirs() const { return link_->sides[1 - side_]; }

void MemoryStream::consume(std::size_t n) {
  Side& me = mine();
  if (me.error) return;
  if (n > me.unconsumed) std::abort();  // more than was lent
  me.unconsumed -= n;
  theirs().writers.notify_all();
}

void MemoryStream::reset(const Error& why) {
  if (mine().error) return;
  mine().fail(why);
  if (!theirs().error) {
    theirs().reset_by_peer = true;
    theirs().fail({Stage::kTcp, Code::kReset, "the other end of the pipe was reset"});
  }
}

Poll<Result<ChunkQueue>> MemoryStream::poll_next(Waiter& w) {
  Side& me = mine();
  if (me.error) return std::unexpected(*me.error);
  const std::size_t there = me.incoming.size() - me.taken;
  if (there == 0 && theirs().ended) return ChunkQueue{};
  if (there == 0) {
    me.readers.add(w);
    return {};
  }
  const std::size_t n = std::min(there, link_->options.piece);
  const auto begin = me.incoming.begin() + static_cast<std::ptrdiff_t>(me.taken);
  lent_ = std::vector<std::uint8_t>(begin, begin + static_cast<std::ptrdiff_t>(n));
  me.taken += n;
  me.unconsumed += n;
  me.handed_over += n;
  if (me.taken == me.incoming.size()) {
    me.incoming.clear();
    me.taken = 0;
  }
  if (link_->options.lend == PipeOptions::Lend::kOwned) {
    return ChunkQueue(Chunk::copy_of(link_->loop.pool(), lent_));
  }
  if (link_->options.lend == PipeOptions::Lend::kUntilSuspend) link_->loop.make_ready(*expiry_);
  return ChunkQueue(Chunk::borrow(lent_));
}

void MemoryStream::start_write(ChunkQueue chunks) {
  Side& me = mine();
  if (me.error) return;
  if (me.ended) std::abort();  // written after finish()
  if (theirs().gone) {
    me.fail({Stage::kTcp, Code::kReset, "the other end of the pipe is gone"});
    return;
  }
  Side& to = theirs();
  to.received += chunks.size();
  while (!chunks.empty()) {
    const Chunk chunk = chunks.pop();
    to.incoming.insert(to.incoming.end(), chunk.bytes().begin(), chunk.bytes().end());
  }
  to.readers.notify_all();
}

Poll<Result<>> MemoryStream::poll_writable(Waiter& w) {
  Side& me = mine();
  if (me.error) return std::unexpected(*me.error);
  if (theirs().outstanding() < link_->options.capacity || theirs().gone) return Result<>{};
  me.writers.add(w);
  return {};
}

void MemoryStream::start_finish() {
  if (mine().error) return;
  mine().ended = true;
  theirs().readers.notify_all();
}

Poll<Error> MemoryStream::poll_failed(Waiter& w) {
  if (mine().error) return *mine().error;
  mine().failure_waiters.add(w);
  return {};
}

bool MemoryStream::reset_by_peer() const { return mine().reset_by_peer; }
bool MemoryStream::ended_by_peer() const { return theirs().ended; }
std::size_t MemoryStream::waiting() const { return mine().outstanding(); }
std::uint64_t MemoryStream::received() const { return mine().received; }
std::uint64_t MemoryStream::handed_over() const { return mine().handed_over; }

}  // namespace culvert::test
