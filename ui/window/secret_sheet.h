// Asks for a secret, in the window: over everything that is in it, which waits as long as this is there.
#pragma once

#include <QList>
#include <QPointer>
#include <QString>

#include "window/overlay.h"

class QCheckBox;
class QFrame;
class QLabel;
class QLineEdit;
class QPushButton;

namespace culvert::ui {

class Secrets;

class SecretSheet : public Overlay {
  Q_OBJECT

 public:
  SecretSheet(Secrets& secrets, QWidget* over);

 signals:
  void asked();  // the window has to be seen

 protected:
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  bool focusNextPrevChild(bool next) override;
  void place() override;

 private:
  struct Question {
    quint64 number = 0;
    QString what;
  };
  void answer(const QString& secret);
  void next();
  void retranslate();

  Secrets& secrets_;
  QList<Question> questions_;
  QPointer<QWidget> before_;  // had the focus
  QFrame* card_;
  QLabel* title_;
  QLabel* what_;
  QLabel* label_;
  QLineEdit* field_;
  QCheckBox* show_;
  QLabel* help_;
  QPushButton* ok_;
  QPushButton* not_now_;
};

}  // namespace culvert::ui
