// How one connection to an origin is made: over which version of HTTP, and with what for the case that it is not to be
// had.
//
// HTTP/3 runs over UDP, which some networks drop without a word. So TCP is tried as well, later by a head start, and
// whoever is ready first is taken (requirement V2); what worked is remembered for each network. HTTP/3 that comes
// second is not thrown away: it is the better connection for what follows.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/alt_svc.h"
#include "http/auth/concealed.h"
#include "http/connection.h"
#include "http/h1/settings.h"
#include "http/h2/settings.h"
#include "http/h3/settings.h"
#include "net/resolver.h"
#include "net/socket.h"
#include "quic/client.h"
#include "tls/context.h"
#include "tls/tls_stream.h"
#include "upstream/progress.h"
#include "upstream/version_memory.h"

namespace culvert {

// One connection as people see it (requirement V3).
struct ConnectionInfo {
  std::uint64_t id = 0;
  http::Version version = http::Version::kHttp2;
  TlsInfo tls;
  Endpoint remote;
  std::size_t streams = 0;
  Duration setup{};  // from the start of the lookup to the server's settings
};

class Connector {
 public:
  struct Options {
    std::string host;  // DNS name or IP literal
    std::uint16_t port = 443;
    // Allowed, in order of preference.
    http::Versions versions{http::Version::kHttp3, http::Version::kHttp2, http::Version::kHttp11};
    // The server has to let streams switch protocols (requirement R3); without it anybody who speaks HTTP will do, for
    // ordinary requests.
    bool extended_connect = true;
    h1::Settings h1;
    h2::Settings h2;
    h3::Settings h3;
    quic::Settings quic;
    Duration connect_timeout = std::chrono::seconds(15);  // lookup, TCP or QUIC, TLS and settings together
    Duration head_start = VersionMemory::kHeadStart;      // of HTTP/3, where nothing is known against it
  };
  struct Made {
    ConnectionInfo info;
    std::unique_ptr<http::ClientConnection> http;
    http::KeyExporter exporter;  // of the connection below `http`, for as long as that takes requests
  };
  using Result = culvert::Result<std::unique_ptr<Made>>;
  // Who is told of connections besides what connect() gives. All are called by its tasks, from no destructor but
  // on_early_over().
  struct Listener {
    // A connection over HTTP/3 that was ready after another had been taken.
    std::function<void(std::unique_ptr<Made>)> on_late;
    // The handshake has not begun, and requests that are made at once go out in early data (requirement S3).
    std::function<void(http::ClientConnection&)> on_early;
    // The handshake is complete, or the connection is given up.
    std::function<void(http::ClientConnection&, bool established)> on_early_over;
  };

  Connector(Loop& loop, Resolver& resolver, TlsContext tls, const Options& options, Listener listener);

  [[nodiscard]] Task<Result> connect(Progress& progress);
  void set_network(const std::string& network) { network_ = network; }
  void told(const http::AltSvc& services) { memory_.told(services, loop_.now()); }

 private:
  struct Race;
  class EarlyOffer;
  [[nodiscard]] Task<Result> race(Progress& progress, const VersionMemory::Plan& plan);
  Task<> quic_leg(std::shared_ptr<Race> race);
  [[nodiscard]] Task<Result> connect_over_quic(Progress& progress, std::optional<http::AltService> at);
  [[nodiscard]] Task<Result> connect_over_quic_to(Progress& progress, Endpoint address);
  [[nodiscard]] Task<Result> connect_over_tcp(Progress& progress);
  [[nodiscard]] Task<Result> connect_over_tcp(Progress& progress, bool without_http2);
  [[nodiscard]] Task<Result> secure(Progress& progress, Socket socket, bool without_http2);
  [[nodiscard]] bool will_do(const http::ClientConnection& http) const;
  [[nodiscard]] Task<culvert::Result<>> handshake_with_early_data(Made& made, TlsStream& tls);
  [[nodiscard]] culvert::Result<> speak(Made& made, const std::string& alpn, std::unique_ptr<ByteStream> transport,
                                        bool without_http2);

  Loop& loop_;
  Resolver& resolver_;
  const TlsContext tls_;
  const Options options_;
  const Listener listener_;
  std::string network_;
  VersionMemory memory_;
  quic::Resumption resumption_;
  bool avoid_http2_ = false;  // it does not let streams of HTTP/2 switch protocols
  TaskSet late_;              // last: its tasks use everything above
};

}  // namespace culvert
