// The program, put together: who owns what, who tells whom, and in which order it all begins and ends.
#pragma once

#include <QObject>
#include <memory>

#include "options.h"

namespace culvert::desktop {

class FrontDoor;

class Program : public QObject {
  Q_OBJECT

 public:
  // `door` has the summons already, or could not have them; it outlives this.
  Program(const Options& options, FrontDoor& door);
  ~Program() override;  // the system proxy is given back, what was changed is on the disk, and nothing runs any more
  // The same where the screen is lost, and nothing may be said to it any more; the process has to end then.
  void end_without_window();

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::desktop
