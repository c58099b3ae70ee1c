#include "capsule/capsule_stream.h"

namespace culvert {

namespace {
const Error kTruncated{Stage::kHttp, Code::kTruncated, "the stream ended before the data did"};
}

// Sees to it that what was written beside the writer of the stream goes out.
struct CapsuleStream::Flusher final : Waiter {
  explicit Flusher(ByteStream& s) : stream(s) {}
  void wake() override { static_cast<void>(stream.poll_writable(*this)); }
  ByteStream& stream;
};

CapsuleStream::CapsuleStream(Loop& loop, std::unique_ptr<ByteStream> http, const WireRevision& revision, TunnelEnd end)
    : loop_(&loop),
      http_(std::move(http)),
      data_(revision.data),
      final_data_(revision.final_data),
      parser_(revision, end) {}

CapsuleStream::CapsuleStream(Loop& loop, std::unique_ptr<http::ClientStream> http, const WireRevision& revision)
    : CapsuleStream(loop, std::unique_ptr<ByteStream>(), revision, TunnelEnd::kClient) {
  request_ = http.get();
  http_ = std::move(http);
}

CapsuleStream::CapsuleStream(Loop& loop, std::unique_ptr<http::ServerStream> http, const WireRevision& revision)
    : CapsuleStream(loop, std::unique_ptr<ByteStream>(std::move(http)), revision, TunnelEnd::kProxy) {}

CapsuleStream::~CapsuleStream() = default;

Poll<Result<ChunkQueue>> CapsuleStream::poll_next(Waiter& w) {
  while (!parser_.ended()) {
    auto arrived = http_->poll_next(w);
    if (!arrived) return {};
    if (!*arrived) return arrived;
    if ((*arrived)->empty()) {
      http_->reset(kTruncated);
      return std::unexpected(kTruncated);
    }
    auto payload = unwrap(std::move(**arrived));
    if (!payload) http_->reset(payload.error());
    if (!payload || !payload->empty()) return payload;
  }
  return ChunkQueue{};
}

Result<ChunkQueue> CapsuleStream::unwrap(ChunkQueue arrived) {
  ChunkQueue payload;
  const std::size_t all = arrived.size();
  while (!arrived.empty()) {
    Chunk chunk = arrived.pop();
    auto bytes = chunk.bytes();
    for (;;) {
      auto piece = parser_.next(bytes);
      if (!piece) return std::unexpected(std::move(piece.error()));
      if (piece->empty()) break;
      if (bytes.empty()) {  // the rest of the chunk: it goes on as it is
        chunk.remove_prefix(static_cast<std::size_t>(piece->data() - chunk.data()));
        payload.push(std::move(chunk));
        break;
      }
      payload.push(chunk.owned() ? Chunk::copy_of(chunk.pool(), *piece) : Chunk::borrow(*piece));
    }
  }
  if (all != payload.size()) http_->consume(all - payload.size());
  if (parser_.wrapping_up() && request_ != nullptr) std::exchange(request_, nullptr)->retire();
  return payload;
}

void CapsuleStream::wrap_up() {
  if (wrap_up_ != nullptr || finishing_ || closing_) return;
  const std::size_t size = capsule_header_size(kWrapUp, 0);
  Chunk capsule = Chunk::with_room(loop_->pool(), size);
  write_capsule_header(capsule.tail_room().data(), kWrapUp, 0);
  capsule.append(size);
  http_->start_write(ChunkQueue(std::move(capsule)));
  wrap_up_ = std::make_unique<Flusher>(*http_);
  wrap_up_->wake();
}

void CapsuleStream::start_write(ChunkQueue chunks) {
  if (chunks.empty() || finishing_) return;
  const std::size_t size = capsule_header_size(data_, chunks.size());
  const std::size_t length = chunks.size();
  written_ += length;
  if (chunks.front().head_room() >= size) {
    Chunk first = chunks.pop();
    write_capsule_header(first.prepend(size), data_, length);
    chunks.push_front(std::move(first));
  } else {
    Chunk header = Chunk::with_room(loop_->pool(), size);
    write_capsule_header(header.tail_room().data(), data_, length);
    header.append(size);
    chunks.push_front(std::move(header));
  }
  http_->start_write(std::move(chunks));
}

void CapsuleStream::start_finish() {
  if (finishing_) return;
  finishing_ = true;
  const std::size_t size = capsule_header_size(final_data_, 0);
  Chunk final_data = Chunk::with_room(loop_->pool(), size);
  write_capsule_header(final_data.tail_room().data(), final_data_, 0);
  final_data.append(size);
  http_->start_write(ChunkQueue(std::move(final_data)));
  if (parser_.ended()) start_closing();  // both directions are finished: the end goes along
}

void CapsuleStream::start_closing() {
  if (!closing_) http_->start_finish();
  closing_ = true;
}

Poll<Result<>> CapsuleStream::poll_closed(Waiter& w) {
  start_closing();
  for (;;) {
    auto arrived = http_->poll_next(w);
    if (!arrived) return {};
    if (!*arrived) return std::unexpected(std::move(arrived->error()));
    if ((*arrived)->empty()) break;
    auto payload = unwrap(std::move(**arrived));
    if (!payload) http_->reset(payload.error());
    if (!payload) return std::unexpected(std::move(payload.error()));
  }
  if (!parser_.may_end()) return std::unexpected(kTruncated);
  return http_->poll_finished(w);
}

}  // namespace culvert
