// Cards in as many columns as there is room for; each row is as high as its highest card.
#pragma once

#include <QWidget>
#include <vector>

namespace culvert::ui {

class CardGrid : public QWidget {
  Q_OBJECT

 public:
  explicit CardGrid(QWidget* parent = nullptr);
  // In this order. Cards become children; those that are not among them any more stay with whoever has made them.
  void set_cards(std::vector<QWidget*> cards);
  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override;
  [[nodiscard]] bool hasHeightForWidth() const override { return true; }
  [[nodiscard]] int heightForWidth(int width) const override;

 protected:
  bool event(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  // Puts each card where it belongs in this width, if `move`; gives the height of it all.
  int arrange(int width, bool move) const;

  std::vector<QWidget*> cards_;
};

}  // namespace culvert::ui
