#include "net/resolver.h"

#include <algorithm>
#include <asio/ip/tcp.hpp>
#include <asio/post.hpp>
#include <asio/thread_pool.hpp>
#include <atomic>

#include "net/asio_address.h"

namespace culvert {

namespace {

using Addresses = std::vector<IpAddress>;

Result<Addresses> look_up(const std::string& host, Stage stage) {
  asio::io_context io;
  asio::ip::tcp::resolver resolver(io);
  asio::error_code ec;
  const auto found = resolver.resolve(host, "", ec);
  if (ec) {
    const bool absent = ec == asio::error::host_not_found || ec == asio::error::no_data;
    return fail(stage, absent ? Code::kNotFound : Code::kTimedOut, host + ": " + ec.message());
  }
  Addresses addresses;
  for (const auto& entry : found) {
    const IpAddress address = from_asio(entry.endpoint().address());
    if (std::ranges::find(addresses, address) == addresses.end()) addresses.push_back(address);
  }
  if (addresses.empty()) return fail(stage, Code::kNotFound, host + ": the name has no address");
  return addresses;
}

// Shared between the waiting task and the thread that looks up.
struct Lookup {
  explicit Lookup(Loop& loop) : done(loop) {}
  Event done;
  std::atomic<bool> wanted = true;
  std::optional<Result<Addresses>> result;
};

// Tells the thread, on every way out of the waiting task, that nobody wants the answer.
struct Interest {
  explicit Interest(std::shared_ptr<Lookup> l) : lookup(std::move(l)) {}
  Interest(const Interest&) = delete;
  Interest& operator=(const Interest&) = delete;
  ~Interest() { lookup->wanted = false; }
  std::shared_ptr<Lookup> lookup;
};

}  // namespace

struct SystemResolver::Impl {
  explicit Impl(Loop& l) : loop(l) {}
  Loop& loop;
  std::shared_ptr<std::atomic<std::size_t>> queued = std::make_shared<std::atomic<std::size_t>>(0);
  asio::thread_pool threads{kThreads};
};

SystemResolver::SystemResolver(Loop& loop) : impl_(std::make_unique<Impl>(loop)) {}

SystemResolver::~SystemResolver() {
  impl_->threads.stop();
  impl_->threads.join();
}

Task<Result<Addresses>> SystemResolver::resolve(std::string host, Stage stage) {
  if (const auto literal = IpAddress::parse(host)) co_return Addresses{*literal};
  if (impl_->queued->load() >= kQueue) co_return fail(stage, Code::kLimit, "too many name lookups at once");
  const auto lookup = std::make_shared<Lookup>(impl_->loop);
  const Interest interest(lookup);
  impl_->queued->fetch_add(1);
  asio::post(impl_->threads, [lookup, host, stage, queued = impl_->queued, &loop = impl_->loop] {
    auto result = lookup->wanted ? look_up(host, stage) : fail(stage, Code::kClosed);
    queued->fetch_sub(1);
    loop.post([lookup, result = std::move(result)]() mutable {
      lookup->result = std::move(result);
      lookup->done.set();
    });
  });
  co_await lookup->done.wait();
  co_return std::move(*lookup->result);
}

}  // namespace culvert
