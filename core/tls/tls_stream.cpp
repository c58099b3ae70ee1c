#include "tls/tls_stream.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>

#include "tls/peer.h"
#include "tls/tls_stream_early.h"
#include "tls/verdict.h"

namespace culvert {

namespace {
constexpr std::size_t kReceive = 128 * 1024;  // one recv()
constexpr std::size_t kRecord = SSL3_RT_MAX_PLAIN_LENGTH;

// However the connection broke: it broke in the handshake.
std::unexpected<Error> handshake_failed(Error error) {
  error.stage = Stage::kTls;
  if (error.code == Code::kReset) error.detail = "the connection was closed during the handshake";
  return std::unexpected(std::move(error));
}

struct Nobody final : Waiter {
  void wake() override {}
};
}  // namespace

// OpenSSL's view of the flat buffers.
struct TlsStream::Bio {
  static TlsStream& of(BIO* bio) { return *static_cast<TlsStream*>(BIO_get_data(bio)); }

  static int read(BIO* bio, char* out, std::size_t size, std::size_t* done) {
    FlatBuffer& in = of(bio).in_;
    BIO_clear_retry_flags(bio);
    *done = std::min(size, in.size());
    if (*done == 0) {
      if (!of(bio).eof_) BIO_set_retry_read(bio);
      return 0;
    }
    std::memcpy(out, in.bytes().data(), *done);
    in.consume(*done);
    return 1;
  }

  static int write(BIO* bio, const char* from, std::size_t size, std::size_t* done) {
    BIO_clear_retry_flags(bio);
    of(bio).out_.append({reinterpret_cast<const std::uint8_t*>(from), size});
    *done = size;
    return 1;
  }

  static long control(BIO* bio, int command, long, void*) {
    if (command == BIO_CTRL_FLUSH) return 1;
    if (command == BIO_CTRL_EOF) return of(bio).eof_ && of(bio).in_.empty() ? 1 : 0;
    return 0;
  }

