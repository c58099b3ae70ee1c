#include "pages/row_table.h"

#include <QEvent>
#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>
#include <QStyleOption>
#include <QStyledItemDelegate>
#include <algorithm>
#include <cmath>
#include <vector>

namespace culvert::ui {

namespace {

constexpr int kPadding = 6;  // pixels at both sides of a cell

// Titles begin where the texts below them begin.
class RowHeader : public QHeaderView {
 public:
  explicit RowHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {
    setSectionsClickable(true);
    setSectionsMovable(true);
    setHighlightSections(false);
  }

 protected:
  void paintSection(QPainter* painter, const QRect& rect, int section) const override {
    if (!rect.isValid()) return;
    QStyleOptionHeaderV2 option;
    initStyleOption(&option);
    option.rect = rect;
    initStyleOptionForIndex(&option, section);
    painter->save();
    painter->setClipRect(rect);
    style()->drawControl(QStyle::CE_HeaderSection, &option, painter, this);
    QStyleOptionHeaderV2 part = option;
    part.rect = style()->subElementRect(QStyle::SE_HeaderLabel, &option, this);
    const int margin = style()->pixelMetric(QStyle::PM_HeaderMargin, &option, this);
    part.rect.adjust(kPadding - margin, 0, margin - kPadding, 0);
    part.text = option.fontMetrics.elidedText(option.text, Qt::ElideRight, part.rect.width());
    style()->drawControl(QStyle::CE_HeaderLabel, &part, painter, this);
    if (option.sortIndicator != QStyleOptionHeader::None) {
      part.rect = style()->subElementRect(QStyle::SE_HeaderArrow, &option, this);
      style()->drawPrimitive(QStyle::PE_IndicatorHeaderArrow, &part, painter, this);
    }
    painter->restore();
  }
};

// Draws a cell as styles do, but for what nobody needs here: on a large screen a thousand cells change at a time.
class RowDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const QStyle* style = option.widget->style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    QRect place = option.rect.adjusted(kPadding, 0, -kPadding, 0);
    if (const QIcon icon = index.data(Qt::DecorationRole).value<QIcon>(); !icon.isNull()) {
      const QRect picture =
          QStyle::alignedRect(option.direction, Qt::AlignLeft | Qt::AlignVCenter, option.decorationSize, place);
      icon.paint(painter, picture, Qt::AlignCenter, mode_of(option.state));
      const int taken = picture.width() + kPadding;
      place.adjust(option.direction == Qt::LeftToRight ? taken : 0, 0, option.direction == Qt::LeftToRight ? 0 : -taken,
                   0);
    }
    draw_text(painter, option, index, place);
    draw_focus(painter, option, index);
  }

 private:
  static QPalette::ColorGroup group_of(QStyle::State state) {
    if (!state.testFlag(QStyle::State_Enabled)) return QPalette::Disabled;
    return state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
  }
  static QIcon::Mode mode_of(QStyle::State state) {
    if (!state.testFlag(QStyle::State_Enabled)) return QIcon::Disabled;
    return state.testFlag(QStyle::State_Selected) ? QIcon::Selected : QIcon::Normal;
  }
  // The current row is one, not its cells.
  static void draw_focus(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) {
    const auto* table = static_cast<const RowTable*>(option.widget);
    if (!table->hasFocus() || table->currentIndex().row() != index.row()) return;
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::Highlight));
    painter->drawLine(option.rect.topLeft(), option.rect.topRight());
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
  }
  static void draw_text(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index, QRect place) {
    QString text = index.data().toString();
    if (text.isEmpty()) return;
    const auto alignment = index.data(Qt::TextAlignmentRole).value<Qt::Alignment>();
    QFont font = option.font;
    // Figures of one width where numbers stand below each other, if the font has them.
    if (alignment.testFlag(Qt::AlignRight)) font.setFeature(QFont::Tag("tnum"), 1);
    if (option.fontMetrics.averageCharWidth() * text.size() * 2 > place.width()) {
      const bool middle = static_cast<const RowTable*>(option.widget)->middle_elided() == index.column();
      text = QFontMetrics(font).elidedText(text, middle ? Qt::ElideMiddle : Qt::ElideRight, place.width());
    }
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->setFont(font);
    painter->setPen(
        option.palette.color(group_of(option.state), selected ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(
        place, static_cast<int>(QStyle::visualAlignment(option.direction, alignment)) | Qt::TextSingleLine, text);
  }
};

}  // namespace

RowTable::RowTable(QWidget* parent) : QTableView(parent) {
  setItemDelegate(new RowDelegate(this));
  setHorizontalHeader(new RowHeader(this));
  setSelectionBehavior(SelectRows);
  setSelectionMode(ExtendedSelection);
  setEditTriggers(NoEditTriggers);
  setTabKeyNavigation(false);
  setShowGrid(false);
  setWordWrap(false);
  setCornerButtonEnabled(false);
  setVerticalScrollMode(ScrollPerPixel);
  setHorizontalScrollMode(ScrollPerPixel);
  verticalHeader()->hide();
  verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this](int section) {
    const QHeaderView* header = horizontalHeader();
    const bool stretched = header->stretchLastSection() && header->visualIndex(section) == header->count() - 1;
    if (!stretched) by_default_ &= sizing_;
  });
  restyle();
}

