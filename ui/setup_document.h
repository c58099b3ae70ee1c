// The setup that the window shows and changes: the truth about what a person has set up. Secrets are never in it.
//
// A change is there at once, and on the disk a moment later, written on another thread; what is wrong with an entry
// does not keep the others from being saved. Destructive steps can be taken back for ten seconds.
//
// Where another program has changed the file meanwhile, what both did is put together, entry by entry; where they have
// changed the same entry, what was done here is kept, and noted() says so.
#pragma once

#include <QObject>
#include <chrono>
#include <functional>
#include <memory>

#include "config/setup.h"
#include "config/store.h"
#include "file_keeper.h"

namespace culvert::ui {

class SetupDocument : public QObject {
  Q_OBJECT

 public:
  struct Pace {
    std::chrono::milliseconds save = std::chrono::milliseconds(300);
    std::chrono::milliseconds undo = std::chrono::seconds(10);
    std::chrono::milliseconds save_again = std::chrono::seconds(10);  // after it could not be saved
  };
  explicit SetupDocument(const QString& path, QObject* parent = nullptr) : SetupDocument(path, Pace(), parent) {}
  SetupDocument(const QString& path, Pace pace, QObject* parent = nullptr);
  ~SetupDocument() override;  // what was changed is on the disk then, if it can be

  // Reads the file; blocks, for the start of the program. A file that cannot be used is left alone: see file().
  void load();
  using File = FileFacts;
  // As long as it is kDamaged, kNewer or kUnreadable nothing is written.
  [[nodiscard]] const File& file() const;
  // For somebody who was asked. The outcome is told by file_changed(), or by save_trouble_changed().
  void restore_backup();
  void start_over();
  // Why what was changed is not on the disk, in the language of now; empty: it is, or will be in a moment. It is tried
  // again with the next change, and after a while; save_again() does it now.
  [[nodiscard]] QString save_trouble() const;
  void save_again();

  [[nodiscard]] const config::Setup& setup() const;
  [[nodiscard]] const config::Problems& problems() const;  // of single entries, as of now

  using Change = std::function<void(config::Setup&)>;
  // If it makes a difference, that is the setup from now on.
  void edit(const Change& change);
  // The same; `what` has been done ("The profile Work was deleted."), and undo() takes it back, within ten seconds and
  // before the next such step. What was changed since stays changed.
  void edit_undoable(const QString& what, const Change& change);
  void undo();
  // What undo() would take back; empty: nothing.
  [[nodiscard]] QString undoable() const;
  // Somebody else has changed the setup and its file, over the control socket.
  void replaced(config::Setup setup);
  // Now, and not in a moment. Blocks.
  void flush();

 signals:
  void changed(const culvert::config::Setup& before);
  void undo_offered(const QString& what);
  void undo_over();
  void file_changed();  // file() has
  void save_trouble_changed();
  // Something that a person should know of a change that somebody else made.
  void noted(const QString& sentence);
  // Nothing refers to this entry of the keychain any more, neither here nor in the file, and nobody can take that back.
  void secret_unused(const culvert::config::SecretSource& source);

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui

Q_DECLARE_METATYPE(culvert::config::SecretSource)
