// What is to be said about a field, beneath it. Takes no place while there is nothing.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace culvert::ui {

class FieldNote : public QWidget {
  Q_OBJECT

 public:
  explicit FieldNote(QWidget* parent = nullptr);

  // Something is wrong; `action`: of a button beside it, empty: none.
  void complain(const QString& sentence, const QString& action = {});
  void explain(const QString& sentence);  // nothing is
  void clear() { explain({}); }
  [[nodiscard]] QString text() const;

 signals:
  void action();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void restyle();

  bool wrong_ = false;
  QLabel* picture_;
  QLabel* label_;
  QPushButton* button_;
};

}  // namespace culvert::ui
