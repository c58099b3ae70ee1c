// libproc. Written for macOS and not run there.

#include <libproc.h>
#include <sys/proc.h>
#include <unistd.h>

#include <format>
#include <optional>

#include "system_proxy/owner.h"

namespace culvert::system_proxy {

namespace {

std::optional<std::string> start_of(std::int64_t pid) {
  struct proc_bsdinfo info{};
  const int size = ::proc_pidinfo(static_cast<int>(pid), PROC_PIDTBSDINFO, 0, &info, sizeof(info));
  if (size != static_cast<int>(sizeof(info)) || info.pbi_status == SZOMB) return std::nullopt;
  return std::format("{}.{:06}", info.pbi_start_tvsec, info.pbi_start_tvusec);
}

}  // namespace

Owner this_process() { return {::getpid(), start_of(::getpid()).value_or("")}; }

bool is_alive(const Owner& owner) { return start_of(owner.pid) == owner.started; }

}  // namespace culvert::system_proxy
