// What a store needs of the file system. One implementation per platform; inside of config/ only. Everything blocks.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace culvert::config {

// Paths are UTF-8. Errors everywhere: kLocal; the detail names the path and says what the system said.

// All of a file; nothing if there is none. kLimit if it has more than `most` bytes.
[[nodiscard]] Result<std::optional<std::string>> read_file(const std::string& path, std::size_t most);

// Puts a file with this content, which only its owner can read, in the place of the one that is there, if any: whole or
// not at all, and it is on the disk, name and all, when this returns. What a writer that was killed left behind is
// cleared away; only one may be under way in a directory (see FileLock).
[[nodiscard]] Result<> replace_file(const std::string& path, std::string_view content);
[[nodiscard]] Result<> rename_file(const std::string& from, const std::string& to);

// Directories that only their owner can enter, where there are none yet.
[[nodiscard]] Result<> make_private_directories(const std::string& path);

// Keeps other processes out that ask for the same path; ends with its owner, or with the process.
class FileLock {
 public:
  // Null: somebody else has it.
  [[nodiscard]] static Result<std::unique_ptr<FileLock>> try_take(const std::string& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  struct Handle;
  explicit FileLock(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

}  // namespace culvert::config
