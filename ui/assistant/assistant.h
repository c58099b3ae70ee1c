// The first run, and every further profile, in three steps: paste what you were given (or try the built-in proxy),
// test, done. It stands in the window in the place of the pages, not in front of it.
#pragma once

#include <QWidget>
#include <memory>
#include <string>

#include "context.h"

namespace culvert::ui {

class Assistant : public QWidget {
  Q_OBJECT

 public:
  // `first`: nothing is set up yet; it welcomes, and turns Culvert on at its end.
  Assistant(const Context& context, bool first, QWidget* parent = nullptr);
  ~Assistant() override;

  // As if it had been pasted: a link that was opened, for one.
  void take_text(const QString& text);

 signals:
  // `profile`: the id of what was added; empty: it was left.
  void finished(const QString& profile);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  struct Private;
  std::unique_ptr<Private> d_;

  void build();
  void show_step(int step);
  void show_buttons();
  void go_on();
  void add();
  void keep(const std::string& id, const QString& secret);
  void retranslate();
};

}  // namespace culvert::ui
