#include "applications/card_grid.h"

#include <QEvent>
#include <QStyle>
#include <algorithm>
#include <utility>

namespace culvert::ui {

namespace {

constexpr int kGap = 12;
constexpr int kNarrowest = 46;  // a card, in characters

int height_of(const QWidget* card, int width) {
  return card->hasHeightForWidth() ? card->heightForWidth(width) : card->sizeHint().height();
}

}  // namespace

CardGrid::CardGrid(QWidget* parent) : QWidget(parent) {
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

void CardGrid::set_cards(std::vector<QWidget*> cards) {
  cards_ = std::move(cards);
  for (QWidget* card : cards_) {
    if (card->parentWidget() != this) card->setParent(this);
    card->show();
  }
  arrange(width(), true);
  updateGeometry();
}

QSize CardGrid::sizeHint() const {
  return {fontMetrics().averageCharWidth() * kNarrowest * 2, heightForWidth(width())};
}
QSize CardGrid::minimumSizeHint() const { return {fontMetrics().averageCharWidth() * kNarrowest, 0}; }
int CardGrid::heightForWidth(int width) const { return arrange(width, false); }

bool CardGrid::event(QEvent* event) {
  if (event->type() == QEvent::LayoutRequest) {
    arrange(width(), true);
    updateGeometry();
  }
  return QWidget::event(event);
}

void CardGrid::resizeEvent(QResizeEvent*) { arrange(width(), true); }

int CardGrid::arrange(int width, bool move) const {
  const int narrowest = fontMetrics().averageCharWidth() * kNarrowest;
  const int columns = std::clamp((width + kGap) / (narrowest + kGap), 1, 4);
  const int each = std::max((width - kGap * (columns - 1)) / columns, 1);
  int y = 0;
  for (std::size_t first = 0; first < cards_.size(); first += static_cast<std::size_t>(columns)) {
    const std::size_t end = std::min(cards_.size(), first + static_cast<std::size_t>(columns));
    int height = 0;
    for (std::size_t i = first; i < end; ++i) height = std::max(height, height_of(cards_[i], each));
    for (std::size_t i = first; move && i < end; ++i) {
      const int column = static_cast<int>(i - first);
      const int x = column * (each + kGap);
      cards_[i]->setGeometry(QStyle::visualRect(layoutDirection(), {0, 0, width, 1}, {x, y, each, height}));
    }
    y += height + kGap;
  }
  return std::max(y - kGap, 0);
}

}  // namespace culvert::ui
