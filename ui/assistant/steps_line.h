// Where one is: the names of the steps in a line, with those that are behind one ticked off.
#pragma once

#include <QStringList>
#include <QWidget>

namespace culvert::ui {

class StepsLine : public QWidget {
  Q_OBJECT

 public:
  explicit StepsLine(QWidget* parent = nullptr);
  void set_names(const QStringList& names);
  void set_current(int step);
  [[nodiscard]] QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void describe();
  QStringList names_;
  int current_ = 0;
};

}  // namespace culvert::ui
