// A QUIC connection on ngtcp2, either end: see connection.h. Who has the sockets is behind Carrier.
//
// What arrives is given to ngtcp2 at once, datagram by datagram. What is to be sent is written in turns of one task,
// once for everything that was queued meanwhile, in batches of datagrams of one size; ngtcp2's timers say when the next
// turn is due at the latest (loss, pacing, acknowledgements).
#pragma once

#include <ngtcp2/ngtcp2_crypto.h>

#include <array>
#include <cstdio>
#include <optional>
#include <vector>

#include "net/udp_socket.h"
#include "quic/connection.h"
#include "quic/handshake.h"
#include "quic/path.h"
#include "quic/settings.h"

namespace culvert::quic {

class Transport;

// What carries the packets of a connection. It outlives the connection.
class Carrier {
 public:
  virtual ~Carrier() = default;
  // As UdpSocket::poll_send().
  virtual Poll<Result<std::size_t>> poll_send(const Datagrams& datagrams, Waiter& w) = 0;
  // The peer may address the connection by this from now on; no longer.
  virtual void add_id(const ngtcp2_cid& id) { static_cast<void>(id); }
  virtual void remove_id(const ngtcp2_cid& id) { static_cast<void>(id); }
  // Streams may be opened, and nothing has come on any: whoever is to run the connection has to do it in this call.
  virtual void ready(Transport& transport) { static_cast<void>(transport); }
  virtual void established(Transport& transport) { static_cast<void>(transport); }
  // The connection ended, before anybody ran it. Not to be destroyed in this call.
  virtual void ended_early(Transport& transport) { static_cast<void>(transport); }
  virtual void took_token(std::span<const std::uint8_t> token) { static_cast<void>(token); }
  virtual void network_changed(Transport& transport) { static_cast<void>(transport); }
};

class Transport final : public Connection {
 public:
  static constexpr std::size_t kServerIdSize = 16;  // of the connection IDs that a server hands out
  static constexpr std::size_t kClientIdSize = 8;

  struct ClientStart {
    Endpoint local;
    Endpoint remote;
    Handshake::Client tls;
    std::vector<std::uint8_t> token;  // from an earlier connection (RFC 9000 §8.1.3)
  };
  // A client's first packet that was accepted.
  struct ServerStart {
    Endpoint local;
    Endpoint remote;
    ngtcp2_pkt_hd head;
    ngtcp2_cid original_id;              // what the client addressed first
    std::optional<ngtcp2_cid> retry_id;  // ours, in the Retry that went before
    ngtcp2_token_type token_type = NGTCP2_TOKEN_TYPE_UNKNOWN;
    std::string alpn;
  };
  using Secret = TlsContext::Secret;  // stateless reset tokens are made from it (RFC 9000 §10.3.2)

  Transport(Loop& loop, Settings settings, const TlsContext& tls, std::unique_ptr<Carrier> carrier,
            const ClientStart& start);
  Transport(Loop& loop, Settings settings, const TlsContext& tls, std::unique_ptr<Carrier> carrier,
            const ServerStart& start, const Secret& reset_secret);
  ~Transport() override;

  // From the carrier: several datagrams of one size between the same endpoints.
  void receive(const Datagrams& datagrams);
  void receive(const Endpoint& local, const Endpoint& remote, std::uint8_t ecn, std::span<const std::uint8_t> datagram);
  // The socket says that the peer cannot be reached.
  void unreachable(const Error& why);
  // Client: the carrier has a new local address for it.
  [[nodiscard]] bool move_to(const Endpoint& local);
  void probe(Duration limit);  // asks whether the peer is there, who has to be heard of by then
  [[nodiscard]] Endpoint local() const { return endpoint_of(ngtcp2_conn_get_path(conn_.get())->local); }
  [[nodiscard]] Endpoint remote() const { return endpoint_of(ngtcp2_conn_get_path(conn_.get())->remote); }
  void offer_token(std::span<const std::uint8_t> token);  // server: for the client's next connection

