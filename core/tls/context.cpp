#include "tls/context.h"

#include <openssl/err.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <format>
#include <fstream>
#include <iterator>
#include <system_error>

#include "base/private_file.h"
#include "tls/key_log.h"
#include "tls/session_cache.h"
#include "tls/stapled_ocsp.h"

namespace culvert {

namespace {

// As browsers order them: AES-128 is as safe here as AES-256 and a quarter cheaper.
constexpr const char* kTls13Ciphers = "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384";
// TLS 1.2: forward secrecy and AEAD only (RFC 9113 §9.2.2 forbids the rest for HTTP/2).
constexpr const char* kTls12Ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr std::uint32_t kEarlyData = 16 * 1024;  // a request and the first bytes of its payload
constexpr std::size_t kMaxKeyFile = 64 * 1024;   // its certificates may stand in it
constexpr long kKeptSessions = 4096;             // by a server that takes early data; one or two KiB each

// Of the first error: those after it say where it has been passed on.
std::string openssl_reason() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (ERR_SYSTEM_ERROR(code)) return std::generic_category().message(ERR_GET_REASON(code));
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "unknown error";
}

std::unexpected<Error> bad_file(const char* what, const std::string& file) {
  return fail(Stage::kTls, Code::kInvalid, std::string(what) + " " + file + ": " + openssl_reason());
}

std::string wire_format(const std::vector<std::string>& protocols) {
  std::string wire;
  for (const std::string& p : protocols) {
    wire.push_back(static_cast<char>(p.size()));
    wire += p;
  }
  return wire;
}

const unsigned char* bytes_of(const std::string& s) { return reinterpret_cast<const unsigned char*>(s.data()); }

// A key with a password is refused instead of asked for on some terminal.
int no_password(char*, int, int, void*) { return -1; }

void set_common(SSL_CTX* ctx) {
  ERR_clear_error();  // of other connections of this thread
  SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
  SSL_CTX_set_ciphersuites(ctx, kTls13Ciphers);
  SSL_CTX_set_cipher_list(ctx, kTls12Ciphers);
  SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                               SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_mode(ctx, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_default_passwd_cb(ctx, no_password);
}

// Those who run a proxy decide who may read its key. A person's is for that person only.
enum class KeyOf : std::uint8_t { kServer, kPerson };

Result<> use_persons_key(SSL_CTX* ctx, const std::string& file) {
  auto pem = read_private_file(file, kMaxKeyFile);
  if (!pem) return fail(Stage::kLocal, Code::kInvalid, "the key file " + file + " " + pem.error().detail);
  const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new_mem_buf(pem->data(), static_cast<int>(pem->size())), BIO_free);
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr), EVP_PKEY_free);
  OPENSSL_cleanse(pem->data(), pem->size());
  if (key == nullptr || SSL_CTX_use_PrivateKey(ctx, key.get()) != 1) return bad_file("reading the key", file);
  return {};
}

Result<> use_certificate(SSL_CTX* ctx, const std::string& certificate_file, const std::string& key_file, KeyOf whose) {
  if (SSL_CTX_use_certificate_chain_file(ctx, certificate_file.c_str()) != 1) {
    return bad_file("reading the certificate", certificate_file);
  }
  if (whose == KeyOf::kPerson) {
    if (auto used = use_persons_key(ctx, key_file); !used) return used;
  } else if (SSL_CTX_use_PrivateKey_file(ctx, key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return bad_file("reading the key", key_file);
  }
  if (SSL_CTX_check_private_key(ctx) != 1) return bad_file("matching the certificate with the key", key_file);
  return {};
}

std::string content_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Names everything that a server is believed for, and that it believes the client for.
std::string trust_of(const TlsContext::Client& options) {
  std::string all = options.ca_file.empty() ? "system" : "file " + content_of(options.ca_file);
  for (const Pin& pin : options.pins) {
    all += "\npin ";
    all.append(pin.begin(), pin.end());
  }
  if (!options.certificate_file.empty()) all += "\nclient " + content_of(options.certificate_file);
  std::array<unsigned char, SHA256_DIGEST_LENGTH> hash{};
  SHA256(bytes_of(all), all.size(), hash.data());
  std::string text;
  for (const unsigned char byte : hash) text += std::format("{:02x}", byte);
  return text;
}

}  // namespace

