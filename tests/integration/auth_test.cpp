// Who asks: each way to prove it, against a proxy of ours or one that answers as the test says.
#include <openssl/evp.h>

#include <format>

#include "http/auth/base64.h"
#include "http/auth/user_file.h"
#include "integration/answering_proxy.h"
#include "integration/world.h"
#include "support/keys.h"

namespace culvert::test {
namespace {

using http::Password;
using http::PasswordScheme;

class Auth : public EachVersion {
 protected:
  [[nodiscard]] std::unique_ptr<proxy::Server> proxy_for(std::string_view users) {
    proxy::Options options = proxy_options();
    options.rules.users = std::make_shared<http::UserFile>(http::UserFile::parse(users).value());
    return start_proxy(std::move(options));
  }
  // Of the proxy, to clients of whatever kind.
  [[nodiscard]] int refusals(int status) const {
    int n = 0;
    for (const auto& e : proxy_events) {
      const auto* refused = std::get_if<proxy::event::Refused>(&e);
      if (refused != nullptr && refused->status == status) ++n;
    }
    return n;
  }
};

CULVERT_EACH_VERSION(Auth);

std::string password_line(std::string_view user, std::string_view password) {
  return std::format("{}:{}\n", user, http::hash_password(password).value());
}

TEST_P(Auth, S5_Passwords) {
  struct Row {
    const char* what;
    http::Identity identity;
    bool good;
    int asked;  // how many times the proxy said 401
  };
  const Row rows[] = {
      {"right", Password{"ann", "secret"}, true, 1},
      {"right, at once", Password{"ann", "secret", PasswordScheme::kBasic}, true, 0},
      {"wrong password", Password{"ann", "wrong"}, false, 2},
      {"wrong password, at once", Password{"ann", "wrong", PasswordScheme::kBasic}, false, 1},
      {"unknown user", Password{"bob", "secret"}, false, 2},
      {"digest only, which the proxy does not offer", Password{"ann", "secret", PasswordScheme::kDigest}, false, 1},
      {"nobody", {}, false, 1},
      {"another scheme", http::BearerToken{"secret"}, false, 1},
  };
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = proxy_for(password_line("ann", "secret"));
    for (const Row& row : rows) {
      proxy_events.clear();
      auto client = start_client({.port = server->endpoint().port, .identity = row.identity});
      auto application = co_await client->open(destination.at(), "hello");
      EXPECT_EQ(application.has_value(), row.good) << row.what;
      EXPECT_EQ(refusals(401), row.asked) << row.what;
      if (!application) {
        EXPECT_EQ(application.error().stage, Stage::kAuth) << row.what;
        EXPECT_EQ(application.error().detail.find("secret"), std::string::npos) << "K3";
        continue;
      }
      // What went along with the request that was refused is not lost.
      EXPECT_EQ(co_await read_at_least(**application, 5), "hello") << row.what;
      auto second = co_await client->open(destination.at());
      EXPECT_TRUE(second) << row.what;
      EXPECT_EQ(refusals(401), row.asked) << row.what << ": sent at once from then on";
    }
    EXPECT_EQ(destination.accepted(), 4);
    // Many at once with the same password that nobody has seen yet.
    auto client =
        start_client({.port = server->endpoint().port, .identity = Password{"ann", "other", PasswordScheme::kBasic}});
    int refused = 0;
    TaskSet tasks(loop);
    auto tries = [&]() -> Task<> {
      const auto application = co_await client->open(destination.at());
      if (!application && application.error().code == Code::kUnauthorized) ++refused;
    };
    for (int i = 0; i < 20; ++i) tasks.spawn(tries());
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    EXPECT_EQ(refused, 20);
  });
}

// A new key, and the line for the file of users.
struct Key {
  http::ConcealedKey secret;
  std::string line;
};
Key make_key(std::string_view id, const char* type, const char* group = nullptr) {
  const std::string pem = make_key_pem(type, group);
  return {http::ConcealedKey::parse(pem).value(),
          std::format("{}:$concealed${}\n", id, http::encode_base64(public_der(pem)))};
}

