#include "inbound/caller.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <format>
#include <system_error>

#include "inbound/own_address.h"
#include "inbound/process_finder.h"
#include "net/socket_io.h"

namespace culvert::inbound {

namespace {

constexpr std::size_t kShownName = 60;  // bytes; names are short, and nobody's may crowd out the rest of a sentence

std::string shortened(std::string_view name) {
  if (name.size() <= kShownName) return std::string(name);
  std::size_t size = kShownName;
  while (size > 0 && (static_cast<unsigned char>(name[size]) & 0xc0U) == 0x80) --size;  // not inside a character
  return std::string(name.substr(0, size)) + "…";
}

std::filesystem::path path_of(const std::string& text) { return std::u8string(text.begin(), text.end()); }

std::string in_utf8(const std::filesystem::path& path) {
  const std::u8string text = path.u8string();
  return {text.begin(), text.end()};
}

// Whether one could listen there. Nothing stays open.
std::error_code try_address(const Endpoint& at) {
  int native = -1;
  int e = socket_io::open_stream(at.address.is_v6(), &native);
  if (e == 0) e = socket_io::listen(native, at);
  if (native >= 0) socket_io::close(native);
  return {e, std::system_category()};
}

bool in_use(const std::error_code& e) { return e == std::errc::address_in_use; }

bool is_missing(const std::error_code& e) {
  return e == std::errc::address_not_available || e == std::errc::address_family_not_supported;
}

std::optional<std::uint16_t> next_free(const CallerLookup::Wanted& wanted) {
  constexpr int kLast = 65535;
  const int first = wanted.at.port + 1;
  for (int p = first; p <= std::min(kLast, first + CallerLookup::kPortsTried - 1); ++p) {
    const auto port = static_cast<std::uint16_t>(p);
    if (std::ranges::contains(wanted.taken, port) || try_address({wanted.at.address, port})) continue;
    const auto can_be_had = [&](const IpAddress& address) {
      const std::error_code e = try_address({address, port});
      return !e || is_missing(e);
    };
    if (std::ranges::all_of(wanted.together, can_be_had)) return port;
  }
  return {};
}

Result<Caller> look_at_connection(ProcessFinder& finder, const Endpoint& local, const Endpoint& remote) {
  if (!is_own_address(remote.address)) {
    Caller elsewhere;
    elsewhere.here = false;
    return elsewhere;
  }
  return finder.at_other_end(local, remote);
}

std::optional<BusyPort> look_at_port(ProcessFinder& finder, const CallerLookup::Wanted& wanted) {
  if (wanted.at.port == 0 || !in_use(try_address(wanted.at))) return {};
  return BusyPort{wanted.at, finder.holder(wanted.at), next_free(wanted)};
}

}  // namespace

std::string Caller::name() const { return in_utf8(path_of(executable).filename()); }

std::string Caller::to_string() const {
  if (!here) return "another computer";
  if (pid && !executable.empty()) return std::format("{} (process {})", shortened(name()), *pid);
  if (pid) return std::format("process {}", *pid);
  if (uid) return std::format("a program of user id {}", *uid);
  return "another program";
}

std::string program_path(const std::string& path) {
  std::error_code e;
  const std::filesystem::path real = std::filesystem::canonical(path_of(path), e);
  return e ? path : in_utf8(real);
}

std::string BusyPort::to_string() const {
  std::string out = std::format("{} is in use by {}", at.to_string(), holder.value_or(Caller{}).to_string());
  if (free) out += std::format("; {} is free", *free);
  return out + ".";
}

CallerLookup::CallerLookup(Loop& loop) : loop_(loop), finder_(std::make_shared<ProcessFinder>()) {}
CallerLookup::~CallerLookup() = default;

Workers& CallerLookup::workers() {
  if (!workers_) workers_.emplace(loop_, 1);  // one: the finder serves one at a time
  return *workers_;
}

template <class Job>
Task<Result<Caller>> CallerLookup::ask(Job job) {
  auto found = co_await workers().run(std::move(job));
  if (!found) co_return fail(Stage::kLocal, Code::kLimit, "too many programs are asking at once");
  co_return std::move(*found);
}

Task<Result<Caller>> CallerLookup::find(Endpoint local, Endpoint remote) {
  return ask([finder = finder_, local, remote] { return look_at_connection(*finder, local, remote); });
}

Task<Result<Caller>> CallerLookup::find(PeerProcess peer) {
  return ask([finder = finder_, peer] { return Result<Caller>(finder->process(peer)); });
}

Task<Result<Caller>> CallerLookup::find(const Peer& peer) {
  return peer.process ? find(*peer.process) : find(peer.local, peer.remote);
}

Task<std::optional<BusyPort>> CallerLookup::busy_port(Wanted wanted) {
  auto job = [finder = finder_, wanted = std::move(wanted)] { return look_at_port(*finder, wanted); };
  auto found = co_await workers().run(std::move(job));
  if (!found) co_return std::nullopt;
  co_return std::move(*found);
}

}  // namespace culvert::inbound
