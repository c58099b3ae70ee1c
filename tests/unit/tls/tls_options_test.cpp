// What a profile may ask of TLS beyond a CA: sessions, pins, certificates of one's own, a key log; and stapled OCSP.
#include <gmock/gmock.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "net/tcp_listener.h"
#include "support/tls_pair.h"
#include "tls/pin.h"
#include "tls/session_cache.h"

namespace culvert::test {
namespace {

using testing::HasSubstr;

template <class T, auto Free>
using Owned = std::unique_ptr<T, decltype([](T* t) { Free(t); })>;
using Certificate = Owned<X509, X509_free>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;

std::FILE* open(const std::string& file) { return std::fopen(file.c_str(), "r"); }
Certificate read_certificate(const std::string& file) {
  const Owned<std::FILE, std::fclose> stream(open(file));
  return Certificate(PEM_read_X509(stream.get(), nullptr, nullptr, nullptr));
}
Key read_key(const std::string& file) {
  const Owned<std::FILE, std::fclose> stream(open(file));
  return Key(PEM_read_PrivateKey(stream.get(), nullptr, nullptr, nullptr));
}

std::string base64(std::span<const std::uint8_t> bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  text.resize(static_cast<std::size_t>(
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(bytes.size()))));
  return text;
}

std::string pin_text(const std::string& certificate_file) {
  const Certificate certificate = read_certificate(certificate_file);
  Pin pin{};
  unsigned int size = pin.size();
  unsigned char* info = nullptr;
  const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &info);
  EVP_Digest(info, static_cast<std::size_t>(length), pin.data(), &size, EVP_sha256(), nullptr);
  OPENSSL_free(info);
  return "sha256/" + base64(pin);
}

class TlsOptions : public LoopTest {
 protected:
  const Authority ca;
  const Authority stranger;

  [[nodiscard]] TlsContext::Client trusting(const Authority& authority) const {
    return {.ca_file = authority.made.ca_file, .alpn = {"h2"}};
  }
  Result<> verdict(const TlsContext& client, const TlsContext& server, const std::string& name = "proxy.test") {
    return run([&]() -> Task<Result<>> {
      TlsPair pair = co_await make_tls_pair(loop, client, server, name);
      if (!pair.client) co_return std::unexpected(pair.client.error());
      // With TLS 1.3 the client learns only now what the server thinks of it.
      if (!pair.server) co_return std::unexpected(pair.server.error());
      co_return Result<>{};
    });
  }
  Result<> verdict(const TlsContext::Client& client, const TlsContext& server, const std::string& name = "proxy.test") {
    return verdict(TlsContext::client(client).value(), server, name);
  }
};

// ---- Sessions

// Connections to one address, one after the other; a byte from the server brings its tickets along.
class Visits {
 public:
  Visits(Loop& loop, TlsContext client, TlsContext server)
      : loop_(loop),
        client_(std::move(client)),
        server_(std::move(server)),
        listener_(TcpListener::open(loop, loopback(), Stage::kTcp).value()) {}

  Task<bool> resumed(std::string name) {
    Result<std::unique_ptr<TlsStream>> near = fail(Stage::kTls, Code::kClosed, "");
    Result<std::unique_ptr<TlsStream>> far = fail(Stage::kTls, Code::kClosed, "");
    TaskSet tasks(loop_);
    auto connects = [&]() -> Task<> {
      Socket socket = Socket::connect(loop_, listener_.endpoint(), Stage::kTcp).value();
      static_cast<void>(co_await poll([&](Waiter& w) { return socket.poll_connected(w); }));
      near = co_await TlsStream::connect(std::move(socket), client_, name);
    };
    auto accepts = [&]() -> Task<> { far = co_await TlsStream::accept(co_await listener_.accept(), server_); };
    tasks.spawn(connects());
    tasks.spawn(accepts());
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    EXPECT_TRUE(near && far);
    EXPECT_EQ((*near)->info().resumed, (*far)->info().resumed);
    const std::array<std::uint8_t, 1> byte{1};
    EXPECT_TRUE(co_await (*far)->write(ChunkQueue(Chunk::copy_of(loop_.pool(), byte))));
    EXPECT_TRUE(co_await (*near)->next());
    co_return (*near)->info().resumed;
  }

 private:
  Loop& loop_;
  TlsContext client_;
  TlsContext server_;
  TcpListener listener_;
};

