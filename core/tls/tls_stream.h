// A TLS connection over TCP as a ByteStream.
//
// The socket is read and written in large batches over flat buffers, never by OpenSSL itself: one recv() feeds many
// records, one send() carries many. next() lends one batch of plaintext, borrowed; it is overwritten by the next
// call. The buffers exist only while they hold something, so that an idle connection is small.
#pragma once

#include <memory>
#include <string>

#include "net/byte_stream.h"
#include "net/socket.h"
#include "tls/context.h"
#include "tls/flat_buffer.h"

struct ssl_st;

namespace culvert {

class TlsStream final : public ByteStream {
 public:
  // Handshakes. `name` is the DNS name or IP literal that the certificate has to be for (RFC 9525); it is sent as
  // SNI if it is a name. `alpn`, if not empty, is offered instead of the context's. Errors have stage kTls.
  [[nodiscard]] static Task<Result<std::unique_ptr<TlsStream>>> connect(Socket socket, TlsContext context,
                                                                        std::string name,
                                                                        std::vector<std::string> alpn = {});
  // Is there before the handshake is complete if the client sends early data and the context takes it; the bytes that
  // are read and written until poll_established() are early data and half-RTT data (RFC 8446 §2.3).
  [[nodiscard]] static Task<Result<std::unique_ptr<TlsStream>>> accept(Socket socket, TlsContext context);
  ~TlsStream() override;

  // The same in two steps, for early data. If takes_early_data(), what is written before start_handshake() goes along
  // with the first flight, as much as the server allows; what it does not take then is sent again behind the handshake,
  // which is done by whoever reads. Otherwise handshake() comes next.
  [[nodiscard]] static std::unique_ptr<TlsStream> begin(Socket socket, TlsContext context, const std::string& name,
                                                        std::vector<std::string> alpn);
  [[nodiscard]] Task<Result<>> handshake();
  [[nodiscard]] bool takes_early_data() const { return early_ != nullptr; }
  [[nodiscard]] const std::string& early_alpn() const;  // the protocol of early data. Precondition: takes_early_data()
  void start_handshake();
  // Once the handshake that somebody's reading does is complete, or has failed.
  Poll<Result<>> poll_established(Waiter& w);

  [[nodiscard]] TlsInfo info() const;
  // See tls/peer.h.
  [[nodiscard]] Result<std::string> export_key(std::string_view label, std::string_view context,
                                               std::size_t size) const;
  [[nodiscard]] const Socket& socket() const { return socket_; }

  void consume(std::size_t) override {}
  // Closes TCP without close_notify, by which the peer knows the cut from an end (RFC 8446 §6.1), and with RST, which
  // passes what the peer has not read yet (requirement X7).
  void reset(const Error& why) override;
  Poll<Result<ChunkQueue>> poll_next(Waiter& w) override;
  void start_write(ChunkQueue chunks) override;
  Poll<Result<>> poll_writable(Waiter& w) override;
  void start_finish() override;
  Poll<Result<>> poll_finished(Waiter& w) override;
  Poll<Error> poll_failed(Waiter& w) override;

 private:
  struct Bio;
  friend struct Bio;
  struct Early;
  struct Flusher;
  TlsStream(Socket socket, TlsContext context);

  // tls_stream_early.cpp
  [[nodiscard]] Poll<Result<>> poll_accept(Waiter& w);
  [[nodiscard]] Poll<Result<>> poll_early(Waiter& w);
  [[nodiscard]] Poll<Result<>> poll_client_early(Waiter& w);
  [[nodiscard]] Poll<Result<>> poll_server_early(Waiter& w);
  [[nodiscard]] int read_early();
  void write_early(ChunkQueue chunks);
  [[nodiscard]] Result<> end_early();
  [[nodiscard]] Result<> send_rejected();

  [[nodiscard]] Poll<Result<>> poll_handshake(Waiter& w);
  [[nodiscard]] Poll<Result<>> flush(Waiter& w);
  // Ciphertext from the socket; false when the peer has closed TCP.
  [[nodiscard]] Poll<Result<bool>> receive(Waiter& w);
  [[nodiscard]] bool may_decrypt() const;
  [[nodiscard]] std::size_t decrypt();  // fills plain_; bytes added
  [[nodiscard]] Error handshake_error();
  void write_all(ChunkQueue chunks);
  std::unexpected<Error> broken(Error e);

  Socket socket_;
  TlsContext context_;
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
  std::unique_ptr<Early> early_;      // until the handshake is complete, where there is early data
  std::unique_ptr<Flusher> flusher_;  // of what the end of the handshake leaves to send
  FlatBuffer in_;
  FlatBuffer out_;
  FlatBuffer plain_;
  bool inside_ = true;   // OpenSSL may have taken the beginning of a record off in_
  bool unread_ = false;  // plain_ has bytes that were not lent yet
  bool ended_ = false;   // close_notify came
  bool eof_ = false;     // TCP's end came
  bool finishing_ = false;
  bool finished_ = false;
  std::unique_ptr<Error> error_;
};

}  // namespace culvert
