#include "built_in_proxy.h"

#include <array>
#include <format>
#include <mutex>
#include <optional>
#include <random>
#include <thread>
#include <vector>

#include "base/private_file.h"
#include "http/uri_template.h"
#include "net/resolver.h"
#include "proxy/server.h"
#include "tls/certificate_maker.h"

namespace culvert::desktop {

namespace {

constexpr std::size_t kKeyDigits = 32;
constexpr int kAttempts = 8;  // to find a port that is free in both families

bool is_key(std::string_view text) {
  return text.size() == kKeyDigits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string new_key() {
  std::random_device random;
  std::string key;
  while (key.size() < kKeyDigits) key += std::format("{:08x}", random() & 0xffffffffU);
  return key;
}

// The same one every time, so that profiles go on working.
Result<std::string> key_of(const std::string& directory) {
  const std::string path = directory + "/key";
  if (file_exists(path)) {
    auto kept = read_private_file(path, kKeyDigits + 1);
    if (kept && is_key(*kept)) return kept;
  }
  std::string key = new_key();
  if (auto written = write_private_file(path, key); !written) {
    return fail(Stage::kLocal, written.error().code, path + " " + written.error().detail);
  }
  return key;
}

IpAddress loopback_v6() { return IpAddress::parse("::1").value(); }

}  // namespace

struct BuiltInProxy::Private {
  const std::string directory;
  std::mutex mutex;
  std::optional<Running> running;  // as are the next two, under mutex
  bool starting = false;
  std::vector<Started> waiting;
  Loop loop;
  std::thread thread;

  struct Servers {
    std::unique_ptr<proxy::Server> v4, v6;
  };

  void run(std::uint16_t port);
  void answer(const Result<Running>& outcome);
  Result<Servers> open(std::uint16_t port, Resolver& resolver, const TlsContext& tls, const std::string& path);
};

BuiltInProxy::BuiltInProxy(std::string directory)
    : d_(new Private{
          .directory = std::move(directory), .mutex = {}, .running = {}, .waiting = {}, .loop = {}, .thread = {}}) {}

BuiltInProxy::~BuiltInProxy() {
  d_->loop.stop();
  if (d_->thread.joinable()) d_->thread.join();
}

std::string BuiltInProxy::ca_file() const { return d_->directory + "/ca.pem"; }

void BuiltInProxy::start(std::uint16_t port, Started started) {
  {
    const std::scoped_lock lock(d_->mutex);
    if (d_->running) return started(*d_->running);
    d_->waiting.push_back(std::move(started));
    if (d_->starting) return;
    d_->starting = true;
  }
  if (d_->thread.joinable()) d_->thread.join();  // it could not start, and has ended
  d_->thread = std::thread([d = d_.get(), port] { d->run(port); });
}

void BuiltInProxy::Private::answer(const Result<Running>& outcome) {
  std::vector<Started> all;
  {
    const std::scoped_lock lock(mutex);
    starting = false;
    if (outcome) running = *outcome;
    all.swap(waiting);
  }
  for (Started& started : all) started(outcome);
}

void BuiltInProxy::Private::run(std::uint16_t port) {
  const auto made =
      make_certificate(directory, {.names = {"localhost", "127.0.0.1", "::1"}, .not_after = std::chrono::years(2)});
  if (!made) return answer(std::unexpected(made.error()));
  const auto key = key_of(directory);
  if (!key) return answer(std::unexpected(key.error()));
  const auto tls = TlsContext::server({.certificate_file = made->certificate_file,
                                       .key_file = made->key_file,
                                       .alpn = http::alpn_over_tcp(proxy::Options{}.versions)});
  if (!tls) return answer(std::unexpected(tls.error()));
  const std::string path = "/" + *key + "/{target_host}/{target_port}/";
  SystemResolver resolver(loop);
  auto servers = open(port, resolver, *tls, path);
  if (!servers && port != kUsualPort) servers = open(kUsualPort, resolver, *tls, path);
  for (int i = 0; !servers && i < kAttempts; ++i) servers = open(0, resolver, *tls, path);
  if (!servers) return answer(std::unexpected(servers.error()));
  answer(Running{.uri_template = std::format("https://localhost:{}{}", servers->v4->endpoint().port, path),
                 .ca_file = made->ca_file});
  loop.run();
}

Result<BuiltInProxy::Private::Servers> BuiltInProxy::Private::open(std::uint16_t port, Resolver& resolver,
                                                                   const TlsContext& tls, const std::string& path) {
  auto uri_template = http::UriTemplate::parse_path(path);
  if (!uri_template) return std::unexpected(std::move(uri_template.error()));
  const auto server_at = [&](const IpAddress& address, std::uint16_t at) {
    proxy::Options options;
    options.listen = {address, at};
    options.rules.uri_template = *uri_template;
    options.allow_private = true;
    return std::make_unique<proxy::Server>(loop, resolver, tls, std::move(options), [](const proxy::Event&) {});
  };
  Servers servers{.v4 = server_at(IpAddress::v4({127, 0, 0, 1}), port), .v6 = {}};
  if (auto opened = servers.v4->open(); !opened) return std::unexpected(std::move(opened.error()));
  // Programs that are told "localhost" may come by either family. Somebody else who has the port there would be met
  // instead; a computer without the family does well without it.
  servers.v6 = server_at(loopback_v6(), servers.v4->endpoint().port);
  if (auto opened = servers.v6->open(); !opened) {
    servers.v6.reset();
    auto other = server_at(loopback_v6(), 0);
    if (other->open()) return std::unexpected(std::move(opened.error()));
  }
  return servers;
}

}  // namespace culvert::desktop