TEST_F(TlsOptions, V3_TheSecondConnectionIsResumed) {
  run([&]() -> Task<> {
    Visits visits(loop, ca.client(), ca.server());
    EXPECT_FALSE(co_await visits.resumed("proxy.test"));
    EXPECT_TRUE(co_await visits.resumed("proxy.test"));
    EXPECT_TRUE(co_await visits.resumed("proxy.test"));
  });
}

TEST_F(TlsOptions, K1_ASessionIsGoodForItsNameOnly) {
  run([&]() -> Task<> {
    Visits visits(loop, ca.client(), ca.server());
    EXPECT_FALSE(co_await visits.resumed("proxy.test"));
    EXPECT_FALSE(co_await visits.resumed("127.0.0.1"));
    EXPECT_TRUE(co_await visits.resumed("127.0.0.1"));
  });
}

TEST_F(TlsOptions, ASessionTheServerHasForgottenIsNoHindrance) {
  run([&]() -> Task<> {
    const TlsContext client = ca.client();
    Visits before(loop, client, ca.server());
    EXPECT_FALSE(co_await before.resumed("proxy.test"));
    Visits after(loop, client, ca.server());  // other tickets, other port
    EXPECT_FALSE(co_await after.resumed("proxy.test"));
  });
}

SessionCache::Session some_session() { return {SSL_SESSION_new(), SSL_SESSION_free}; }

TEST(SessionCache, GivesTheNewestFirstAndEachOnce) {
  SessionCache cache;
  SSL_SESSION* first = some_session().release();
  SSL_SESSION* second = some_session().release();
  cache.keep("a", {first, SSL_SESSION_free});
  cache.keep("a", {second, SSL_SESSION_free});
  EXPECT_EQ(cache.take("b").session, nullptr);
  const auto newest = cache.take("a");
  const auto oldest = cache.take("a");
  EXPECT_EQ(newest.session.get(), second);
  EXPECT_EQ(oldest.session.get(), first);
  EXPECT_EQ(cache.take("a").session, nullptr);
}

TEST(SessionCache, IsBounded) {
  SessionCache cache;
  cache.keep("first", some_session());
  for (std::size_t i = 0; i < 3 * SessionCache::kPerPeer; ++i) cache.keep("second", some_session());
  EXPECT_EQ(cache.size(), 1 + SessionCache::kPerPeer) << "one peer does not push out the others";
  for (std::size_t i = 0; i < 3 * SessionCache::kMost; ++i) cache.keep(std::to_string(i), some_session());
  EXPECT_EQ(cache.size(), SessionCache::kMost);
  EXPECT_EQ(cache.take("first").session, nullptr);
}

// ---- Pins

TEST(ParsePin, TakesTheFormOfRfc7469) {
  const std::string good = "sha256/" + base64(std::array<std::uint8_t, 32>{1, 2, 3});
  ASSERT_TRUE(parse_pin(good));
  EXPECT_EQ((*parse_pin(good))[2], 3);
  for (const std::string& bad :
       {std::string(), std::string("sha256/"), good.substr(7), "sha1/" + good.substr(7), good + "=", good.substr(0, 50),
        "sha256/" + std::string(44, '='), "sha256/" + std::string(43, '!') + "=", "sha256/" + std::string(44, 'A'),
        "sha256/" + std::string(43, '\0') + "="}) {
    EXPECT_FALSE(parse_pin(bad)) << bad;
  }
}

TEST_F(TlsOptions, K1_APinnedKeyNeedsNobodyToVouchForIt) {
  TlsContext::Client client = trusting(stranger);
  EXPECT_FALSE(verdict(client, ca.server()));
  client.pins = {parse_pin(pin_text(ca.made.certificate_file)).value()};
  EXPECT_TRUE(verdict(client, ca.server()));
}

TEST_F(TlsOptions, K1_WithAPinOtherKeysOfTheCaWillNotDo) {
  TlsContext::Client client = trusting(ca);
  client.pins = {parse_pin(pin_text(stranger.made.certificate_file)).value()};
  const auto outcome = verdict(client, ca.server());
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().stage, Stage::kTls);
  EXPECT_EQ(outcome.error().code, Code::kUntrusted);
  EXPECT_THAT(outcome.error().detail, HasSubstr("pinned"));
  client.pins.push_back(parse_pin(pin_text(ca.made.ca_file)).value());
  EXPECT_TRUE(verdict(client, ca.server())) << "a CA's key may be pinned, too";
}

TEST_F(TlsOptions, K1_APinnedCaMustStillVouch) {
  TlsContext::Client client = trusting(stranger);
  client.pins = {parse_pin(pin_text(ca.made.ca_file)).value()};
  EXPECT_FALSE(verdict(client, ca.server())) << "nobody here trusts that CA";
}