TEST_P(Auth, S5_ConcealedKeys) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    const Key ann = make_key("ann", "ED25519");
    const Key kim = make_key("kim", "EC", "P-256");
    auto server = proxy_for(ann.line + kim.line);
    const auto known = [&](std::string id, const Key& key) {
      return start_client(
          {.port = server->endpoint().port, .identity = http::ConcealedIdentity{std::move(id), key.secret}});
    };
    std::string user;  // of the last tunnel
    for (const auto& [id, key] : {std::pair{"ann", &ann}, std::pair{"kim", &kim}}) {
      auto client = known(id, *key);
      for (int i = 0; i < 2; ++i) {
        auto application = co_await client->open(destination.at());
        CO_ASSERT(application);
        CO_ASSERT(co_await write(loop, **application, "hello"));
        EXPECT_EQ(co_await read_at_least(**application, 5), "hello");
        for (const auto& e : proxy_events) {
          if (const auto* opened = std::get_if<proxy::event::Opened>(&e)) user = opened->user;
        }
        EXPECT_EQ(user, id);
      }
    }
    // Somebody with another's key, a stranger, somebody with a password, and nobody: they see no proxy at all.
    std::vector<std::unique_ptr<Client>> others;
    others.push_back(known("ann", kim));
    others.push_back(known("bob", kim));
    others.push_back(
        start_client({.port = server->endpoint().port, .identity = Password{"ann", "x", PasswordScheme::kBasic}}));
    others.push_back(start_client({.port = server->endpoint().port}));
    proxy_events.clear();
    for (std::size_t i = 0; i < others.size(); ++i) {
      const auto application = co_await others[i]->open(destination.at());
      CO_ASSERT(!application);
      EXPECT_EQ(application.error().stage, Stage::kProxy);
      EXPECT_EQ(application.error().detail.ends_with("; or it does not know the key"), i < 2)
          << application.error().detail;
    }
    EXPECT_EQ(refusals(404), 4);
    EXPECT_EQ(refusals(401), 0);
  });
}

TEST_P(Auth, S5_PasswordsAndKeysSideBySide) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    const Key kim = make_key("kim", "ED25519");
    auto server = proxy_for(kim.line + password_line("ann", "secret"));
    auto with_key =
        start_client({.port = server->endpoint().port, .identity = http::ConcealedIdentity{"kim", kim.secret}});
    EXPECT_TRUE(co_await with_key->open(destination.at()));
    auto with_password = start_client({.port = server->endpoint().port, .identity = Password{"ann", "secret"}});
    EXPECT_TRUE(co_await with_password->open(destination.at()));
    auto stranger =
        start_client({.port = server->endpoint().port, .identity = http::ConcealedIdentity{"bob", kim.secret}});
    const auto application = co_await stranger->open(destination.at());
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().stage, Stage::kAuth);
    EXPECT_EQ(application.error().detail, "it did not accept the key");
  });
}

// ---- Digest ----------------------------------------------------------------------------------------------------

std::string sha256(std::string_view text) {
  std::array<unsigned char, 32> out{};
  EVP_Q_digest(nullptr, "SHA2-256", nullptr, text.data(), text.size(), out.data(), nullptr);
  std::string hex;
  for (const unsigned char c : out) hex += std::format("{:02x}", c);
  return hex;
}

// A proxy that knows kim, whose password is "secret", by RFC 7616 §3.4.1 as written there.
struct DigestProxy {
  std::string method;  // "GET", "CONNECT"
  int nonce = 0;
  int uses = 0;  // of the nonce
  int uses_allowed = 3;
  bool says_stale = true;
  std::vector<std::string> counts = {};

  http::Response operator()(const http::Request& request) {
    http::Response response = AnsweringProxy::status(200);
    const auto authorization = request.fields.get("authorization");
    const bool known = authorization && is_right(request, *authorization);
    if (known && uses++ < uses_allowed) {
      response.fields.add("capsule-protocol", "?1");
      return response;
    }
    ++nonce;
    uses = 0;
    response = AnsweringProxy::status(401);
    response.fields.add("www-authenticate",
                        std::format(R"(Digest realm="here", qop="auth", algorithm=SHA-256, nonce="n{}", opaque="o"{})",
                                    nonce, known && says_stale ? ", stale=true" : ""));
    response.fields.add("www-authenticate", "Basic realm=\"here\"");
    return response;
  }

