// On or off, in one large stroke. It shows what is wanted; a click or the space key asks for the other.
#pragma once

#include <QAbstractButton>
#include <QVariantAnimation>

namespace culvert::ui {

class Switch : public QAbstractButton {
  Q_OBJECT

 public:
  explicit Switch(QWidget* parent = nullptr);  // checkable; sizes follow the font
  void set_large(bool large);
  [[nodiscard]] QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;
  [[nodiscard]] bool hitButton(const QPoint& at) const override;

 private:
  static constexpr int kRing = 3;  // pixels around it, for the focus
  void move_knob(bool on);

  bool large_ = false;
  qreal at_ = 0;  // of the knob: 0 off, 1 on
  QVariantAnimation slide_;
};

}  // namespace culvert::ui