struct TlsContext::State {
  ~State() {
    if (key_log != nullptr) std::fclose(key_log);
  }

  struct Peer {
    std::string name;
    Memo memo;
  };

  // Where OpenSSL keeps what is ours: this object in the SSL_CTX, peers and protocols in the SSL.
  static int context_index() {
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
  }
  template <class T>
  static int owning_index() {
    return SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, [](void*, void* ours, CRYPTO_EX_DATA*, int, long, void*) {
      delete static_cast<T*>(ours);
    });
  }
  static int peer_index() {
    static const int index = owning_index<Peer>();
    return index;
  }
  static int alpn_index() {  // server: of one connection, in wire format
    static const int index = owning_index<std::string>();
    return index;
  }
  static State& of(const SSL* ssl) {
    return *static_cast<State*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), context_index()));
  }

  // The server's choice among what the client offers.
  static int select_alpn(SSL* ssl, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
                         unsigned int offered_size, void*) {
    const auto* own = static_cast<const std::string*>(SSL_get_ex_data(ssl, alpn_index()));
    const std::string& wire = own != nullptr ? *own : of(ssl).alpn;
    unsigned char* chosen = nullptr;
    const int found = SSL_select_next_proto(&chosen, out_size, bytes_of(wire), static_cast<unsigned>(wire.size()),
                                            offered, offered_size);
    *out = chosen;
    // RFC 7301 §3.2: no protocol in common is fatal.
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  static int verify(int ok, X509_STORE_CTX* store) {
    const auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    return verify_with_pins(ok, store, of(ssl).pins);
  }
  static int new_session(SSL* ssl, SSL_SESSION* session) {
    const auto* peer = static_cast<const Peer*>(SSL_get_ex_data(ssl, peer_index()));
    if (peer == nullptr || SSL_SESSION_is_resumable(session) != 1) return 0;
    State& self = of(ssl);
    // A copy: OpenSSL spoils the session of a connection that ends without close_notify, as resets do.
    self.sessions.keep(peer->name, {SSL_SESSION_dup(session), SSL_SESSION_free},
                       peer->memo ? peer->memo() : std::string());
    if (self.sessions_changed) self.sessions_changed();
    return 0;
  }
  static void log_key(const SSL* ssl, const char* line) {
    std::FILE* file = of(ssl).key_log;
    std::fprintf(file, "%s\n", line);
    std::fflush(file);
  }

  std::string alpn;  // server: wire format
  std::vector<Pin> pins;
  bool early_data = false;
  SessionCache sessions;
  std::string trust;  // what they were made with
  std::function<void()> sessions_changed;
  std::FILE* key_log = nullptr;
};

TlsContext::TlsContext(ssl_ctx_st* context) : state_(std::make_shared<State>()), context_(context, SSL_CTX_free) {
  SSL_CTX_set_ex_data(context, State::context_index(), state_.get());
}

Result<TlsContext> TlsContext::client(const Client& options) {
  TlsContext self(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* ctx = self.native();
  set_common(ctx);
  self.state_->pins = options.pins;
  SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, State::verify);
  if (options.ca_file.empty()) {
    if (SSL_CTX_set_default_verify_paths(ctx) != 1) return bad_file("reading", "the system's certificates");
  } else if (SSL_CTX_load_verify_file(ctx, options.ca_file.c_str()) != 1) {
    return bad_file("reading the CA file", options.ca_file);
  }
  if (!options.certificate_file.empty()) {
    if (auto used = use_certificate(ctx, options.certificate_file, options.key_file, KeyOf::kPerson); !used) {
      return std::unexpected(std::move(used.error()));
    }
  }
  if (!options.key_log_file.empty()) {
    self.state_->key_log = open_key_log(options.key_log_file);
    if (self.state_->key_log == nullptr) {
      return fail(Stage::kTls, Code::kInvalid,
                  "opening the key log " + options.key_log_file + ": " + std::generic_category().message(errno));
    }
    SSL_CTX_set_keylog_callback(ctx, State::log_key);
  }
  self.state_->early_data = options.early_data;
  self.state_->trust = trust_of(options);
  const std::string wire = wire_format(options.alpn);
  SSL_CTX_set_alpn_protos(ctx, bytes_of(wire), static_cast<unsigned>(wire.size()));
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(ctx, State::new_session);
  SSL_CTX_set_tlsext_status_type(ctx, TLSEXT_STATUSTYPE_ocsp);
  // SSL_CTX_set_tlsext_status_cb, whose macro has a C cast.
  SSL_CTX_callback_ctrl(ctx, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB,
                        reinterpret_cast<void (*)()>(check_stapled_ocsp));  // NOLINT: OpenSSL casts it back
  return self;
}