  void run(Application& application) override;
  std::string_view early_memo() const override { return early_memo_; }
  Result<StreamId> open_bidirectional() override;
  Result<StreamId> open_unidirectional() override;
  std::size_t bidirectional_left() const override;
  void wake() override { wanted_.set(); }
  void give_credit(StreamId stream, std::size_t n) override;
  void give_connection_credit(std::size_t n) override;
  void allow_more_streams(std::size_t n) override;
  void reset(StreamId stream, std::uint64_t code) override;
  void stop_sending(StreamId stream, std::uint64_t code) override;
  void close(std::uint64_t code, const Error& why) override;
  Poll<bool> poll_established(Waiter& w) const override;
  ConnectionFacts facts() const override;
  Result<std::string> export_key(std::string_view label, std::string_view context, std::size_t size) const override;
  void network_changed() override { carrier_->network_changed(*this); }

 private:
  friend struct Callbacks;
  friend struct TransportCallbacks;
  struct Qlog {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  Transport(Loop& loop, Settings settings, std::unique_ptr<Carrier> carrier, bool server);
  [[nodiscard]] ngtcp2_settings library_settings(const ngtcp2_cid& id);
  [[nodiscard]] ngtcp2_transport_params parameters() const;

  Task<> drive();
  [[nodiscard]] std::size_t write(std::span<std::uint8_t> room, Datagrams& into);
  [[nodiscard]] ngtcp2_ssize write_packet(ngtcp2_path* path, ngtcp2_pkt_info* info, std::uint8_t* dest,
                                          std::size_t size, ngtcp2_tstamp now);
  Task<> send(Datagrams datagrams);
  [[nodiscard]] std::size_t write_close(std::span<std::uint8_t> room, Datagrams& into);
  void look_for_signs_of_life();
  void expire();
  void arm();
  void set_keep_alive();
  void failed(int library_error);
  void fail(Error why, bool tell);
  void end();
  [[nodiscard]] Error handshake_failure();
  [[nodiscard]] Error peer_closed();
  [[nodiscard]] ngtcp2_tstamp now() const;

  void begin_early(std::string_view memo);
  [[nodiscard]] std::string memo_for_next() const;

  // Of the library's callbacks.
  void became_ready();
  void became_established();
  void early_rejected();
  int count_streams(StreamId id, int change);

  Loop& loop_;
  const Settings settings_;
  const bool server_;
  std::unique_ptr<Carrier> carrier_;
  Application* application_ = nullptr;
  ngtcp2_crypto_conn_ref ref_;
  std::unique_ptr<std::FILE, Qlog> qlog_;
  std::unique_ptr<ngtcp2_conn, void (*)(ngtcp2_conn*)> conn_;
  std::optional<Handshake> handshake_;  // goes before the connection, which it calls back
  Secret reset_secret_{};

  std::string early_memo_;    // client: not empty if it begins with early data
  bool ready_ = false;        // streams may be opened
  bool established_ = false;  // the handshake is complete
  bool over_ = false;
  std::optional<Error> failure_;  // ends it with the next turn
  bool goodbye_ = false;          // with CONNECTION_CLOSE
  bool close_wanted_ = false;     // failure_ is close()'s: what is queued goes first
  ngtcp2_ccerr close_frame_{};
  std::optional<Error> callback_error_;
  bool reset_by_peer_ = false;

  std::size_t streams_ = 0;  // bidirectional
  TimePoint heard_;          // of the peer, last, or since when that counts
  std::uint64_t packets_heard_ = 0;
  bool keeping_alive_ = false;
  bool asking_ = false;                   // a PING is due at once
  std::optional<TimePoint> probe_until_;  // it has to be heard of by then

  Event wanted_;
  Timer timer_;
  mutable WaitList established_waiters_;
  TaskSet tasks_;  // last: they use everything above
};

}  // namespace culvert::quic
