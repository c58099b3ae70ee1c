// What happens, on the disk, for when somebody asks afterwards: one line each, in files of a day. All of them together
// never take more than they may, and none stays longer than it may. Written on a thread of its own; only their owner
// can read them.
#pragma once

#include <QByteArray>
#include <QString>
#include <memory>

namespace culvert::desktop {

class LogFile {
 public:
  struct Limits {
    qint64 bytes = 0;  // of all files together; 0: nothing is written
    int days = 0;
    bool operator==(const Limits&) const = default;
  };

  LogFile(QString directory, Limits limits);
  ~LogFile();  // what was added is written
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  // Any thread; these return at once. A line has no control characters in it. When the disk is slower than lines come,
  // the newest are dropped and counted, and a line says so.
  void add(const QByteArray& line);
  void set_limits(Limits limits);
  [[nodiscard]] const QString& directory() const;

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::desktop