TEST_F(TlsOptions, K1_APinDoesNotReplaceNameAndDates) {
  TlsContext::Client client = trusting(stranger);
  client.pins = {parse_pin(pin_text(ca.made.certificate_file)).value()};
  EXPECT_THAT(verdict(client, ca.server(), "other.test").error().detail, HasSubstr("mismatch"));
  const Authority expired(
      {.names = {"proxy.test"}, .not_before = -std::chrono::hours(48), .not_after = -std::chrono::hours(24)});
  client.pins = {parse_pin(pin_text(expired.made.certificate_file)).value()};
  EXPECT_THAT(verdict(client, expired.server()).error().detail, HasSubstr("expired"));
}

// ---- Certificates of clients

// A certificate for a client, signed by itself, with its key behind it in one file.
std::string make_client_certificate(const std::string& file) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("client"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  const Owned<std::FILE, std::fclose> stream(std::fopen(file.c_str(), "w"));
  PEM_write_X509(stream.get(), certificate.get());
  PEM_write_PrivateKey(stream.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  return file;
}

TEST_F(TlsOptions, S5_AClientShowsItsCertificate) {
  const std::string known = make_client_certificate(ca.dir.file("known.pem"));
  const std::string unknown = make_client_certificate(ca.dir.file("unknown.pem"));
  const TlsContext server = TlsContext::server({.certificate_file = ca.made.certificate_file,
                                                .key_file = ca.made.key_file,
                                                .alpn = {"h2"},
                                                .client_ca_file = known})
                                .value();
  TlsContext::Client client = trusting(ca);
  EXPECT_FALSE(verdict(client, server));
  client.certificate_file = unknown;
  client.key_file = unknown;
  EXPECT_FALSE(verdict(client, server));
  client.certificate_file = known;
  EXPECT_FALSE(TlsContext::client(client)) << "the key of another certificate";
  client.key_file = known;
  EXPECT_TRUE(verdict(client, server));
}

TEST_F(TlsOptions, K3_TheKeyOfAClientIsForItsOwnerOnly) {
  const std::string file = make_client_certificate(ca.dir.file("client.pem"));
  TlsContext::Client client = trusting(ca);
  client.certificate_file = client.key_file = file;
  ASSERT_TRUE(TlsContext::client(client));
  for (const auto other : {std::filesystem::perms::group_read, std::filesystem::perms::others_read}) {
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | other);
    const auto open = TlsContext::client(client);
    ASSERT_FALSE(open);
    EXPECT_EQ(open.error().detail, "the key file " + file + " is open to others; set its mode to 0600");
  }
  EXPECT_TRUE(TlsContext::server({file, file, {"h2"}})) << "whoever runs a server decides who may read its key";
  client.key_file = ca.dir.file("absent.pem");
  EXPECT_THAT(TlsContext::client(client).error().detail, HasSubstr("absent.pem is not there"));
}

TEST_F(TlsOptions, AKeyWithAPasswordIsRefusedAndNotAskedFor) {
  const std::string file = ca.dir.file("locked.pem");
  const Key key = read_key(ca.made.key_file);
  std::FILE* stream = std::fopen(file.c_str(), "w");
  std::array<unsigned char, 4> password{'w', 'o', 'r', 'd'};
  PEM_write_PrivateKey(stream, key.get(), EVP_aes_128_cbc(), password.data(), 4, nullptr, nullptr);
  std::fclose(stream);
  const auto context = TlsContext::server({ca.made.certificate_file, file, {}});
  ASSERT_FALSE(context);
  EXPECT_THAT(context.error().detail, HasSubstr(file));
  std::filesystem::permissions(file, std::filesystem::perms::owner_read);
  TlsContext::Client client = trusting(ca);
  client.certificate_file = ca.made.certificate_file;
  client.key_file = file;
  const auto of_client = TlsContext::client(client);
  ASSERT_FALSE(of_client);
  EXPECT_THAT(of_client.error().detail, HasSubstr(file));
}

// ---- Key log

