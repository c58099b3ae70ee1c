// Early data over TCP (RFC 8446 §2.3, RFC 8470), both ends.
#include <openssl/ssl.h>

#include "tls/peer.h"
#include "tls/tls_stream_early.h"

namespace culvert {

namespace {
constexpr std::size_t kRead = SSL3_RT_MAX_PLAIN_LENGTH;
}

const std::string& TlsStream::early_alpn() const { return early_->resumption.alpn; }

void TlsStream::start_handshake() {
  if (early_ == nullptr) return;
  early_->started = true;
  early_->changed.notify_all();
}

Poll<Result<>> TlsStream::poll_established(Waiter& w) {
  if (error_ != nullptr) return std::unexpected(*error_);
  if (early_ == nullptr) return Result<>{};
  early_->changed.add(w);
  return {};
}

void TlsStream::write_early(ChunkQueue chunks) {
  if (error_ != nullptr) return;
  clear_errors();
  const bool server = SSL_is_server(ssl_.get()) == 1;
  while (!chunks.empty()) {
    Chunk chunk = chunks.pop();
    const bool now = server || (!early_->started && early_->held.empty() &&
                                early_->sent.size() + chunk.size() <= early_->resumption.early_data);
    if (!now) {
      early_->held.push(std::move(chunk));
      continue;
    }
    std::size_t written = 0;
    if (SSL_write_early_data(ssl_.get(), chunk.data(), chunk.size(), &written) != 1) {
      static_cast<void>(broken({Stage::kTls, Code::kProtocol, "early data could not be written"}));
      return;
    }
    if (!server) early_->sent.append(chunk.bytes());
  }
  early_->held.own(socket_.loop().pool());
}

Poll<Result<>> TlsStream::poll_early(Waiter& w) {
  return SSL_is_server(ssl_.get()) == 1 ? poll_server_early(w) : poll_client_early(w);
}

// ---- Client ----

Poll<Result<>> TlsStream::poll_client_early(Waiter& w) {
  if (!early_->started) {
    early_->changed.add(w);
    return {};
  }
  auto done = poll_handshake(w);
  if (!done || !*done) return done;
  if (auto sent = send_rejected(); !sent) return broken(std::move(sent.error()));
  return end_early();
}

// What the server did not take of the early data goes again, which whoever allows early data allows as well.
Result<> TlsStream::send_rejected() {
  const bool taken = SSL_get_early_data_status(ssl_.get()) == SSL_EARLY_DATA_ACCEPTED;
  const std::string alpn = negotiated(ssl_.get()).alpn;
  if (taken || early_->sent.empty()) {
    if (alpn == early_alpn()) return {};
  } else if (alpn == early_alpn()) {
    write_all(ChunkQueue(Chunk::borrow(early_->sent.bytes())));
    return {};
  }
  return fail(Stage::kTls, Code::kRetryable, "the server chose another protocol than before");
}

// ---- Server ----

// SSL_READ_EARLY_DATA_*; bytes go to plain_.
int TlsStream::read_early() {
  std::size_t n = 0;
  const std::span<std::uint8_t> room = plain_.room(kRead);
  clear_errors();
  const int result = SSL_read_early_data(ssl_.get(), room.data(), room.size(), &n);
  if (result != SSL_READ_EARLY_DATA_ERROR) plain_.added(n);
  if (result == SSL_READ_EARLY_DATA_SUCCESS && n != 0) unread_ = true;
  return result;
}

// Up to the first bytes of early data, or to the end of the handshake.
Poll<Result<>> TlsStream::poll_accept(Waiter& w) {
  if (!context_.takes_early_data()) return poll_handshake(w);
  if (early_ == nullptr) early_ = std::make_unique<Early>(socket_.loop(), TlsContext::Resumption{});
  return poll_server_early(w);
}

Poll<Result<>> TlsStream::poll_server_early(Waiter& w) {
  while (!early_->all_read) {
    const int result = read_early();
    if (result == SSL_READ_EARLY_DATA_ERROR && SSL_get_error(ssl_.get(), 0) != SSL_ERROR_WANT_READ) break;
    auto flushed = flush(w);
    if (!flushed || !*flushed) return flushed;
    early_->all_read = result == SSL_READ_EARLY_DATA_FINISH;
    if (unread_) return Result<>{};
    if (result != SSL_READ_EARLY_DATA_ERROR) continue;
    const auto received = receive(w);
    if (!received) return {};
    if (!*received) return std::unexpected(received->error());
  }
  auto done = poll_handshake(w);  // which also says what went wrong
  if (!done || !*done) return done;
  return end_early();
}

// ---- Both ----

Result<> TlsStream::end_early() {
  const std::unique_ptr<Early> over = std::move(early_);
  write_all(std::move(over->held));
  if (finishing_) SSL_shutdown(ssl_.get());
  over->changed.notify_all();
  flusher_ = std::make_unique<Flusher>(*this);
  flusher_->wake();
  if (out_.empty()) flusher_.reset();
  return {};
}

}  // namespace culvert
