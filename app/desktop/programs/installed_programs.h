// The programs that this computer offers to start, and those that run. No Qt; everything here blocks.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace culvert::desktop {

struct InstalledProgram {
  std::string id;    // of its entry: "org.postgresql.psql"
  std::string name;  // in the language that was asked for
  std::string icon;  // name in the icon theme, or a path
  std::vector<std::string> launch;
  // What its processes run, by its whole path; empty where that cannot be told: what is started is a script or a
  // sandbox.
  std::string executable;
  bool terminal = false;  // `launch` opens one

  bool operator==(const InstalledProgram&) const = default;
};

// One thread at a time. What has not changed since is not read again.
class InstalledPrograms {
 public:
  InstalledPrograms();
  ~InstalledPrograms();
  InstalledPrograms(const InstalledPrograms&) = delete;
  InstalledPrograms& operator=(const InstalledPrograms&) = delete;

  // By name; `locale` as in "de_AT". What is stopped gives what was found by then.
  [[nodiscard]] std::vector<InstalledProgram> list(std::string_view locale, const std::stop_token& stop = {});

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

struct RunningProgram {
  std::string name;
  std::string executable;
  auto operator<=>(const RunningProgram&) const = default;
};
// Those of the person who runs this, each executable once, by name.
[[nodiscard]] std::vector<RunningProgram> running_programs();

}  // namespace culvert::desktop