TlsContext::Secret TlsContext::derive_secret(std::string_view purpose) const {
  Secret secret{};
  unsigned char* key = nullptr;
  const int size = i2d_PrivateKey(SSL_CTX_get0_privatekey(native()), &key);
  const bool derived = size > 0 && HMAC(EVP_sha256(), key, size, reinterpret_cast<const unsigned char*>(purpose.data()),
                                        purpose.size(), secret.data(), nullptr) != nullptr;
  if (size > 0) OPENSSL_clear_free(key, static_cast<std::size_t>(size));
  if (!derived) RAND_bytes(secret.data(), static_cast<int>(secret.size()));
  return secret;
}

TlsContext::Resumption TlsContext::resume(ssl_st* ssl, const std::string& peer, Memo memo) const {
  SSL_set_ex_data(ssl, State::peer_index(), new State::Peer{peer, std::move(memo)});
  SessionCache::Kept kept = state_->sessions.take(peer);
  if (kept.session == nullptr) return {};
  SSL_set_session(ssl, kept.session.get());
  Resumption resumption;
  resumption.memo = std::move(kept.memo);
  if (state_->early_data) resumption.early_data = SSL_SESSION_get_max_early_data(kept.session.get());
  const unsigned char* alpn = nullptr;
  std::size_t size = 0;
  SSL_SESSION_get0_alpn_selected(kept.session.get(), &alpn, &size);
  resumption.alpn.assign(reinterpret_cast<const char*>(alpn), size);
  return resumption;
}

std::string TlsContext::sessions() const { return state_->sessions.to_text(state_->trust); }
void TlsContext::add_sessions(std::string_view text) const { state_->sessions.add_text(text, state_->trust); }
void TlsContext::when_sessions_change(std::function<void()> told) const { state_->sessions_changed = std::move(told); }
bool TlsContext::takes_early_data() const { return state_->early_data; }

void TlsContext::set_alpn(ssl_st* ssl, const std::vector<std::string>& protocols) {
  const std::string wire = wire_format(protocols);
  SSL_set_ex_data(ssl, State::alpn_index(), new std::string(wire));
  SSL_set_alpn_protos(ssl, bytes_of(wire), static_cast<unsigned>(wire.size()));
}

Result<TlsContext> TlsContext::server(const Server& options) {
  TlsContext self(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* ctx = self.native();
  set_common(ctx);
  if (auto used = use_certificate(ctx, options.certificate_file, options.key_file, KeyOf::kServer); !used) {
    return std::unexpected(std::move(used.error()));
  }
  if (!options.client_ca_file.empty()) {
    STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(options.client_ca_file.c_str());
    if (names == nullptr || SSL_CTX_load_verify_file(ctx, options.client_ca_file.c_str()) != 1) {
      sk_X509_NAME_pop_free(names, X509_NAME_free);
      return bad_file("reading the CA file", options.client_ca_file);
    }
    SSL_CTX_set_client_CA_list(ctx, names);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  self.state_->early_data = options.early_data;
  if (options.early_data) {
    // OpenSSL keeps each session here until it is used, once: that is its protection against replay.
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_SERVER);
    SSL_CTX_sess_set_cache_size(ctx, kKeptSessions);
    SSL_CTX_set_max_early_data(ctx, kEarlyData);
    SSL_CTX_set_recv_max_early_data(ctx, kEarlyData);
  } else {
    // Sessions are kept by the clients, in tickets; they are good for this context.
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
  }
  constexpr std::string_view kContext = "culvert";
  SSL_CTX_set_session_id_context(ctx, reinterpret_cast<const unsigned char*>(kContext.data()), kContext.size());
  self.state_->alpn = wire_format(options.alpn);
  SSL_CTX_set_alpn_select_cb(ctx, State::select_alpn, nullptr);
  return self;
}

}  // namespace culvert
