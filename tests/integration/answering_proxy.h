// A proxy that answers as the test says, over any version of HTTP, and keeps what comes behind a request.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>

#include "http/h1/connection.h"
#include "http/h2/session.h"
#include "http/h3/session.h"
#include "net/tcp_listener.h"
#include "quic/listener.h"
#include "support/tls_pair.h"

namespace culvert::test {

class AnsweringProxy {
 public:
  using Answer = std::function<http::Response(const http::Request&)>;

  AnsweringProxy(Loop& loop, const Authority& ca, http::Version version, Answer answer)
      : loop_(loop), answer_(std::move(answer)), tasks_(loop) {
    if (version == http::Version::kHttp3) {
      quic_ = quic::Listener::open(loop, loopback(), ca.server({}, true), "h3", h3::with_http3({}, {}),
                                   [this](std::unique_ptr<quic::Connection> c) {
                                     tasks_.spawn(serve(h3::make_server(loop_, std::move(c), {})));
                                   })
                  .value();
    } else {
      tcp_ = std::make_unique<TcpListener>(TcpListener::open(loop, loopback(), Stage::kTcp).value());
      tasks_.spawn(accept(ca.server({std::string(http::alpn_of(version))}, true)));
    }
  }
  [[nodiscard]] std::uint16_t port() const { return tcp_ != nullptr ? tcp_->endpoint().port : quic_->endpoint().port; }

  // With an empty body; 0: no answer at all.
  static http::Response status(int code) {
    http::Response response;
    response.status = code;
    if (code / 100 != 2) response.fields.add("content-length", "0");
    return response;
  }

  // What is done with each stream that was answered with a 2xx, instead of keeping what comes.
  std::function<Task<>(http::ServerStream&)> script;

  int requests = 0;
  std::string behind;    // sent behind each 2xx
  std::string body;      // of answers that open no tunnel
  bool cut_off = false;  // which do not come to their end
  struct Taken {
    std::string protocol;
    std::string received;  // behind the request
  };
  std::list<Taken> taken;  // requests that were answered with a 2xx

 private:
  Task<> accept(TlsContext tls) {
    for (;;) tasks_.spawn(accept_one(co_await tcp_->accept(), tls));
  }
  Task<> accept_one(Socket socket, TlsContext tls) {
    auto stream = co_await TlsStream::accept(std::move(socket), tls);
    if (!stream) co_return;
    std::unique_ptr<http::ServerConnection> connection;
    if ((*stream)->info().alpn == "h2") {
      connection = h2::make_server(loop_, std::move(*stream), {});
    } else {
      connection = h1::make_server(loop_, std::move(*stream), {});
    }
    co_await serve(std::move(connection));
  }
  Task<> serve(std::unique_ptr<http::ServerConnection> connection) {
    TaskSet streams(loop_);
    for (;;) {
      auto stream = co_await connection->accept();
      if (!stream) co_return;
      ++requests;
      const http::Response response = answer_((*stream)->request());
      if (response.status == 0) {
        hanging_.push_back(std::move(*stream));
        continue;
      }
      (*stream)->respond(response);
      const bool tunnel = response.status / 100 == 2 && !(*stream)->request().ends_with_head();
      streams.spawn(tunnel ? keep(std::move(*stream)) : finish(std::move(*stream)));
    }
  }
  Task<> finish(std::unique_ptr<http::ServerStream> stream) {
    if (!body.empty()) static_cast<void>(co_await stream->write(queue_of(loop_, body)));
    if (cut_off) {
      co_await settle(loop_);
      co_return;
    }
    static_cast<void>(co_await stream->finish());
    co_await poll([&](Waiter& w) { return stream->poll_failed(w); });
  }
  Task<> keep(std::unique_ptr<http::ServerStream> stream) {
    if (script) {
      co_await script(*stream);
      co_return;
    }
    if (!behind.empty()) static_cast<void>(co_await stream->write(queue_of(loop_, behind)));
    Taken& mine = taken.emplace_back(stream->request().protocol, "");
    for (;;) {
      const auto bytes = co_await stream->next();
      if (!bytes || bytes->empty()) break;
      mine.received += text_of(*bytes);
      stream->consume(bytes->size());
    }
    co_await poll([&](Waiter& w) { return stream->poll_failed(w); });
  }

  Loop& loop_;
  const Answer answer_;
  std::unique_ptr<TcpListener> tcp_;
  std::unique_ptr<quic::Listener> quic_;
  std::vector<std::unique_ptr<http::ServerStream>> hanging_;
  TaskSet tasks_;
};

}  // namespace culvert::test
