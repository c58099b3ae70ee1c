// Which process has set the system proxy, and whether it still runs. One implementation per platform.
#pragma once

#include <cstdint>
#include <string>

namespace culvert::system_proxy {

// Numbers of processes are used again; a number and a moment are not.
struct Owner {
  std::int64_t pid = 0;
  std::string started;  // when, in the system's own words, with what tells one boot from another

  bool operator==(const Owner&) const = default;
};

[[nodiscard]] Owner this_process();
[[nodiscard]] bool is_alive(const Owner& owner);  // a process that ended, and that nobody has waited for yet, is not

}  // namespace culvert::system_proxy
