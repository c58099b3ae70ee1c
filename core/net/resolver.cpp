#include "net/resolver.h"

#include <algorithm>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>

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

}  // namespace

Task<Result<Addresses>> SystemResolver::resolve(std::string host, Stage stage) {
  if (const auto literal = IpAddress::parse(host)) co_return Addresses{*literal};
  auto found = co_await workers_.run([host = std::move(host), stage] { return look_up(host, stage); });
  if (!found) co_return fail(stage, Code::kLimit, "too many name lookups at once");
  co_return std::move(*found);
}

}  // namespace culvert
