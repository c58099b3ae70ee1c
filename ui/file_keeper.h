// A file of settings and what a person makes of it: a change is there at once, and on the disk a moment later. One
// thread writes, one change after the other. On the thread of the window.
#pragma once

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QTimer>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "config/store.h"

namespace culvert::ui {

// Of a change of ours and one of somebody else's; `lost`: they did not go together, and ours was kept.
template <class T>
struct Merged {
  T value;
  bool lost = false;
};

struct FileFacts {
  config::FileState state = config::FileState::kMissing;
  QString path;
  QString details;  // of what is wrong, in the core's words
  bool backup_good = false;
  [[nodiscard]] QString sentence() const;  // what is wrong, in the language of now; empty: nothing
  [[nodiscard]] bool usable() const { return state == config::FileState::kOk || state == config::FileState::kMissing; }
};

template <class T>
class FileKeeper {
 public:
  struct Listener {
    std::function<void(const T& before)> changed;  // by somebody else, or since the file was loaded
    std::function<void()> saved;
    std::function<void()> file_changed;
    std::function<void()> save_trouble_changed;
    std::function<void()> not_merged;
  };
  using Merge = Merged<T> (*)(const T& base, const T& mine, const T& theirs);

  struct Pauses {
    std::chrono::milliseconds save{};
    std::chrono::milliseconds again = std::chrono::seconds(10);  // after it could not be saved
  };
  FileKeeper(const QString& path, Pauses pauses, Merge merge, Listener listener);
  ~FileKeeper();
  FileKeeper(const FileKeeper&) = delete;
  FileKeeper& operator=(const FileKeeper&) = delete;

  [[nodiscard]] const T& value() const { return value_; }
  [[nodiscard]] const FileFacts& file() const { return file_; }
  [[nodiscard]] bool is_saved() const { return !writing_ && value_ == saved_; }
  // Why it is not on the disk, in the language of now; empty: it is, or will be in a moment.
  [[nodiscard]] QString save_trouble() const;
  void save_again();

  void load();  // blocks, as flush()
  void set(T value);
  void replaced(const T& theirs);  // the file says so already
  void restore_backup() { start({Job::kRestore, {}}); }
  void start_over() { start({Job::kStartOver, {}}); }
  void flush();

 private:
  enum class Job : std::uint8_t { kSave, kReload, kRestore, kStartOver };
  struct Order {
    Job job;
    T value;
  };
  struct Outcome {
    Order order;
    Result<> done;
    std::optional<typename config::Store<T>::Loaded> loaded = {};
  };
  struct Shared;

  [[nodiscard]] bool wants_more() const;
  [[nodiscard]] Order next();
  void go_on();
  void start(Order order);
  void collect();
  void finish(Outcome outcome);
  void failed(const Error& error);
  void look_whether_saved();
  void adopt(typename config::Store<T>::Loaded loaded, bool anew);
  void take(const T& theirs);

  const QString path_;
  const Merge merge_;
  const Listener listener_;
  T value_;
  T saved_;  // what the file has, as far as we know
  FileFacts file_;
  bool writing_ = false;
  bool reload_ = false;
  std::optional<Error> unsaved_;  // why
  int tries_ = 0;                 // that were in vain, since the last change
  std::optional<Job> waiting_;
  std::shared_ptr<Shared> shared_;
  QObject context_;
  QTimer pause_;
  QTimer again_;
  QThreadPool writer_;  // last: its jobs use everything above
};

extern template class FileKeeper<config::Setup>;
extern template class FileKeeper<config::Settings>;

}  // namespace culvert::ui
