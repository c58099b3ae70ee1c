#include "net/dialer.h"

#include <algorithm>
#include <vector>

#include "net/address_race.h"
#include "net/with_timeout.h"

namespace culvert {

namespace {

void tell(const DialOptions& options, Step step, std::string_view text = {}, std::uint64_t value = 0) {
  if (options.on_step) options.on_step(step, text, value);
}

Task<Result<Socket>> connect(Loop& loop, Endpoint endpoint, const DialOptions& options) {
  tell(options, Step::kTcp, endpoint.to_string());
  auto socket = Socket::connect(loop, endpoint, options.connect_stage);
  if (!socket) co_return socket;
  const auto connected = co_await poll([&](Waiter& w) { return socket->poll_connected(w); });
  if (!connected) co_return std::unexpected(connected.error());
  tell(options, Step::kTcpReady, endpoint.to_string());
  co_return socket;
}

Task<Result<Socket>> dial_without_limit(Loop& loop, Resolver& resolver, std::string host, std::uint16_t port,
                                        const DialOptions& options) {
  tell(options, Step::kLookup, host);
  auto addresses = co_await resolver.resolve(std::move(host), options.lookup_stage);
  if (!addresses) co_return std::unexpected(addresses.error());
  tell(options, Step::kLookedUp, {}, addresses->size());
  std::vector<Endpoint> endpoints = in_turn(*addresses, port);
  if (options.allowed) std::erase_if(endpoints, [&](const Endpoint& e) { return !options.allowed(e); });
  if (endpoints.empty()) co_return fail(options.connect_stage, Code::kDenied, "this address is not allowed");
  AddressRace<Socket> race(loop, options.attempt_delay,
                           [&](Endpoint endpoint) { return connect(loop, endpoint, options); });
  co_return co_await race.run(std::move(endpoints));
}

}  // namespace

std::vector<Endpoint> in_turn(const std::vector<IpAddress>& addresses, std::uint16_t port) {
  std::vector<Endpoint> first;
  std::vector<Endpoint> second;
  for (const IpAddress& a : addresses) (a.is_v6() == addresses.front().is_v6() ? first : second).push_back({a, port});
  std::vector<Endpoint> out;
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i < first.size()) out.push_back(first[i]);
    if (i < second.size()) out.push_back(second[i]);
  }
  return out;
}

Task<Result<Socket>> dial(Loop& loop, Resolver& resolver, std::string host, std::uint16_t port, DialOptions options) {
  auto result =
      co_await with_timeout(loop, options.timeout, dial_without_limit(loop, resolver, std::move(host), port, options));
  if (!result) co_return fail(options.connect_stage, Code::kTimedOut, "no answer while connecting");
  co_return std::move(*result);
}

}  // namespace culvert
