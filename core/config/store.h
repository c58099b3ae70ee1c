// Setups and settings on the disk. A file is replaced whole, and the state before is kept beside it as its backup
// (FILE.bak); what cannot be read is never written over unless somebody says so.
//
// Everything here blocks, and none of it runs on the core's thread: the window and the command line call it, on theirs.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"
#include "config/setup_json.h"

namespace culvert::config {

enum class FileState : std::uint8_t {
  kOk,
  kMissing,     // neither it nor a backup: a first start
  kDamaged,     // nobody's work: `message` says what and where. So is one that is gone while its backup is there
  kNewer,       // of a newer Culvert
  kUnreadable,  // the system does not let us
};

template <class T>
class Store {
 public:
  using Milliseconds = std::chrono::milliseconds;
  // `patience`: how long save() waits for another process that writes.
  explicit Store(std::string path, Milliseconds patience = Milliseconds{2000});

  struct Loaded {
    FileState state = FileState::kMissing;
    T value;              // kOk only
    Problems problems;    // kOk only: of single entries
    std::string message;  // neither kOk nor kMissing: one sentence
    bool backup_good = false;
  };
  [[nodiscard]] Loaded load();

  // Over what was loaded or saved last, and nothing else: if the file has changed since then, or was no good, that is
  // an error, and what is there stays. A link is followed, and stays one. Errors: kLocal; kRetryable: load again.
  [[nodiscard]] Result<> save(const T& value);

  // These two are for somebody who was asked; load() comes next. What is there now is kept as FILE.damaged, but for one
  // of a newer Culvert, which is left alone. Errors: kLocal.
  [[nodiscard]] Result<> restore_backup();
  // From here on the next save() makes a new file.
  [[nodiscard]] Result<> start_over();

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  [[nodiscard]] Loaded examine();
  [[nodiscard]] Result<> put_aside(const std::string& real);

  const std::string path_;
  const Milliseconds patience_;
  // What save() expects to find: nothing at all (not even no file), no file, or these bytes.
  std::optional<std::optional<std::string>> seen_;
  std::string backup_;  // of that, without secrets
};

extern template class Store<Setup>;
extern template class Store<Settings>;

}  // namespace culvert::config
