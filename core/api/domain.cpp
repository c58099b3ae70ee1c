#include "api/domain.h"

#include "api/tls_options.h"
#include "http/uri_template.h"
#include "net/workers.h"
#include "upstream/provisioning_client.h"

namespace culvert::api {

Task<Result<http::ProvisioningDomain>> fetch_domain(Loop& loop, Resolver& resolver, config::Profile profile) {
  const auto input = http::understand_proxy_input(profile.proxy);
  if (!input) co_return std::unexpected(input.error());
  if (input->kind != http::ProxyInput::Kind::kProvisioningDomain) {
    co_return fail(Stage::kLocal, Code::kInvalid,
                   "this is no provisioning domain: its address is https://HOST/.well-known/pvd");
  }
  profile.client_certificate_file.clear();
  profile.client_key_file.clear();
  profile.early_data = false;
  const auto trusted = tls_options(profile);
  if (!trusted) co_return std::unexpected(trusted.error());
  Workers reading(loop, 1);
  auto read = co_await reading.run([options = *trusted] { return TlsContext::client(options); });
  if (!read) co_return fail(Stage::kLocal, Code::kLimit, "too many files are being read");
  Result<TlsContext> tls = std::move(*read);
  if (!tls) co_return std::unexpected(std::move(tls.error()));
  OriginPool::Options options;
  options.host = input->origin.host;
  options.port = input->origin.port;
  options.versions = profile.http;
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  co_return co_await fetch_provisioning_domain(loop, resolver, std::move(*tls), std::move(options), now);
}

}  // namespace culvert::api
