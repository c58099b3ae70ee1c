// Certificates, and two ends of a TLS connection over loopback.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/loop_runner.h"
#include "support/streams.h"
#include "tls/certificate_maker.h"
#include "tls/context.h"
#include "tls/tls_stream.h"

namespace culvert::test {

// A CA in a directory of its own, and a certificate from it.
struct Authority {
  explicit Authority(CertificateRequest request = {.names = {"proxy.test", "127.0.0.1"}})
      : made(make_certificate(dir.file("ca"), request).value()) {}
  [[nodiscard]] TlsContext server(std::vector<std::string> alpn = {"h2"}, bool early_data = false) const {
    TlsContext::Server options{made.certificate_file, made.key_file, std::move(alpn)};
    options.early_data = early_data;
    return TlsContext::server(options).value();
  }
  [[nodiscard]] TlsContext client(std::vector<std::string> alpn = {"h2"}, bool early_data = false) const {
    TlsContext::Client options{made.ca_file, std::move(alpn)};
    options.early_data = early_data;
    return TlsContext::client(options).value();
  }
  TempDir dir;
  MadeCertificate made;
};

struct TlsPair {
  Result<std::unique_ptr<TlsStream>> client;
  Result<std::unique_ptr<TlsStream>> server;
};

inline Task<TlsPair> make_tls_pair(Loop& loop, TlsContext client, TlsContext server, std::string name = "proxy.test") {
  SocketPair sockets = co_await make_socket_pair(loop);
  TlsPair pair;
  TaskSet tasks(loop);
  auto connects = [&]() -> Task<> {
    pair.client = co_await TlsStream::connect(std::move(sockets.a), std::move(client), std::move(name));
  };
  auto accepts = [&]() -> Task<> { pair.server = co_await TlsStream::accept(std::move(sockets.b), std::move(server)); };
  tasks.spawn(connects());
  tasks.spawn(accepts());
  co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
  co_return pair;
}

}  // namespace culvert::test
