#include "tunnel/direct_stream.h"

#include "net/tcp_stream.h"

namespace culvert {

namespace {

class DirectStream final : public FarStream {
 public:
  explicit DirectStream(Socket connected) : tcp_(std::move(connected)) {}

  void consume(std::size_t n) override { tcp_.consume(n); }
  void reset(const Error& why) override { tcp_.reset(why); }
  Poll<Result<ChunkQueue>> poll_next(Waiter& w) override { return tcp_.poll_next(w); }
  void start_write(ChunkQueue chunks) override {
    written_ += chunks.size();
    tcp_.start_write(std::move(chunks));
  }
  Poll<Result<>> poll_writable(Waiter& w) override { return tcp_.poll_writable(w); }
  void start_finish() override { tcp_.start_finish(); }
  Poll<Result<>> poll_finished(Waiter& w) override { return tcp_.poll_finished(w); }
  Poll<Error> poll_failed(Waiter& w) override { return tcp_.poll_failed(w); }

  // Two FINs are all there is to it.
  Poll<Result<>> poll_closed(Waiter&) override { return Result<>{}; }
  std::uint64_t written() const override { return written_; }

 private:
  TcpStream tcp_;
  std::uint64_t written_ = 0;
};

}  // namespace

std::unique_ptr<FarStream> make_direct(Socket connected) {
  return std::make_unique<DirectStream>(std::move(connected));
}

}  // namespace culvert
