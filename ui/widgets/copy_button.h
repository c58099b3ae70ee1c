// Copies a text, and says for a moment that it did.
#pragma once

#include <QToolButton>
#include <functional>

namespace culvert::ui {

class CopyButton : public QToolButton {
  Q_OBJECT

 public:
  // `text` is asked when it is clicked. The accessible name and the tool tip say what is copied.
  explicit CopyButton(std::function<QString()> text, QWidget* parent = nullptr);

 private:
  std::function<QString()> text_;
};

}  // namespace culvert::ui
