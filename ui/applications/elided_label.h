// A line of text that gets shorter where there is no room for it; then the tool tip has all of it.
#pragma once

#include <QLabel>

namespace culvert::ui {

class ElidedLabel : public QLabel {
  Q_OBJECT

 public:
  explicit ElidedLabel(Qt::TextElideMode mode, QWidget* parent = nullptr);
  [[nodiscard]] QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  const Qt::TextElideMode mode_;
};

// Secondary text, in the colour that it has in light and dark.
void make_muted(QWidget* widget);

}  // namespace culvert::ui
