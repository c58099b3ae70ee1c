#include "quic/callbacks.h"

#include <ngtcp2/ngtcp2_crypto.h>
#include <openssl/rand.h>

#include "quic/transport.h"

namespace culvert::quic {

// They only unpack their arguments.
struct TransportCallbacks {
  static Transport& of(void* user) { return *static_cast<Transport*>(user); }

  static int handshake_completed(ngtcp2_conn*, void* user) {
    of(user).became_established();
    return 0;
  }

  static int early_rejected(ngtcp2_conn*, void* user) {
    of(user).early_rejected();
    return 0;
  }

  static int key_for_sending(ngtcp2_conn*, ngtcp2_encryption_level level, void* user) {
    if (level == NGTCP2_ENCRYPTION_LEVEL_1RTT && of(user).server_) of(user).became_ready();
    return 0;
  }

  static int data(ngtcp2_conn*, std::uint32_t flags, std::int64_t id, std::uint64_t, const std::uint8_t* bytes,
                  std::size_t size, void* user, void*) {
    Transport& t = of(user);
    if (t.application_ == nullptr) return NGTCP2_ERR_CALLBACK_FAILURE;
    auto overhead = t.application_->on_data(id, {bytes, size}, (flags & NGTCP2_STREAM_DATA_FLAG_FIN) != 0);
    if (!overhead) {
      t.callback_error_ = std::move(overhead.error());
      return NGTCP2_ERR_CALLBACK_FAILURE;
    }
    if (*overhead != 0) {
      ngtcp2_conn_extend_max_stream_offset(t.conn_.get(), id, *overhead);
      ngtcp2_conn_extend_max_offset(t.conn_.get(), *overhead);
    }
    return 0;
  }

  static int acknowledged(ngtcp2_conn*, std::int64_t id, std::uint64_t, std::uint64_t n, void* user, void*) {
    if (auto* application = of(user).application_; application != nullptr) application->on_acknowledged(id, n);
    return 0;
  }

  static int stream_open(ngtcp2_conn*, std::int64_t id, void* user) { return of(user).count_streams(id, 1); }

  static int stream_close(ngtcp2_conn* conn, std::uint32_t flags, std::int64_t id, std::uint64_t code, void* user,
                          void*) {
    Transport& t = of(user);
    t.count_streams(id, -1);
    if (!is_bidirectional(id) && opened_by_server(id) != t.server_) ngtcp2_conn_extend_max_streams_uni(conn, 1);
    if (t.application_ == nullptr) return 0;
    t.application_->on_stream_closed(id, (flags & NGTCP2_STREAM_CLOSE_FLAG_APP_ERROR_CODE_SET) != 0 ? code : 0);
    return 0;
  }

  static int stream_reset(ngtcp2_conn*, std::int64_t id, std::uint64_t, std::uint64_t code, void* user, void*) {
    if (auto* application = of(user).application_; application != nullptr) application->on_reset(id, code);
    return 0;
  }

  static int more_streams(ngtcp2_conn*, std::uint64_t, void* user) {
    Transport& t = of(user);
    if (t.ready_ && t.application_ != nullptr) t.application_->on_more_streams();
    return 0;
  }

  static int more_window(ngtcp2_conn*, std::int64_t id, std::uint64_t, void* user, void*) {
    if (auto* application = of(user).application_; application != nullptr) application->on_window(id);
    return 0;
  }

  static int stateless_reset(ngtcp2_conn*, const ngtcp2_pkt_stateless_reset2*, void* user) {
    of(user).reset_by_peer_ = true;
    return 0;
  }

  static int new_token(ngtcp2_conn*, const std::uint8_t* token, std::size_t size, void* user) {
    of(user).carrier_->took_token({token, size});
    return 0;
  }

  static int new_id(ngtcp2_conn*, ngtcp2_cid* id, ngtcp2_stateless_reset_token* token, std::size_t size, void* user) {
    Transport& t = of(user);
    id->datalen = size;
    if (RAND_bytes(id->data, static_cast<int>(size)) != 1) return NGTCP2_ERR_CALLBACK_FAILURE;
    if (ngtcp2_crypto_generate_stateless_reset_token(token->data, t.reset_secret_.data(), t.reset_secret_.size(), id) !=
        0) {
      return NGTCP2_ERR_CALLBACK_FAILURE;
    }
    t.carrier_->add_id(*id);
    return 0;
  }

  static int remove_id(ngtcp2_conn*, const ngtcp2_cid* id, void* user) {
    of(user).carrier_->remove_id(*id);
    return 0;
  }

  static void random(std::uint8_t* into, std::size_t size, const ngtcp2_rand_ctx*) {
    RAND_bytes(into, static_cast<int>(size));  // what has to be unpredictable asks by itself, and looks at the answer
  }

  static ngtcp2_callbacks common() {
    ngtcp2_callbacks c{};
    c.recv_crypto_data = ngtcp2_crypto_recv_crypto_data_cb;
    c.encrypt = ngtcp2_crypto_encrypt_cb;
    c.decrypt = ngtcp2_crypto_decrypt_cb;
    c.hp_mask = ngtcp2_crypto_hp_mask_cb;
    c.update_key = ngtcp2_crypto_update_key_cb;
    c.delete_crypto_aead_ctx = ngtcp2_crypto_delete_crypto_aead_ctx_cb;
    c.delete_crypto_cipher_ctx = ngtcp2_crypto_delete_crypto_cipher_ctx_cb;
    c.get_path_challenge_data2 = ngtcp2_crypto_get_path_challenge_data2_cb;
    c.version_negotiation = ngtcp2_crypto_version_negotiation_cb;
    c.handshake_completed = handshake_completed;
    c.recv_tx_key = key_for_sending;
    c.recv_stream_data = data;
    c.acked_stream_data_offset = acknowledged;
    c.stream_open = stream_open;
    c.stream_close = stream_close;
    c.stream_reset = stream_reset;
    c.extend_max_local_streams_bidi = more_streams;
    c.extend_max_stream_data = more_window;
    c.rand = random;
    c.get_new_connection_id2 = new_id;
    c.remove_connection_id = remove_id;
    return c;
  }
};

ngtcp2_callbacks Callbacks::client() {
  ngtcp2_callbacks c = TransportCallbacks::common();
  c.client_initial = ngtcp2_crypto_client_initial_cb;
  c.recv_retry = ngtcp2_crypto_recv_retry_cb;
  c.recv_stateless_reset2 = TransportCallbacks::stateless_reset;
  c.recv_new_token = TransportCallbacks::new_token;
  c.tls_early_data_rejected = TransportCallbacks::early_rejected;
  return c;
}

ngtcp2_callbacks Callbacks::server() {
  ngtcp2_callbacks c = TransportCallbacks::common();
  c.recv_client_initial = ngtcp2_crypto_recv_client_initial_cb;
  return c;
}

ngtcp2_ssize Callbacks::write_packet(ngtcp2_conn*, ngtcp2_path* path, ngtcp2_pkt_info* info, std::uint8_t* dest,
                                     std::size_t size, ngtcp2_tstamp now, void* user) {
  return TransportCallbacks::of(user).write_packet(path, info, dest, size, now);
}

void Callbacks::qlog(void* user, std::uint32_t, const void* data, std::size_t size) {
  if (std::FILE* file = TransportCallbacks::of(user).qlog_.get(); file != nullptr) std::fwrite(data, 1, size, file);
}

}  // namespace culvert::quic
