#include "common/descriptor_limit.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>

namespace culvert::app {

namespace {

std::atomic<rlim_t> before = RLIM_INFINITY;  // the limit that was raised; infinite: none was

}  // namespace

void raise_descriptor_limit() {
  constexpr rlim_t kEnough = 1 << 20;  // where there is no limit, some systems refuse to be told so
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = std::min(limit.rlim_max, kEnough);
  if (limit.rlim_cur >= wanted) return;
  before = limit.rlim_cur;
  limit.rlim_cur = wanted;
  // If it fails (macOS has a second, lower limit) there are fewer tunnels, and accepting pauses at the last one.
  static_cast<void>(setrlimit(RLIMIT_NOFILE, &limit));
}

void lower_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur <= before) return;
  limit.rlim_cur = before;
  static_cast<void>(setrlimit(RLIMIT_NOFILE, &limit));
}

}  // namespace culvert::app
