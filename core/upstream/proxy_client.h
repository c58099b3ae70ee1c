// Opens tunnels through one proxy: template, credentials and wire revision on top of the origin's connections.
//
// Or a classic CONNECT proxy, until that says that it would rather be asked at its template (requirement T6). Nothing
// of the application's goes out before a classic proxy has answered, over any version of HTTP: over HTTP/1.1 it might
// be taken for a request (optimistic-upgrade, "Requirements for HTTP CONNECT"), and a gateway in between may well put
// what comes in a stream of HTTP/2 behind a CONNECT over HTTP/1.1. Only connect-tcp asks proxies to be ready for that.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "capsule/wire_revision.h"
#include "http/auth/authenticator.h"
#include "http/uri_template.h"
#include "net/far_stream.h"
#include "upstream/origin_pool.h"

namespace culvert {

class ProxyClient {
 public:
  struct Options {
    http::UriTemplate uri_template;
    // In the order in which they are offered, at least one. After a refusal that says that the proxy does not know the
    // protocol, the next one is tried; the one that was accepted comes first from then on.
    std::vector<WireRevision> revisions{default_revision()};
    http::Identity identity;                             // who asks
    Duration answer_timeout = std::chrono::seconds(60);  // from the request to the proxy's answer
    // The proxy is asked to say at once that it has the request (Expect: 100-continue, requirement S2), and has so much
    // time for that; the rest of answer_timeout is for the destination. Zero: it is not asked.
    Duration continue_timeout{};
    // Ask by classic CONNECT first; the template is the default one of the same origin. The pool must not insist on
    // extended CONNECT.
    bool classic_connect = false;
    Trace* trace = nullptr;  // outlives the client
  };

  ProxyClient(Loop& loop, Options options, OriginPool& pool)
      : loop_(loop),
        options_(std::move(options)),
        pool_(pool),
        authenticator_(options_.identity),
        classic_authenticator_(options_.identity, http::Authenticator::system_random, http::Audience::kProxy),
        classic_(options_.classic_connect) {}

  // A tunnel to `target` for an application's stream. What the application sends before the proxy answers goes along
  // at once (requirement S1): at most kMaxEarly bytes, kept until the answer in case the request has to be made again.
  // An application that breaks off cancels the request. Requests that the proxy provably did not take are made again,
  // kTries times in all (G1), and so is, once, one that went out in early data and came to nothing or was answered 425
  // (S3). One that was answered 401, or 407 by a classic proxy, is made again with what the proxy asks for, kMaxAsked
  // times (S5).
  static constexpr std::size_t kMaxEarly = 128 * 1024;
  static constexpr int kTries = 3;
  static constexpr int kMaxAsked = 2;
  // `opening`, which outlives the task, has the tunnel's id, and is told how far it is.
  struct Opening {
    std::uint64_t id = 0;
    Step step = Step::kArrived;
    std::uint64_t connection = 0;  // that carries the request; 0: none yet, or early data
  };
  [[nodiscard]] Task<Result<std::unique_ptr<FarStream>>> open(http::HostPort target, ByteStream& application,
                                                              Opening* opening = nullptr);

 private:
  using Opened = Result<std::unique_ptr<FarStream>>;
  struct Early;
  struct Attempt;
  [[nodiscard]] Task<Opened> open_with(const http::HostPort& target, Early& early, Attempt& how);
  [[nodiscard]] http::Request request_for(const WireRevision* revision, const http::HostPort& target) const;
  [[nodiscard]] Result<http::Request> authorized(const http::Request& request, const OriginPool::Carrier& carrier,
                                                 Attempt& how);
  [[nodiscard]] http::Authenticator& authenticator(const Attempt& how);
  [[nodiscard]] std::unique_ptr<FarStream> far_stream(std::unique_ptr<http::ClientStream> http, const Attempt& how);
  [[nodiscard]] Task<Opened> attempt(const http::Request& request, Early& early, Attempt& how);
  void learn_from(const http::Response& response, Attempt& how);
  [[nodiscard]] bool wants_connect_tcp(const http::Response& response) const;
  void tell(Attempt& how, Step step, std::string_view text = {}, std::uint64_t value = 0) const;
  [[nodiscard]] Error refused(const http::Response& response, Attempt& how);

  Loop& loop_;
  const Options options_;
  OriginPool& pool_;
  http::Authenticator authenticator_;
  http::Authenticator classic_authenticator_;
  std::size_t accepted_ = 0;  // of the revisions, or the first to try
  bool classic_;              // it is asked by classic CONNECT
};

}  // namespace culvert
