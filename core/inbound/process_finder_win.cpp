// The IP Helper lists the connections and listeners of all processes with their owners. Compiled with MinGW-w64, never
// run so far.
#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <winsock2.h>
#include <ws2tcpip.h>
// after these
#include <iphlpapi.h>
#include <windows.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "inbound/process_finder.h"

namespace culvert::inbound {

namespace {

struct Row {
  Endpoint own;
  Endpoint other;
  DWORD pid = 0;
};

std::uint16_t port_of(DWORD port) { return ntohs(static_cast<u_short>(port)); }

IpAddress v4(DWORD address) {
  std::array<std::uint8_t, 4> bytes{};
  std::memcpy(bytes.data(), &address, bytes.size());
  return IpAddress::v4(bytes);
}

IpAddress v6(const UCHAR (&address)[16]) {
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), address, bytes.size());
  return IpAddress::v6(bytes);
}

Row row_of(const MIB_TCPROW_OWNER_PID& r) {
  return {{v4(r.dwLocalAddr), port_of(r.dwLocalPort)}, {v4(r.dwRemoteAddr), port_of(r.dwRemotePort)}, r.dwOwningPid};
}

Row row_of(const MIB_TCP6ROW_OWNER_PID& r) {
  return {{v6(r.ucLocalAddr), port_of(r.dwLocalPort)}, {v6(r.ucRemoteAddr), port_of(r.dwRemotePort)}, r.dwOwningPid};
}

template <class Table>
void add_rows(ULONG family, TCP_TABLE_CLASS which, std::vector<Row>& rows) {
  std::vector<std::uint64_t> memory;  // aligned
  DWORD size = 0;
  DWORD error = ERROR_INSUFFICIENT_BUFFER;
  // It may grow between two calls.
  for (int i = 0; i < 5 && error == ERROR_INSUFFICIENT_BUFFER; ++i) {
    memory.resize(size / sizeof(std::uint64_t) + 1);
    error = ::GetExtendedTcpTable(memory.data(), &size, FALSE, family, which, 0);
  }
  if (error != NO_ERROR) return;
  const auto* table = reinterpret_cast<const Table*>(memory.data());
  for (DWORD i = 0; i < table->dwNumEntries; ++i) rows.push_back(row_of(table->table[i]));
}

std::vector<Row> rows_of(TCP_TABLE_CLASS which) {
  std::vector<Row> rows;
  add_rows<MIB_TCPTABLE_OWNER_PID>(AF_INET, which, rows);
  add_rows<MIB_TCP6TABLE_OWNER_PID>(AF_INET6, which, rows);
  return rows;
}

std::string utf8_of(const std::wstring& wide) {
  const int length = static_cast<int>(wide.size());
  const int size = ::WideCharToMultiByte(CP_UTF8, 0, wide.data(), length, nullptr, 0, nullptr, nullptr);
  std::string text(static_cast<std::size_t>(std::max(size, 0)), '\0');
  ::WideCharToMultiByte(CP_UTF8, 0, wide.data(), length, text.data(), size, nullptr, nullptr);
  return text;
}

// The identifier of the user that a process runs as: a TOKEN_USER with what it points to.
std::vector<std::uint64_t> user_of(HANDLE process) {
  HANDLE token = nullptr;
  if (::OpenProcessToken(process, TOKEN_QUERY, &token) == 0) return {};
  DWORD size = 0;
  ::GetTokenInformation(token, TokenUser, nullptr, 0, &size);
  std::vector<std::uint64_t> user(size / sizeof(std::uint64_t) + 1);  // aligned
  if (::GetTokenInformation(token, TokenUser, user.data(), size, &size) == 0) user.clear();
  ::CloseHandle(token);
  return user;
}

std::optional<bool> is_of_this_user(HANDLE process) {
  auto theirs = user_of(process);
  auto ours = user_of(::GetCurrentProcess());
  if (theirs.empty() || ours.empty()) return {};
  const auto sid = [](std::vector<std::uint64_t>& user) {
    return reinterpret_cast<TOKEN_USER*>(user.data())->User.Sid;
  };
  return ::EqualSid(sid(theirs), sid(ours)) != 0;
}

Caller caller_of(DWORD pid) {
  Caller caller;
  if (pid == 0) return caller;
  caller.pid = pid;
  const HANDLE process = ::OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);
  if (process == nullptr) return caller;
  caller.of_this_user = is_of_this_user(process);
  std::wstring path(32768, L'\0');  // the longest there can be
  auto size = static_cast<DWORD>(path.size());
  if (::QueryFullProcessImageNameW(process, 0, path.data(), &size) != 0) {
    path.resize(size);
    caller.executable = program_path(utf8_of(path));  // as it is written on the disk
  }
  ::CloseHandle(process);
  return caller;
}

}  // namespace

struct ProcessFinder::Impl {};

ProcessFinder::ProcessFinder() = default;
ProcessFinder::~ProcessFinder() = default;

Result<Caller> ProcessFinder::at_other_end(const Endpoint& local, const Endpoint& remote) {
  const auto is = [](const Endpoint& a, const Endpoint& b) {
    return a.port == b.port && a.address.unwrapped() == b.address.unwrapped();
  };
  for (const Row& row : rows_of(TCP_TABLE_OWNER_PID_CONNECTIONS)) {
    if (is(row.own, remote) && is(row.other, local) && row.pid != 0) return caller_of(row.pid);
  }
  return fail(Stage::kLocal, Code::kNotFound, "the program has closed its connection already");
}

Caller ProcessFinder::process(const PeerProcess& peer) { return caller_of(peer.pid); }

std::optional<Caller> ProcessFinder::holder(const Endpoint& at) {
  std::optional<Caller> any;
  for (const Row& row : rows_of(TCP_TABLE_OWNER_PID_LISTENER)) {
    if (row.own.port != at.port) continue;
    if (row.own.address == at.address) return caller_of(row.pid);
    if (row.own.address.is_unspecified() || at.address.is_unspecified()) any = caller_of(row.pid);
  }
  return any;
}

}  // namespace culvert::inbound