TEST_F(TlsOptions, TheKeyLogIsItsOwnersOnly) {
  TlsContext::Client client = trusting(ca);
  client.key_log_file = ca.dir.file("keys");
  ASSERT_TRUE(verdict(client, ca.server()));
  std::ifstream log(client.key_log_file);
  const std::string text((std::istreambuf_iterator<char>(log)), {});
  EXPECT_THAT(text, HasSubstr("CLIENT_TRAFFIC_SECRET_0 "));
  EXPECT_EQ(std::filesystem::status(client.key_log_file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  client.key_log_file = ca.dir.file("absent/keys");
  EXPECT_THAT(TlsContext::client(client).error().detail, HasSubstr("No such file"));
}

// ---- Stapled OCSP (RFC 6066 §8)

struct Answer {
  std::string certificate_file;
  std::string issuer_file;  // who is asked about it
  std::string signer_file;
  std::string signer_key;
  int status = V_OCSP_CERTSTATUS_GOOD;
  long from = -60;  // seconds from now
  long until = 3600;
};

std::string der_of(const Answer& answer) {
  const Certificate certificate = read_certificate(answer.certificate_file);
  const Certificate issuer = read_certificate(answer.issuer_file);
  const Certificate signer = read_certificate(answer.signer_file);
  const Key key = read_key(answer.signer_key);
  const Owned<OCSP_BASICRESP, OCSP_BASICRESP_free> basic(OCSP_BASICRESP_new());
  const Owned<OCSP_CERTID, OCSP_CERTID_free> id(OCSP_cert_to_id(EVP_sha1(), certificate.get(), issuer.get()));
  const Owned<ASN1_TIME, ASN1_TIME_free> from(X509_gmtime_adj(nullptr, answer.from));
  const Owned<ASN1_TIME, ASN1_TIME_free> until(X509_gmtime_adj(nullptr, answer.until));
  OCSP_basic_add1_status(basic.get(), id.get(), answer.status, OCSP_REVOKED_STATUS_KEYCOMPROMISE, from.get(),
                         from.get(), until.get());
  EXPECT_EQ(OCSP_basic_sign(basic.get(), signer.get(), key.get(), EVP_sha256(), nullptr, 0), 1);
  const Owned<OCSP_RESPONSE, OCSP_RESPONSE_free> response(
      OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()));
  unsigned char* der = nullptr;
  const int size = i2d_OCSP_RESPONSE(response.get(), &der);
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

int staple(SSL* ssl, void* answer) {
  const auto& bytes = *static_cast<const std::string*>(answer);
  auto* copy = static_cast<unsigned char*>(OPENSSL_memdup(bytes.data(), bytes.size()));
  SSL_set_tlsext_status_ocsp_resp(ssl, copy, static_cast<int>(bytes.size()));
  return SSL_TLSEXT_ERR_OK;
}

class StapledOcsp : public TlsOptions {
 protected:
  Result<> verdict_on(std::string answer) {
    const TlsContext server = ca.server();
    SSL_CTX_callback_ctrl(server.native(), SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB, reinterpret_cast<void (*)()>(staple));
    SSL_CTX_set_tlsext_status_arg(server.native(), &answer);
    return verdict(trusting(ca), server);
  }
  std::string ca_key() const { return std::filesystem::path(ca.made.ca_file).replace_filename("ca.key"); }
  Answer good() const { return {ca.made.certificate_file, ca.made.ca_file, ca.made.ca_file, ca_key()}; }
};

TEST_F(StapledOcsp, AGoodAnswerIsFine) {
  const auto outcome = verdict_on(der_of(good()));
  EXPECT_TRUE(outcome) << outcome.error().detail;
}

TEST_F(StapledOcsp, ARevokedCertificateIsRefused) {
  Answer answer = good();
  answer.status = V_OCSP_CERTSTATUS_REVOKED;
  const auto outcome = verdict_on(der_of(answer));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, Code::kUntrusted);
  EXPECT_THAT(outcome.error().detail, HasSubstr("revoked"));
}

TEST_F(StapledOcsp, AnAnswerThatProvesNothingIsRefused) {
  Answer old = good();
  old.from = -7200;
  old.until = -3600;
  Answer foreign = good();
  foreign.signer_file = stranger.made.ca_file;
  foreign.signer_key = std::filesystem::path(stranger.made.ca_file).replace_filename("ca.key");
  Answer self_signed = good();  // the server's certificate is not one to sign answers with
  self_signed.signer_file = ca.made.certificate_file;
  self_signed.signer_key = ca.made.key_file;
  Answer other = good();
  other.certificate_file = stranger.made.certificate_file;
  Answer unknown = good();
  unknown.status = V_OCSP_CERTSTATUS_UNKNOWN;
  for (const std::string& answer : {der_of(old), der_of(foreign), der_of(self_signed), der_of(other), der_of(unknown),
                                    std::string("garbage"), der_of(good()).substr(0, 100)}) {
    const auto outcome = verdict_on(answer);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, Code::kUntrusted) << outcome.error().detail;
  }
}

}  // namespace
}  // namespace culvert::test
