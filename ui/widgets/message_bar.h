// An error where it belongs: one sentence, one action, details that fold out. Takes no place while there is nothing to
// say.
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;
class QToolButton;

namespace culvert::ui {

class MessageBar : public QFrame {
  Q_OBJECT

 public:
  enum class Tone : std::uint8_t { kProblem, kNote };
  explicit MessageBar(QWidget* parent = nullptr);

  // An empty sentence hides it. `action` empty: without a button.
  void tell(Tone tone, const QString& sentence, const QString& action = {}, const QString& details = {});
  // Another way out beside the action, for the sentence that was told last. Empty: there is none.
  void offer_second(const QString& action);
  void clear() { tell(Tone::kNote, {}); }

 signals:
  void action();
  void second_action();

 protected:
  void changeEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void restyle();
  void retranslate();

  Tone tone_ = Tone::kNote;
  QLabel* picture_;
  QLabel* sentence_;
  QLabel* details_;
  QPushButton* button_;
  QPushButton* second_;
  QToolButton* fold_;
};

}  // namespace culvert::ui
