// Opens tunnels through one proxy: template, credentials and wire revision on top of the origin's connections.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "capsule/capsule_stream.h"
#include "http/uri_template.h"
#include "upstream/origin_pool.h"

namespace culvert {

class ProxyClient {
 public:
  struct Options {
    http::UriTemplate uri_template;
    const WireRevision* revision = &default_revision();
    std::string authorization;                           // value of the field; empty for none
    Duration answer_timeout = std::chrono::seconds(60);  // from the request to the proxy's answer
  };

  ProxyClient(Loop& loop, Options options, OriginPool& pool) : loop_(loop), options_(std::move(options)), pool_(pool) {}

  // A tunnel to `target` for an application's stream. What the application sends before the proxy answers goes along
  // at once (requirement S1): at most kMaxEarly bytes, kept until the answer in case the request has to be made again.
  // An application that breaks off cancels the request. Requests that the proxy provably did not take are made again,
  // kTries times in all (G1), and so is, once, one that went out in early data and came to nothing or was answered 425
  // (S3).
  static constexpr std::size_t kMaxEarly = 128 * 1024;
  static constexpr int kTries = 3;
  [[nodiscard]] Task<Result<std::unique_ptr<CapsuleStream>>> open(http::HostPort target, ByteStream& application);

 private:
  struct Early;
  [[nodiscard]] http::Request request_for(const http::HostPort& target) const;
  [[nodiscard]] Task<Result<std::unique_ptr<CapsuleStream>>> attempt(const http::Request& request, Early& early,
                                                                     OriginPool::Timing& timing);

  Loop& loop_;
  const Options options_;
  OriginPool& pool_;
};

}  // namespace culvert
