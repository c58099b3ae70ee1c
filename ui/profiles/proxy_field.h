// The field that takes anything about a proxy, and says underneath what it understood.
#pragma once

#include <QPlainTextEdit>
#include <QWidget>

#include "profiles/understood.h"

namespace culvert::ui {

class Verdict;

// A line of text that grows with what stands in it; Tab and Return are the form's.
class GrowingEdit : public QPlainTextEdit {
  Q_OBJECT

 public:
  // `lines`: as high at least; `most`: then it scrolls. `several`: Return makes a line.
  GrowingEdit(int lines, int most, bool several, QWidget* parent = nullptr);

 signals:
  void accepted();  // Return
  void left();      // the focus has gone

 protected:
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void grow();
  const int lines_;
  const int most_;
  const bool several_;
};

class ProxyField : public QWidget {
  Q_OBJECT

 public:
  // Its editor is called `name`, and what it says "NAME.understood".
  explicit ProxyField(const QString& name, QWidget* parent = nullptr);

  void set_text(const QString& text);
  [[nodiscard]] QString text() const { return edit_->toPlainText(); }
  void set_classic(bool classic);
  [[nodiscard]] const Understood& understood() const { return understood_; }
  [[nodiscard]] GrowingEdit* edit() { return edit_; }
  void retranslate();

 signals:
  void changed();   // somebody typed or pasted; understood() is new
  void accepted();  // Return
  void left();

 private:
  void judge();
  GrowingEdit* edit_;
  Verdict* verdict_;
  Understood understood_;
  bool classic_ = false;
};

}  // namespace culvert::ui
