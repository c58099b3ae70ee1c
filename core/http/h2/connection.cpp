// An HTTP/2 session behind the interfaces of http/connection.h.

#include "http/h2/session.h"

namespace culvert::h2 {

using http::ConnectionState;

namespace {

class H2Client final : public http::ClientConnection {
 public:
  H2Client(Loop& loop, std::unique_ptr<ByteStream> transport, const Settings& settings)
      : session_(loop, std::move(transport), Role::kClient, settings) {}
  http::Version version() const override { return http::Version::kHttp2; }
  ConnectionState state() const override { return session_.state(); }
  const Error& error() const override { return session_.error(); }
  std::size_t room() const override { return session_.room(); }
  bool extended_connect() const override { return session_.extended_connect(); }
  std::size_t streams() const override { return session_.streams(); }
  std::unique_ptr<http::ClientStream> open(const http::Request& request) override { return session_.open(request); }
  Poll<bool> poll_changed(std::uint64_t seen, Waiter& w) override { return session_.poll_changed(seen, w); }
  std::uint64_t changes() const override { return session_.changes(); }
  void network_changed() override { session_.network_changed(); }
  void drain() override { session_.drain(); }

 private:
  Session session_;
};

class H2Server final : public http::ServerConnection {
 public:
  H2Server(Loop& loop, std::unique_ptr<ByteStream> transport, const Settings& settings)
      : session_(loop, std::move(transport), Role::kServer, settings) {}
  http::Version version() const override { return http::Version::kHttp2; }
  Poll<Result<std::unique_ptr<http::ServerStream>>> poll_accept(Waiter& w) override { return session_.poll_accept(w); }
  std::size_t streams() const override { return session_.streams(); }
  void drain() override { session_.drain(); }

 private:
  Session session_;
};

}  // namespace

std::unique_ptr<http::ClientConnection> make_client(Loop& loop, std::unique_ptr<ByteStream> transport,
                                                    const Settings& settings) {
  return std::make_unique<H2Client>(loop, std::move(transport), settings);
}

std::unique_ptr<http::ServerConnection> make_server(Loop& loop, std::unique_ptr<ByteStream> transport,
                                                    const Settings& settings) {
  return std::make_unique<H2Server>(loop, std::move(transport), settings);
}

}  // namespace culvert::h2
