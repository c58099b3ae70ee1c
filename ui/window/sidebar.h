// The list of pages: icons with labels, one of them chosen; arrow keys go from one to the next.
#pragma once

#include <QWidget>
#include <array>

#include "place.h"

class QAbstractButton;

namespace culvert::ui {

class Sidebar : public QWidget {
  Q_OBJECT

 public:
  explicit Sidebar(QWidget* parent = nullptr);
  void set_current(Page page);
  void focus_current();

 signals:
  void chosen(culvert::ui::Page page);

 protected:
  void changeEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void retranslate();

  std::array<QAbstractButton*, kPages> buttons_{};
};

}  // namespace culvert::ui
