// Controls that are made of several parts.
#include <QComboBox>
#include <QPainter>
#include <QScrollBar>
#include <QStyleOption>
#include <algorithm>

#include "style.h"
#include "style_paint.h"

namespace culvert::ui {

namespace {

void draw_header(const QStyleOptionHeader& header, QPainter* painter) {
  const QPalette& p = header.palette;
  QColor ground = p.color(QPalette::Base);
  if (is_on(header, QStyle::State_Sunken) || is_on(header, QStyle::State_MouseOver)) {
    ground = mixed(ground, p.color(QPalette::Text), is_on(header, QStyle::State_Sunken) ? 0.12 : 0.06);
  }
  painter->fillRect(header.rect, ground);
  const QRect r = header.rect;
  painter->fillRect(QRect(r.left(), r.bottom(), r.width(), 1), line_colour(header));
  const bool last = header.position == QStyleOptionHeader::End || header.position == QStyleOptionHeader::OnlyOneSection;
  if (header.orientation == Qt::Horizontal && !last) {
    painter->fillRect(QRect(r.right(), r.top() + r.height() / 4, 1, r.height() / 2), line_colour(header));
  }
}

void draw_menu_item(const QStyleOptionMenuItem& item, QPainter* painter) {
  if (!is_on(item, QStyle::State_Selected) || !is_on(item, QStyle::State_Enabled)) return;
  const Paint paint(painter);
  const QPalette& p = item.palette;
  paint->setPen(QPen(p.color(QPalette::Accent), 1));
  paint->setBrush(mixed(p.color(QPalette::Base), p.color(QPalette::Accent), 0.18));
  paint->drawRoundedRect(QRectF(item.rect).adjusted(0.5, 0.5, -0.5, -0.5), kRadius - 1, kRadius - 1);
}

void draw_groove(const QStyleOption& option, QPainter* painter) {
  const Paint paint(painter);
  const qreal height = std::min(6, option.rect.height());
  QRectF groove(option.rect);
  groove.setTop(option.rect.center().y() + 0.5 - height / 2);
  groove.setHeight(height);
  paint->setPen(Qt::NoPen);
  paint->setBrush(line_colour(option));
  paint->drawRoundedRect(groove, height / 2, height / 2);
}

void draw_progress(const QStyleOptionProgressBar& bar, QPainter* painter) {
  const Paint paint(painter);
  const qreal height = std::min(6, bar.rect.height());
  const qreal part = std::clamp((bar.progress - bar.minimum) / qreal(bar.maximum - bar.minimum), 0.0, 1.0);
  QRectF done(bar.rect);
  done.setTop(bar.rect.center().y() + 0.5 - height / 2);
  done.setHeight(height);
  done.setWidth(std::max(height, done.width() * part));
  if (part <= 0) return;
  if (bar.direction == Qt::RightToLeft) done.moveRight(bar.rect.right());
  paint->setPen(Qt::NoPen);
  paint->setBrush(bar.palette.color(QPalette::Accent));
  paint->drawRoundedRect(done, height / 2, height / 2);
}

void draw_scroll_bar(const QStyleOptionSlider& bar, const QRect& slider, QPainter* painter) {
  const Paint paint(painter);
  const QPalette& p = bar.palette;
  if (bar.minimum == bar.maximum) return;
  const bool held = is_on(bar, QStyle::State_Sunken) && bar.activeSubControls.testFlag(QStyle::SC_ScrollBarSlider);
  const bool over = is_on(bar, QStyle::State_MouseOver);
  const qreal gap = over || held ? 2 : 3;
  QRectF handle = QRectF(slider).adjusted(gap, gap, -gap, -gap);
  if (bar.orientation == Qt::Horizontal) {
    handle = QRectF(slider).adjusted(2, gap, -2, -gap);
  } else {
    handle = QRectF(slider).adjusted(gap, 2, -gap, -2);
  }
  const qreal radius = std::min(handle.width(), handle.height()) / 2;
  paint->setPen(Qt::NoPen);
  paint->setBrush(held || over ? mixed(edge_colour(bar), p.color(QPalette::Text), held ? 0.5 : 0.25)
                               : edge_colour(bar));
  paint->drawRoundedRect(handle, radius, radius);
}

// A line under the one that is chosen, no box.
void draw_tab(const QStyleOption& tab, QPainter* painter) {
  const bool chosen = is_on(tab, QStyle::State_Selected);
  const bool over = is_on(tab, QStyle::State_MouseOver) && is_on(tab, QStyle::State_Enabled);
  if (!chosen && !over) return;
  const Paint paint(painter);
  paint->setPen(Qt::NoPen);
  paint->setBrush(chosen ? tab.palette.color(QPalette::Accent) : line_colour(tab));
  const QRectF line(tab.rect.left() + 6, tab.rect.bottom() - 2, tab.rect.width() - 12, 3);
  paint->drawRoundedRect(line, 1.5, 1.5);
}

}  // namespace

void Style::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                        const QWidget* widget) const {
  switch (element) {
    case CE_PushButtonLabel: {
      const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
      if (button == nullptr || !button->features.testFlag(QStyleOptionButton::DefaultButton) ||
          !is_on(*option, State_Enabled)) {
        break;
      }
      QStyleOptionButton on_accent = *button;
      on_accent.palette.setColor(QPalette::ButtonText, button->palette.color(QPalette::HighlightedText));
      if (!on_accent.icon.isNull()) {
        const qreal ratio = painter->device() != nullptr ? painter->device()->devicePixelRatio() : 1;
        on_accent.icon = QIcon(button->icon.pixmap(button->iconSize, ratio, QIcon::Selected));
      }
      return QProxyStyle::drawControl(element, &on_accent, painter, widget);
    }
    case CE_HeaderSection:
    case CE_HeaderEmptyArea: {
      if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option))
        return draw_header(*header, painter);
      painter->fillRect(option->rect, option->palette.color(QPalette::Base));
      painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
                        line_colour(*option));
      return;
    }
    case CE_MenuItem: {
      const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
      if (item == nullptr) break;
      if (item->menuItemType == QStyleOptionMenuItem::Separator) {
        painter->fillRect(QRect(item->rect.left() + 8, item->rect.center().y(), item->rect.width() - 16, 1),
                          line_colour(*option));
        return;
      }
      draw_menu_item(*item, painter);
      QStyleOptionMenuItem plain = *item;
      plain.state.setFlag(State_Selected, false);
      plain.rect.adjust(4, 0, -4, 0);
      return QProxyStyle::drawControl(element, &plain, painter, widget);
    }
    case CE_TabBarTabShape:
      return draw_tab(*option, painter);
    case CE_ProgressBarGroove:
      return draw_groove(*option, painter);
    case CE_ProgressBarContents: {
      const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option);
      if (bar == nullptr || bar->minimum >= bar->maximum) break;
      return draw_progress(*bar, painter);
    }
    case CE_Splitter:
      return;
    default:
      break;
  }
  QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                               const QWidget* widget) const {
  switch (control) {
    case CC_ComboBox: {
      const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(option);
      if (box == nullptr) break;
      if (box->frame) {
        QStyleOptionComboBox whole = *box;
        box->editable ? draw_field(whole, painter) : draw_button(whole, painter, false, false);
      }
      const QRect arrow = subControlRect(CC_ComboBox, box, SC_ComboBoxArrow, widget);
      return draw_chevron(
          arrow,
          box->palette.color(is_on(*box, State_Enabled) ? QPalette::Active : QPalette::Disabled, QPalette::ButtonText),
          0, painter);
    }
    case CC_SpinBox: {
      const auto* box = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
      if (box == nullptr || box->buttonSymbols == QAbstractSpinBox::NoButtons) break;
      if (box->frame) draw_field(*box, painter);
      for (const SubControl part : {SC_SpinBoxUp, SC_SpinBoxDown}) {
        const bool up = part == SC_SpinBoxUp;
        const bool can =
            is_on(*box, State_Enabled) &&
            box->stepEnabled.testFlag(up ? QAbstractSpinBox::StepUpEnabled : QAbstractSpinBox::StepDownEnabled);
        const QRect at = subControlRect(CC_SpinBox, box, part, widget);
        if (can && box->activeSubControls == part) {
          const Paint paint(painter);
          paint->setPen(Qt::NoPen);
          paint->setBrush(mixed(box->palette.color(QPalette::Base), box->palette.color(QPalette::Text), 0.1));
          paint->drawRoundedRect(QRectF(at).adjusted(1, 1, -2, -1), 3, 3);
        }
        draw_chevron(at, box->palette.color(can ? QPalette::Active : QPalette::Disabled, QPalette::ButtonText),
                     up ? 180 : 0, painter);
      }
      return;
    }
    case CC_ScrollBar: {
      const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
      if (bar == nullptr) break;
      return draw_scroll_bar(*bar, subControlRect(CC_ScrollBar, bar, SC_ScrollBarSlider, widget), painter);
    }
    case CC_GroupBox: {
      const auto* box = qstyleoption_cast<const QStyleOptionGroupBox*>(option);
      if (box == nullptr) break;
      const Paint paint(painter);
      QFont bold = painter->font();
      bold.setWeight(QFont::DemiBold);
      paint->setFont(bold);
      QStyleOptionGroupBox titled = *box;
      titled.fontMetrics = QFontMetrics(bold);
      return QProxyStyle::drawComplexControl(control, &titled, painter, widget);
    }
    default:
      break;
  }
  QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                            const QWidget* widget) const {
  if (control == CC_ScrollBar) {
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (bar == nullptr) return {};
    const QRect r = bar->rect;
    const bool across = bar->orientation == Qt::Horizontal;
    const int length = across ? r.width() : r.height();
    int handle = length;
    if (bar->maximum != bar->minimum) {
      const qint64 range = qint64(bar->maximum) - bar->minimum;
      handle = static_cast<int>(qint64(bar->pageStep) * length / (range + bar->pageStep));
      handle = std::clamp(handle, std::min(32, length), length);
    }
    const int at =
        sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - handle, bar->upsideDown);
    const auto piece = [&](int from, int size) {
      const QRect made =
          across ? QRect(r.left() + from, r.top(), size, r.height()) : QRect(r.left(), r.top() + from, r.width(), size);
      return across ? visualRect(bar->direction, r, made) : made;
    };
    switch (part) {
      case SC_ScrollBarSlider:
        return piece(at, handle);
      case SC_ScrollBarGroove:
        return r;
      case SC_ScrollBarSubPage:
        return piece(0, at);
      case SC_ScrollBarAddPage:
        return piece(at + handle, length - at - handle);
      default:
        return {};  // no arrows at the ends
    }
  }
  const QRect made = QProxyStyle::subControlRect(control, option, part, widget);
  if (control == CC_ComboBox && part == SC_ComboBoxEditField) return made.adjusted(4, 0, -2, 0);
  if (control == CC_ComboBox && part == SC_ComboBoxArrow) return made.translated(-4, 0);
  if (control == CC_SpinBox && part == SC_SpinBoxEditField) return made.adjusted(5, 0, 0, 0);
  if (control == CC_SpinBox && (part == SC_SpinBoxUp || part == SC_SpinBoxDown)) return made.translated(-3, 0);
  return made;
}

}  // namespace culvert::ui