  bool is_right(const http::Request& request, const std::string& authorization) {
    const auto all = http::parse_challenges(authorization);
    if (all.size() != 1 || !all.front().is("digest")) return false;
    const auto get = [&](std::string_view name) {
      const std::string* value = all.front().find(name);
      return value != nullptr ? *value : std::string();
    };
    if (get("nonce") != std::format("n{}", nonce) || get("uri") != request.path || get("opaque") != "o") return false;
    counts.push_back(get("nc"));
    const std::string expected = sha256(std::format("{}:{}:{}:{}:auth:{}", sha256("kim:here:secret"), get("nonce"),
                                                    get("nc"), get("cnonce"), sha256(method + ":" + request.path)));
    return get("username") == "kim" && get("response") == expected;
  }
};

TEST_P(Auth, S5_Digest) {
  for (const bool says_stale : {true, false}) {
    run([&]() -> Task<> {
      DigestProxy digest{.method = version() == http::Version::kHttp11 ? "GET" : "CONNECT", .says_stale = says_stale};
      AnsweringProxy odd(loop, ca, version(), std::ref(digest));
      auto client = start_client({.port = odd.port(), .identity = Password{"kim", "secret"}});
      for (int i = 0; i < 5; ++i) {
        auto application = co_await client->open({"destination.test", 80});
        EXPECT_TRUE(application) << i << ": " << application.error().detail;
      }
      // One question, three tunnels, a nonce that is used up and replaced, two tunnels.
      EXPECT_EQ(odd.requests, 1 + 3 + 1 + 2);
      EXPECT_EQ(digest.counts,
                (std::vector<std::string>{"00000001", "00000002", "00000003", "00000004", "00000001", "00000002"}));
    });
  }
}

TEST_P(Auth, S5_DigestWithAWrongPassword) {
  run([&]() -> Task<> {
    DigestProxy digest{.method = version() == http::Version::kHttp11 ? "GET" : "CONNECT"};
    AnsweringProxy odd(loop, ca, version(), std::ref(digest));
    auto client = start_client({.port = odd.port(), .identity = Password{"kim", "wrong"}});
    for (int i = 1; i <= 2; ++i) {
      auto application = co_await client->open({"destination.test", 80});
      CO_ASSERT(!application);
      EXPECT_EQ(application.error(),
                (Error{Stage::kAuth, Code::kUnauthorized, "the user name or the password is wrong"}));
      EXPECT_EQ(odd.requests, 2 * i);
    }
  });
}

TEST_P(Auth, S5_AProxyThatAlwaysWantsMoreIsGivenUp) {
  run([&]() -> Task<> {
    int nonce = 0;
    AnsweringProxy odd(loop, ca, version(), [&](const http::Request&) {
      http::Response response = AnsweringProxy::status(401);
      response.fields.add("www-authenticate",
                          std::format(R"(Digest realm="here", qop="auth", nonce="n{}", stale=true)", ++nonce));
      return response;
    });
    auto client = start_client({.port = odd.port(), .identity = Password{"kim", "secret"}});
    const auto application = co_await client->open({"destination.test", 80});
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().stage, Stage::kAuth);
    EXPECT_EQ(odd.requests, 1 + ProxyClient::kMaxAsked);
  });
}

TEST_P(Auth, S5_Bearer) {
  run([&]() -> Task<> {
    AnsweringProxy odd(loop, ca, version(), [&](const http::Request& request) {
      const bool right = request.fields.get("authorization") == "Bearer mF_9.B5f-4.1JqM";
      http::Response response = AnsweringProxy::status(right ? 200 : 401);
      if (!right) response.fields.add("www-authenticate", "Bearer error=\"invalid_token\"");
      return response;
    });
    auto client = start_client({.port = odd.port(), .identity = http::BearerToken{"mF_9.B5f-4.1JqM"}});
    EXPECT_TRUE(co_await client->open({"destination.test", 80}));
    EXPECT_EQ(odd.requests, 1);
    auto wrong = start_client({.port = odd.port(), .identity = http::BearerToken{"another"}});
    const auto application = co_await wrong->open({"destination.test", 80});
    CO_ASSERT(!application);
    EXPECT_EQ(application.error(), (Error{Stage::kAuth, Code::kUnauthorized, "it did not accept the token"}));
    EXPECT_EQ(odd.requests, 2);
  });
}

}  // namespace
}  // namespace culvert::test
