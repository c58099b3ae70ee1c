// libproc lists the processes, their descriptors, and what is behind a descriptor (sys/proc_info.h). Only root sees
// those of other users. Not tried so far.
#include <arpa/inet.h>
#include <libproc.h>
#include <netinet/in.h>
#include <sys/proc_info.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "inbound/process_finder.h"

namespace culvert::inbound {

namespace {

constexpr std::size_t kRecent = 16;

struct Row {
  Endpoint own;
  Endpoint other;
  bool listens = false;
};

Endpoint endpoint_of(bool is_v6, const in4in6_addr& a4, const in6_addr& a6, int port) {
  const std::uint16_t number = ntohs(static_cast<std::uint16_t>(port));
  if (is_v6) {
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), &a6, bytes.size());
    return {IpAddress::v6(bytes), number};
  }
  std::array<std::uint8_t, 4> bytes{};
  std::memcpy(bytes.data(), &a4.i46a_addr4, bytes.size());
  return {IpAddress::v4(bytes), number};
}

// Whether `wanted` says yes to a TCP socket of the process.
bool has(pid_t pid, const std::function<bool(const Row&)>& wanted) {
  const int size = ::proc_pidinfo(pid, PROC_PIDLISTFDS, 0, nullptr, 0);
  if (size <= 0) return false;
  std::vector<proc_fdinfo> fds(static_cast<std::size_t>(size) / sizeof(proc_fdinfo));
  const int filled =
      ::proc_pidinfo(pid, PROC_PIDLISTFDS, 0, fds.data(), static_cast<int>(fds.size() * sizeof(proc_fdinfo)));
  if (filled <= 0) return false;
  fds.resize(std::min(fds.size(), static_cast<std::size_t>(filled) / sizeof(proc_fdinfo)));
  return std::ranges::any_of(fds, [&](const proc_fdinfo& fd) {
    socket_fdinfo info{};
    if (fd.proc_fdtype != PROX_FDTYPE_SOCKET ||
        ::proc_pidfdinfo(pid, fd.proc_fd, PROC_PIDFDSOCKETINFO, &info, sizeof info) != static_cast<int>(sizeof info) ||
        info.psi.soi_kind != SOCKINFO_TCP) {
      return false;
    }
    const tcp_sockinfo& tcp = info.psi.soi_proto.pri_tcp;
    const in_sockinfo& in = tcp.tcpsi_ini;
    const bool v6 = (in.insi_vflag & INI_IPV6) != 0;
    return wanted({endpoint_of(v6, in.insi_laddr.ina_46, in.insi_laddr.ina_6, in.insi_lport),
                   endpoint_of(v6, in.insi_faddr.ina_46, in.insi_faddr.ina_6, in.insi_fport),
                   tcp.tcpsi_state == TSI_S_LISTEN});
  });
}

Caller caller_of(pid_t pid) {
  Caller caller;
  if (pid <= 0) return caller;
  caller.pid = static_cast<std::uint32_t>(pid);
  proc_bsdinfo process{};
  if (::proc_pidinfo(pid, PROC_PIDTBSDINFO, 0, &process, sizeof process) == static_cast<int>(sizeof process)) {
    caller.uid = process.pbi_uid;
    caller.of_this_user = process.pbi_uid == ::geteuid();
  }
  std::array<char, PROC_PIDPATHINFO_MAXSIZE> path{};
  const int length = ::proc_pidpath(pid, path.data(), path.size());
  if (length > 0) caller.executable = program_path(std::string(path.data(), static_cast<std::size_t>(length)));
  return caller;
}

}  // namespace

struct ProcessFinder::Impl {
  // Nothing in the system leads from a connection to its process: all are asked, those that were found lately first.
  std::optional<Caller> find(const std::function<bool(const Row&)>& wanted) {
    const auto has_it = [&](pid_t pid) { return has(pid, wanted); };
    auto found = std::ranges::find_if(recent, has_it);
    if (found != recent.end()) return caller_of(*found);
    std::vector<pid_t> all(static_cast<std::size_t>(std::max(::proc_listallpids(nullptr, 0), 0)) + 64);
    const int count = ::proc_listallpids(all.data(), static_cast<int>(all.size() * sizeof(pid_t)));
    all.resize(std::min(all.size(), static_cast<std::size_t>(std::max(count, 0))));
    const auto pid = std::ranges::find_if(all, has_it);
    if (pid == all.end()) return {};
    recent.push_front(*pid);
    if (recent.size() > kRecent) recent.pop_back();
    return caller_of(*pid);
  }
  std::deque<pid_t> recent;
};

ProcessFinder::ProcessFinder() : impl_(std::make_unique<Impl>()) {}
ProcessFinder::~ProcessFinder() = default;

Result<Caller> ProcessFinder::at_other_end(const Endpoint& local, const Endpoint& remote) {
  const auto is = [](const Endpoint& a, const Endpoint& b) {
    return a.port == b.port && a.address.unwrapped() == b.address.unwrapped();
  };
  auto found = impl_->find([&](const Row& row) { return is(row.own, remote) && is(row.other, local); });
  return std::move(found).value_or(Caller{});  // gone, or of another user: not told apart here
}

Caller ProcessFinder::process(const PeerProcess& peer) {
  Caller caller = caller_of(static_cast<pid_t>(peer.pid));
  if (caller.uid != peer.uid) caller = {};  // another process, which has the number now
  caller.uid = peer.uid;
  caller.of_this_user = peer.uid == ::geteuid();
  return caller;
}

std::optional<Caller> ProcessFinder::holder(const Endpoint& at) {
  const auto listens = [&](const Row& row) { return row.listens && row.own.port == at.port; };
  auto found = impl_->find([&](const Row& row) { return listens(row) && row.own.address == at.address; });
  if (found) return found;
  return impl_->find([&](const Row& row) {
    return listens(row) && (row.own.address.is_unspecified() || at.address.is_unspecified());
  });
}

}  // namespace culvert::inbound
