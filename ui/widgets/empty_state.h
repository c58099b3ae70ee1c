// What stands on a page that has nothing to show yet: what it is for, and its one button.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace culvert::ui {

class EmptyState : public QWidget {
  Q_OBJECT

 public:
  // `symbol` as for ui::symbol().
  explicit EmptyState(const QString& symbol, QWidget* parent = nullptr);
  void set_text(const QString& title, const QString& text, const QString& button);

 signals:
  void clicked();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void draw();

  const QString symbol_;
  QLabel* picture_;
  QLabel* title_;
  QLabel* text_;
  QPushButton* button_;
};

}  // namespace culvert::ui
