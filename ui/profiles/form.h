// What the forms of profiles are made of.
#pragma once

#include <QLabel>
#include <QWidget>

#include "widgets/card.h"

class QVBoxLayout;

namespace culvert::ui {

// Text of less weight, in the theme's colour for that.
class HelpLabel : public QLabel {
  Q_OBJECT

 public:
  explicit HelpLabel(QWidget* parent = nullptr, bool small = false);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void restyle();
  const bool small_;
};

// A sentence with a sign before it: right, or to be looked at. Takes no place while it is empty.
class Verdict : public QWidget {
  Q_OBJECT

 public:
  enum class Tone : std::uint8_t { kGood, kPlain, kProblem };
  explicit Verdict(QWidget* parent = nullptr);
  void tell(Tone tone, const QString& sentence);
  [[nodiscard]] QString text() const { return text_->text(); }
  [[nodiscard]] Tone tone() const { return tone_; }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void restyle();
  QLabel* sign_;
  QLabel* text_;
  Tone tone_ = Tone::kPlain;
};

// A group of fields on a ground of its own, with a title.
class FieldCard : public Card {
  Q_OBJECT

 public:
  explicit FieldCard(QWidget* parent = nullptr);
  void set_title(const QString& title);  // empty: none
  [[nodiscard]] QVBoxLayout* content() { return content_; }

 private:
  QLabel* title_;
  QVBoxLayout* content_;
};

// A control under its label, with a line of help and, when there is one, what is wrong with what stands in it.
class FieldBox : public QWidget {
  Q_OBJECT

 public:
  explicit FieldBox(QWidget* parent = nullptr);
  // Once. `inner`: the part of it that takes the focus; null: the control itself. It becomes a child.
  void set_control(QWidget* control, QWidget* inner = nullptr);
  // `label` may have a mnemonic; empty: the control has its own text.
  void set_texts(const QString& label, const QString& help = {});
  void set_problem(const QString& sentence);
  [[nodiscard]] QString problem() const { return problem_->text(); }
  [[nodiscard]] QWidget* inner() const { return inner_; }

 private:
  void describe();
  QWidget* inner_ = nullptr;
  QLabel* label_;
  Verdict* problem_;
  HelpLabel* help_;
};

// A text without its mnemonic: for accessible names.
[[nodiscard]] QString without_mnemonic(QString text);
// The margin and the space of the forms, in pixels that follow the font.
[[nodiscard]] int form_space(const QWidget& widget);

}  // namespace culvert::ui
