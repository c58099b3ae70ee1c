// What a person chooses about the desktop program itself; nothing of it changes where a connection goes.
#pragma once

#include <cstdint>
#include <string>

#include "config/entry.h"

namespace culvert::config {

struct Settings {
  enum class Appearance : std::uint8_t { kSystem, kLight, kDark };
  bool start_at_login = false;
  bool start_minimised = false;  // only where there is a tray to come back from
  bool system_proxy = false;     // the system's proxy is set while Culvert runs
  std::string language;          // "de", "pt-BR" (BCP 47); empty: the system's
  Appearance appearance = Appearance::kSystem;
  std::uint32_t log_megabytes = 16;  // on the disk, all of it together
  std::uint32_t log_days = 14;
  bool check_for_updates = false;
  Kept kept;
  bool operator==(const Settings&) const = default;

  static constexpr std::uint32_t kMaxLogMegabytes = 1024;
  static constexpr std::uint32_t kMaxLogDays = 3650;
};

[[nodiscard]] Problems validate(const Settings& settings);

}  // namespace culvert::config