void RowTable::restyle() {
  const int height = fontMetrics().height() + fontMetrics().height() / 2;
  verticalHeader()->setMinimumSectionSize(height);
  verticalHeader()->setDefaultSectionSize(height);
  horizontalHeader()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 4);
  if (by_default_) take_default_widths();
}

void RowTable::changeEvent(QEvent* event) {
  QTableView::changeEvent(event);
  const QEvent::Type type = event->type();
  if (type == QEvent::FontChange || type == QEvent::StyleChange || type == QEvent::LanguageChange) restyle();
}

void RowTable::set_placeholder(const QString& text) {
  if (text == placeholder_) return;
  placeholder_ = text;
  viewport()->update();
}

// ---- Columns

void RowTable::set_default_widths(const QList<int>& characters, const QList<int>& wide) {
  characters_ = characters;
  wide_ = wide;
  take_default_widths();
}

void RowTable::take_default_widths() {
  if (characters_.isEmpty() || model() == nullptr) return;
  struct Width {
    int wanted;
    int least;  // a title stays readable
  };
  std::vector<Width> widths;
  int left = viewport()->width();
  int spare = 0;
  for (int column = 0; column < characters_.size(); ++column) {
    const int title =
        fontMetrics().horizontalAdvance(model()->headerData(column, Qt::Horizontal).toString()) + 2 * kPadding;
    const int arrow = isSortingEnabled() ? fontMetrics().height() : 0;
    const int wanted = std::max(characters_[column] * fontMetrics().averageCharWidth(), title + arrow);
    widths.push_back({.wanted = wanted, .least = std::max(wanted * 2 / 3, title)});
    left -= wanted;
    spare += wanted - widths.back().least;
  }
  sizing_ = true;
  const int wide = std::max<int>(1, static_cast<int>(wide_.size()));
  for (int column = 0; column < characters_.size(); ++column) {
    const auto [wanted, least] = widths[static_cast<std::size_t>(column)];
    int width = wanted;
    // Where there is more than enough, the wide ones have it; where there is not, each gives of what it can spare.
    if (left >= 0) {
      width += wide_.contains(column) ? left / wide : 0;
    } else if (spare > 0) {
      width = std::max(least, wanted + static_cast<int>(std::floor(1.0 * left * (wanted - least) / spare)));
    }
    setColumnWidth(column, width);
  }
  sizing_ = false;
}

void RowTable::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  if (by_default_) take_default_widths();
}

QByteArray RowTable::arrangement() const {
  // The widths that nobody has chosen are made anew, for another font or another window.
  return (by_default_ ? QByteArray("d") : QByteArray("c")) + horizontalHeader()->saveState();
}

void RowTable::arrange(const QByteArray& arrangement) {
  if (arrangement.isEmpty() || !horizontalHeader()->restoreState(arrangement.mid(1))) return;
  by_default_ = arrangement.startsWith('d');
  if (by_default_) take_default_widths();
}

// ---- Rows

RowTable::Rows RowTable::visible_rows() const {
  if (model() == nullptr) return {};
  const int rows = model()->rowCount();
  const int first = rowAt(0);
  if (first < 0) return {};
  const int last = rowAt(viewport()->height() - 1);
  return {.first = first, .last = last < 0 ? rows - 1 : last};
}

QList<int> RowTable::selected_rows() const {
  QList<int> rows;
  for (const QItemSelectionRange& range : selectionModel()->selection()) {
    for (int row = range.top(); row <= range.bottom(); ++row) rows.push_back(row);
  }
  std::ranges::sort(rows);
  rows.erase(std::ranges::unique(rows).begin(), rows.end());
  return rows;
}

QString RowTable::selected_text() const {
  QString out;
  for (const int row : selected_rows()) {
    for (int column = 0; column < model()->columnCount(); ++column) {
      if (column != 0) out += u'\t';
      out += model()->index(row, column).data().toString();
    }
    out += u'\n';
  }
  return out;
}

int RowTable::offset_of(int row) const { return rowViewportPosition(row); }

void RowTable::put_at(int row, int offset) {
  doItemsLayout();  // the scroll bar has to know how many rows there are
  verticalScrollBar()->setValue(verticalHeader()->sectionPosition(row) - offset);
}

void RowTable::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
  QTableView::currentChanged(current, previous);
  for (const QModelIndex& index : {current, previous}) {
    if (index.isValid())
      viewport()->update(0, rowViewportPosition(index.row()), viewport()->width(), rowHeight(index.row()));
  }
}

QModelIndex RowTable::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) {
  if (action != MoveHome && action != MoveEnd) return QTableView::moveCursor(action, modifiers);
  // Rows are what is chosen: these are the first and the last, and come into view also if they are current already.
  const QModelIndex index = QTableView::moveCursor(action, modifiers | Qt::ControlModifier);
  scrollTo(index);
  return index;
}

void RowTable::paintEvent(QPaintEvent* event) {
  QTableView::paintEvent(event);
  if (placeholder_.isEmpty() || model() == nullptr || model()->rowCount() != 0) return;
  QPainter painter(viewport());
  painter.setPen(palette().color(QPalette::PlaceholderText));
  const int margin = fontMetrics().height() * 2;
  painter.drawText(viewport()->rect().adjusted(margin, margin, -margin, -margin), Qt::AlignCenter | Qt::TextWordWrap,
                   placeholder_);
}

}  // namespace culvert::ui
