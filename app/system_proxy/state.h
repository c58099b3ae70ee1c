// What has to outlive the process, and the order that it reaches the disk in. One implementation per platform.
#pragma once

#include <memory>
#include <string>

#include "base/error.h"

namespace culvert::system_proxy {

// Of the user: $XDG_STATE_HOME/culvert, by default ~/.local/state/culvert. Empty: there is no home.
[[nodiscard]] std::string state_directory();
// With those above it, for its owner only.
[[nodiscard]] Result<> make_directory(const std::string& path);
// Until the file, if it is there, and its name are on the disk.
[[nodiscard]] Result<> sync_file(const std::string& path);
// Until its name is gone from the disk. One that is not there is removed already.
[[nodiscard]] Result<> remove_file(const std::string& path);
[[nodiscard]] Result<> rename_file(const std::string& from, const std::string& to);

// Between processes: held while it exists.
class StateLock {
 public:
  // Waits for ten seconds at most, which is longer than anybody needs it. kLimit: somebody still has it.
  [[nodiscard]] static Result<StateLock> take(const std::string& path);
  // For programs that are run meanwhile, and inherit it (child.h): where this process is killed and one of them still
  // writes, the next who wants the lock waits for its end. -1 where that is not needed.
  [[nodiscard]] int handle() const;

  struct Held;
  explicit StateLock(std::unique_ptr<Held> held);
  ~StateLock();
  StateLock(StateLock&&) noexcept;
  StateLock& operator=(StateLock&&) noexcept;

 private:
  std::unique_ptr<Held> held_;
};

}  // namespace culvert::system_proxy
