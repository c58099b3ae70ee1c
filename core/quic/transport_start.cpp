// How a connection begins, and what its end is called.
#include <ngtcp2/ngtcp2_crypto_ossl.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

#include <format>
#include <string>

#include "quic/callbacks.h"
#include "quic/transport.h"
#include "tls/verdict.h"

namespace culvert::quic {

namespace {

// UDP payload sizes that path MTU discovery (RFC 8899) asks for, in this order: Ethernet, Ethernet below one more
// header, jumbo frames.
constexpr std::array<std::uint16_t, 3> kProbes{1452, 1406, 8952};
constexpr std::size_t kLargest = 8952;
constexpr std::uint64_t kIdLimit = 4;  // of the peer's connection IDs that are kept ready for migrations
constexpr std::size_t kControlWindow = 64 * 1024;

ngtcp2_duration nanoseconds(Duration d) {
  return static_cast<ngtcp2_duration>(std::chrono::duration_cast<std::chrono::nanoseconds>(d).count());
}

ngtcp2_cid random_id(std::size_t size) {
  ngtcp2_cid id{};
  id.datalen = size;
  RAND_bytes(id.data, static_cast<int>(size));
  return id;
}

std::string hex(const ngtcp2_cid& id) {
  std::string text;
  for (std::size_t i = 0; i < id.datalen; ++i) text += std::format("{:02x}", id.data[i]);
  return text;
}

// RFC 8446 §6.2: alerts that say what the peer thinks of a certificate.
bool about_certificates(int alert) { return (alert >= 42 && alert <= 48) || alert == 116; }
constexpr int kNoApplicationProtocol = 120;

}  // namespace

Transport::Transport(Loop& loop, Settings settings, std::unique_ptr<Carrier> carrier, bool server)
    : loop_(loop),
      settings_(std::move(settings)),
      server_(server),
      carrier_(std::move(carrier)),
      ref_{.get_conn = [](ngtcp2_crypto_conn_ref* ref) { return static_cast<Transport*>(ref->user_data)->conn_.get(); },
           .user_data = this},
      conn_(nullptr, ngtcp2_conn_del),
      heard_(loop.now()),
      wanted_(loop),
      timer_(loop),
      established_waiters_(loop),
      tasks_(loop) {
  ngtcp2_ccerr_default(&close_frame_);
  wanted_.set();
}

Transport::Transport(Loop& loop, Settings settings, const TlsContext& tls, std::unique_ptr<Carrier> carrier,
                     const ClientStart& start)
    : Transport(loop, std::move(settings), std::move(carrier), false) {
  const ngtcp2_cid to = random_id(NGTCP2_MAX_CIDLEN);
  const ngtcp2_cid from = random_id(kClientIdSize);
  RAND_bytes(reset_secret_.data(), static_cast<int>(reset_secret_.size()));
  Path path(start.local, start.remote);
  const ngtcp2_callbacks callbacks = Callbacks::client();
  ngtcp2_settings options = library_settings(to);
  options.token = start.token.data();
  options.tokenlen = start.token.size();
  const ngtcp2_transport_params ours = parameters();
  ngtcp2_conn* conn = nullptr;
  ngtcp2_conn_client_new(&conn, &to, &from, path.get(), NGTCP2_PROTO_VER_V1, &callbacks, &options, &ours, nullptr,
                         this);
  conn_.reset(conn);
  handshake_.emplace(tls, start.tls, [this] { return memo_for_next(); }, ref_);
  ngtcp2_conn_set_tls_native_handle(conn, handshake_->native());
  begin_early(handshake_->memo());
  tasks_.spawn(drive());
}

Transport::Transport(Loop& loop, Settings settings, const TlsContext& tls, std::unique_ptr<Carrier> carrier,
                     const ServerStart& start, const Secret& reset_secret)
    : Transport(loop, std::move(settings), std::move(carrier), true) {
  reset_secret_ = reset_secret;
  const ngtcp2_cid ours = random_id(kServerIdSize);
  Path path(start.local, start.remote);
  const ngtcp2_callbacks callbacks = Callbacks::server();
  ngtcp2_settings options = library_settings(start.head.dcid);
  options.token = start.head.token;
  options.tokenlen = start.head.tokenlen;
  options.token_type = start.token_type;
  ngtcp2_transport_params p = parameters();
  p.original_dcid = start.original_id;
  p.original_dcid_present = 1;
  if (start.retry_id) {
    p.retry_scid = *start.retry_id;
    p.retry_scid_present = 1;
  }
  p.stateless_reset_token_present = ngtcp2_crypto_generate_stateless_reset_token(
                                        p.stateless_reset_token, reset_secret_.data(), reset_secret_.size(), &ours) == 0
                                        ? 1
                                        : 0;
  ngtcp2_conn* conn = nullptr;
  ngtcp2_conn_server_new(&conn, &start.head.scid, &ours, path.get(), start.head.version, &callbacks, &options, &p,
                         nullptr, this);
  conn_.reset(conn);
  handshake_.emplace(tls, start.alpn, ref_);
  ngtcp2_conn_set_tls_native_handle(conn, handshake_->native());
  carrier_->add_id(ours);
  carrier_->add_id(start.head.dcid);
  tasks_.spawn(drive());
}

ngtcp2_settings Transport::library_settings(const ngtcp2_cid& id) {
  ngtcp2_settings s;
  ngtcp2_settings_default(&s);
  s.initial_ts = now();
  s.cc_algo = settings_.congestion == CongestionControl::kBbr ? NGTCP2_CC_ALGO_BBR : NGTCP2_CC_ALGO_CUBIC;
  s.handshake_timeout = nanoseconds(settings_.handshake_timeout);
  s.max_tx_udp_payload_size = kLargest;
  s.pmtud_probes = kProbes.data();
  s.pmtud_probeslen = kProbes.size();
  s.max_stream_window = settings_.max_stream_window;
  if (!settings_.qlog_directory.empty()) {
    const std::string name = hex(id) + (server_ ? "_server.sqlog" : "_client.sqlog");
    qlog_.reset(std::fopen((settings_.qlog_directory + "/" + name).c_str(), "w"));
    if (qlog_ != nullptr) s.qlog_write = Callbacks::qlog;
  }
  return s;
}

ngtcp2_transport_params Transport::parameters() const {
  ngtcp2_transport_params p;
  ngtcp2_transport_params_default(&p);
  p.initial_max_stream_data_bidi_local = server_ ? 0 : settings_.stream_window;
  p.initial_max_stream_data_bidi_remote = server_ ? settings_.stream_window : 0;
  p.initial_max_stream_data_uni = kControlWindow;
  p.initial_max_data = settings_.connection_window;
  p.initial_max_streams_bidi = server_ ? settings_.max_streams : 0;
  p.initial_max_streams_uni = settings_.max_control_streams;
  p.max_idle_timeout = nanoseconds(settings_.idle_timeout);
  p.active_connection_id_limit = kIdLimit;
  p.grease_quic_bit = 1;
  return p;
}

// A memo is the server's transport parameters (RFC 9000 §7.4.1), behind their length, and the application's part.
std::string Transport::memo_for_next() const {
  const std::string application = application_ != nullptr ? application_->early_memo() : std::string();
  if (application.empty()) return {};
  std::array<std::uint8_t, UINT8_MAX> encoded{};
  const ngtcp2_ssize n = ngtcp2_conn_encode_0rtt_transport_params(conn_.get(), encoded.data(), encoded.size());
  if (n < 0) return {};
  std::string memo(1, static_cast<char>(n));
  memo.append(reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(n));
  return memo + application;
}

void Transport::begin_early(std::string_view memo) {
  if (memo.empty()) return;
  const auto size = static_cast<std::uint8_t>(memo.front());
  memo.remove_prefix(1);
  if (memo.size() <= size) return;
  const auto* encoded = reinterpret_cast<const std::uint8_t*>(memo.data());
  if (ngtcp2_conn_decode_and_set_0rtt_transport_params(conn_.get(), encoded, size) != 0) return;
  handshake_->enable_early_data();
  early_memo_ = memo.substr(size);
  ready_ = true;
}

void Transport::early_rejected() {
  if (!ready_ || established_ || server_) return;
  ready_ = false;
  streams_ = 0;
  if (application_ != nullptr) application_->on_early_rejected();
}

void Transport::became_ready() {
  ready_ = true;
  if (application_ != nullptr) {
    application_->on_ready();
  } else {
    carrier_->ready(*this);
  }
}

void Transport::became_established() {
  // OpenSSL knows only now, and ngtcp2 then calls early_rejected().
  if (ready_ && !server_ && SSL_get_early_data_status(handshake_->ssl()) != SSL_EARLY_DATA_ACCEPTED) {
    ngtcp2_conn_tls_early_data_rejected(conn_.get());
  }
  established_ = true;
  if (!ready_) became_ready();
  if (application_ != nullptr && !server_) application_->on_established();
  carrier_->established(*this);
  established_waiters_.notify_all();
}

int Transport::count_streams(StreamId id, int change) {
  if (is_bidirectional(id)) streams_ += static_cast<std::size_t>(change);
  return 0;
}

// What a return value of ngtcp2 means for the connection.
void Transport::failed(int library_error) {
  switch (library_error) {
    case NGTCP2_ERR_DRAINING:
    case NGTCP2_ERR_CLOSING:
      fail(peer_closed(), false);
      return;
    case NGTCP2_ERR_IDLE_CLOSE:
      fail({Stage::kQuic, Code::kTimedOut, "nothing was heard of the peer for too long"}, false);
      return;
    case NGTCP2_ERR_HANDSHAKE_TIMEOUT:
      fail({Stage::kQuic, Code::kTimedOut, "no answer over UDP"}, false);
      return;
    case NGTCP2_ERR_RECV_VERSION_NEGOTIATION:
      fail({Stage::kQuic, Code::kUnsupported, "the server speaks another version of QUIC"}, false);
      return;
    case NGTCP2_ERR_RETRY:
    case NGTCP2_ERR_DROP_CONN:
      fail({Stage::kQuic, Code::kProtocol, "no proper handshake"}, false);
      return;
    case NGTCP2_ERR_CRYPTO:
      ngtcp2_ccerr_set_tls_alert(&close_frame_, ngtcp2_conn_get_tls_alert(conn_.get()), nullptr, 0);
      fail(handshake_failure(), true);
      return;
    default:
      break;
  }
  if (library_error == NGTCP2_ERR_CALLBACK_FAILURE && callback_error_) {
    ngtcp2_ccerr_set_application_error(&close_frame_, application_->close_code(), nullptr, 0);
    fail(std::move(*callback_error_), true);
    return;
  }
  ngtcp2_ccerr_set_liberr(&close_frame_, library_error, nullptr, 0);
  fail({Stage::kQuic, Code::kProtocol,
        std::string("the peer does not speak proper QUIC: ") + ngtcp2_strerror(library_error)},
       true);
}

Error Transport::handshake_failure() { return handshake_verdict(handshake_->ssl(), "handshake failure"); }

Error Transport::peer_closed() {
  const std::string peer = server_ ? "the client" : "the proxy";
  if (reset_by_peer_) return {Stage::kQuic, Code::kReset, peer + " has forgotten the connection (stateless reset)"};
  const ngtcp2_ccerr* why = ngtcp2_conn_get_ccerr(conn_.get());
  if (why->type == NGTCP2_CCERR_TYPE_APPLICATION) {
    if (why->error_code == settings_.no_error) return {Stage::kHttp, Code::kClosed, peer + " closed the connection"};
    return {Stage::kHttp, Code::kProtocol, std::format("{} closed the connection, error {:#x}", peer, why->error_code)};
  }
  if (why->error_code == NGTCP2_APPLICATION_ERROR) {  // RFC 9000 §10.2.3: too early for more to be said
    return {Stage::kHttp, Code::kReset, peer + " closed the connection as soon as it was made"};
  }
  if (why->error_code == NGTCP2_NO_ERROR) return {Stage::kQuic, Code::kClosed, peer + " closed the connection"};
  if ((why->error_code & ~std::uint64_t{0xff}) == NGTCP2_CRYPTO_ERROR) {
    const int alert = static_cast<int>(why->error_code & 0xff);
    if (alert == kNoApplicationProtocol && !server_) {
      return {Stage::kTls, Code::kUnsupported, "this server does not offer HTTP/3"};
    }
    return {Stage::kTls, about_certificates(alert) ? Code::kUntrusted : Code::kProtocol,
            peer + " ended the handshake: " + SSL_alert_desc_string_long(alert)};
  }
  return {Stage::kQuic, Code::kProtocol,
          std::format("{} closed the connection, QUIC error {:#x}", peer, why->error_code)};
}

}  // namespace culvert::quic