  static const BIO_METHOD* method() {
    static const std::unique_ptr<BIO_METHOD, void (*)(BIO_METHOD*)> instance = [] {
      BIO_METHOD* m = BIO_meth_new(BIO_TYPE_SOURCE_SINK | BIO_get_new_index(), "culvert");
      BIO_meth_set_read_ex(m, read);
      BIO_meth_set_write_ex(m, write);
      BIO_meth_set_ctrl(m, control);
      return std::unique_ptr<BIO_METHOD, void (*)(BIO_METHOD*)>(m, BIO_meth_free);
    }();
    return instance.get();
  }
};

TlsStream::TlsStream(Socket socket, TlsContext context)
    : socket_(std::move(socket)),
      context_(std::move(context)),
      ssl_(SSL_new(context_.native()), SSL_free),
      in_(socket_.loop().pool()),
      out_(socket_.loop().pool()),
      plain_(socket_.loop().pool()) {
  BIO* bio = BIO_new(Bio::method());
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
}

TlsStream::~TlsStream() { keep_session(ssl_.get()); }

std::unique_ptr<TlsStream> TlsStream::begin(Socket socket, TlsContext context, const std::string& name,
                                            std::vector<std::string> alpn) {
  std::unique_ptr<TlsStream> self(new TlsStream(std::move(socket), std::move(context)));
  SSL* ssl = self->ssl_.get();
  SSL_set_connect_state(ssl);
  expect_name(ssl, name);
  if (!alpn.empty()) TlsContext::set_alpn(ssl, alpn);
  auto resumption = self->context_.resume(ssl, "tcp " + name + " " + std::to_string(self->socket_.remote().port));
  // Of a protocol that is not offered any more nothing can be sent.
  const bool offered = alpn.empty() || std::ranges::find(alpn, resumption.alpn) != alpn.end();
  if (resumption.early_data != 0 && offered) {
    self->early_ = std::make_unique<Early>(self->socket_.loop(), std::move(resumption));
  }
  return self;
}

Task<Result<std::unique_ptr<TlsStream>>> TlsStream::connect(Socket socket, TlsContext context, std::string name,
                                                            std::vector<std::string> alpn) {
  auto self = begin(std::move(socket), std::move(context), name, std::move(alpn));
  self->early_.reset();
  if (auto done = co_await self->handshake(); !done) co_return std::unexpected(std::move(done.error()));
  co_return self;
}

Task<Result<>> TlsStream::handshake() {
  auto done = co_await poll([this](Waiter& w) { return poll_handshake(w); });
  if (!done) co_return handshake_failed(std::move(done.error()));
  co_return Result<>{};
}

Task<Result<std::unique_ptr<TlsStream>>> TlsStream::accept(Socket socket, TlsContext context) {
  std::unique_ptr<TlsStream> self(new TlsStream(std::move(socket), std::move(context)));
  SSL_set_accept_state(self->ssl_.get());
  auto done = co_await poll([&](Waiter& w) { return self->poll_accept(w); });
  if (!done) co_return handshake_failed(std::move(done.error()));
  co_return self;
}

Poll<Result<>> TlsStream::poll_handshake(Waiter& w) {
  for (;;) {
    clear_errors();
    const int done = SSL_do_handshake(ssl_.get());
    const int why = done == 1 ? SSL_ERROR_NONE : SSL_get_error(ssl_.get(), done);
    const bool failed = done != 1 && why != SSL_ERROR_WANT_READ;
    if (failed) {
      Error error = handshake_error();
      Nobody nobody;
      static_cast<void>(flush(nobody));  // the alert
      return broken(std::move(error));
    }
    auto flushed = flush(w);
    if (!flushed || !*flushed) return flushed;
    if (done == 1) return Result<>{};
    const auto received = receive(w);
    if (!received) return {};
    if (!*received) return std::unexpected(received->error());
  }
}

Error TlsStream::handshake_error() {
  const unsigned long code = ERR_peek_last_error();
  if (eof_ && (code == 0 || ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING)) {
    return {Stage::kTls, Code::kReset, "the connection was closed during the handshake"};
  }
  return handshake_verdict(ssl_.get(), "handshake failure");
}

std::unexpected<Error> TlsStream::broken(Error e) {
  if (error_ == nullptr) error_ = std::make_unique<Error>(std::move(e));
  if (early_ != nullptr) early_->changed.notify_all();
  return std::unexpected(*error_);
}

Poll<Result<>> TlsStream::flush(Waiter& w) {
  while (!out_.empty()) {
    const std::array pieces{out_.bytes()};
    const auto sent = socket_.poll_send(pieces, w);
    if (!sent) return {};
    if (!*sent) return broken(sent->error());
    out_.consume(**sent);
  }
  out_.release();
  return Result<>{};
}

Poll<Result<bool>> TlsStream::receive(Waiter& w) {
  const auto got = socket_.poll_receive(in_.room(kReceive).first(kReceive), w);
  if (!got) {
    if (in_.empty()) in_.release();
    return {};
  }
  if (!*got) return broken(got->error());
  in_.added(**got);
  if (**got == 0) eof_ = true;
  return !eof_;
}

// Whether OpenSSL can do more than ask for more bytes. For a small message those calls would be two out of three, so
// the length of the record (RFC 8446 §5.1) is looked at first; anything odd about it is for OpenSSL to find.
bool TlsStream::may_decrypt() const {
  const auto bytes = in_.bytes();
  if (inside_) return !bytes.empty();
  if (bytes.size() < SSL3_RT_HEADER_LENGTH) return false;
  const std::size_t length = static_cast<std::size_t>(bytes[3]) << 8 | bytes[4];
  return length > SSL3_RT_MAX_ENCRYPTED_LENGTH || bytes.size() - SSL3_RT_HEADER_LENGTH >= length;
}

std::size_t TlsStream::decrypt() {
  if (!may_decrypt()) return 0;
  const std::size_t before = plain_.size();
  std::span<std::uint8_t> room = plain_.room(ChunkPool::kBatch);
  clear_errors();
  while (room.size() >= kRecord && may_decrypt()) {
    std::size_t n = 0;
    inside_ = SSL_read_ex(ssl_.get(), room.data(), room.size(), &n) != 1;
    if (inside_) {
      const int why = SSL_get_error(ssl_.get(), 0);
      if (why == SSL_ERROR_ZERO_RETURN) ended_ = true;
      if (why == SSL_ERROR_SSL || why == SSL_ERROR_SYSCALL) {
        const char* reason = ERR_reason_error_string(ERR_peek_last_error());
        static_cast<void>(eof_ ? broken({Stage::kTls, Code::kTruncated, "the connection was cut off"})
                               : broken({Stage::kTls, Code::kProtocol, reason != nullptr ? reason : "TLS failure"}));
      }
      break;
    }
    plain_.added(n);
    room = room.subspan(n);
  }
  return plain_.size() - before;
}

Poll<Result<ChunkQueue>> TlsStream::poll_next(Waiter& w) {
  if (!unread_) plain_.consume(plain_.size());  // what was lent is dealt with
  while (early_ != nullptr && !unread_) {
    if (error_ != nullptr) return std::unexpected(*error_);
    auto done = poll_early(w);
    if (!done) return {};
    if (!*done) return handshake_failed(std::move(done->error()));
  }
  for (;;) {
    if (error_ != nullptr) return std::unexpected(*error_);
    if (std::exchange(unread_, false)) break;
    if (ended_) return ChunkQueue{};
    if (decrypt() != 0) break;
    if (error_ != nullptr || ended_) continue;
    // OpenSSL is not told, since it would give the session up for that.
    if (eof_) return broken({Stage::kTls, Code::kTruncated, "the connection was cut off"});
    const auto received = receive(w);
    if (!received) {
      plain_.release();
      return {};
    }
    if (!*received) return std::unexpected(received->error());
  }
  return ChunkQueue(Chunk::borrow(plain_.bytes()));
}

void TlsStream::start_write(ChunkQueue chunks) {
  if (early_ != nullptr) {
    write_early(std::move(chunks));
  } else {
    write_all(std::move(chunks));
  }
}

void TlsStream::write_all(ChunkQueue chunks) {
  if (error_ != nullptr) return;
  clear_errors();
  while (!chunks.empty()) {
    const Chunk chunk = chunks.pop();
    std::size_t written = 0;
    // The BIO takes everything, so this is whole or an error.
    if (SSL_write_ex(ssl_.get(), chunk.data(), chunk.size(), &written) != 1) {
      static_cast<void>(broken({Stage::kTls, Code::kProtocol, "writing after the end"}));
      return;
    }
  }
}

Poll<Result<>> TlsStream::poll_writable(Waiter& w) {
  if (error_ != nullptr) return std::unexpected(*error_);
  if (early_ != nullptr && early_->holds()) {
    early_->changed.add(w);
    return {};
  }
  return flush(w);
}

void TlsStream::start_finish() {
  if (finishing_ || error_ != nullptr) return;
  finishing_ = true;
  if (early_ == nullptr) SSL_shutdown(ssl_.get());  // otherwise behind the handshake
}

Poll<Result<>> TlsStream::poll_finished(Waiter& w) {
  if (early_ != nullptr && error_ == nullptr) {
    early_->changed.add(w);
    return {};
  }
  auto flushed = poll_writable(w);
  if (!flushed || !*flushed) return flushed;
  if (!finished_) socket_.shutdown_send();
  finished_ = true;
  return flushed;
}

void TlsStream::reset(const Error& why) {
  if (error_ == nullptr) error_ = std::make_unique<Error>(why);
  if (early_ != nullptr) early_->changed.notify_all();
  SSL_set_quiet_shutdown(ssl_.get(), 1);
  out_.release();
  socket_.abort();
}

Poll<Error> TlsStream::poll_failed(Waiter& w) {
  if (error_ != nullptr) return *error_;
  return socket_.poll_failed(w);
}

Result<std::string> TlsStream::export_key(std::string_view label, std::string_view context, std::size_t size) const {
  return culvert::export_key(ssl_.get(), label, context, size);
}

TlsInfo TlsStream::info() const { return negotiated(ssl_.get()); }

}  // namespace culvert
