// Starts the programs of applications so that they go through Culvert. One is never started past it unseen: while
// Culvert is off, or its port is not open, that is said, and nothing is started.
#pragma once

#include <QObject>
#include <string>

#include "context.h"

namespace culvert::ui {

class Launching : public QObject {
  Q_OBJECT

 public:
  explicit Launching(const Context& context);

  void launch(const std::string& application);
  // Turns Culvert on; the application is started when its ports are open.
  void turn_on_and_launch(const std::string& application);

 signals:
  // What is to be said of it; an empty sentence: nothing is. `action`: of a button for turn_on_and_launch().
  void told(const QString& application, const QString& sentence, const QString& action);

 private:
  void go_on();

  const Context context_;
  std::string waiting_;  // id of the application that is to be started once Culvert is on; empty: none
};

}  // namespace culvert::ui
