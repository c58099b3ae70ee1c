#include "style.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPainterPath>
#include <QScrollBar>
#include <QStyleOption>
#include <QTabBar>
#include <algorithm>

#include "style_paint.h"
#include "theme.h"

namespace culvert::ui {

namespace {

constexpr int kInset = 5;       // of text from the edge, beside what Fusion leaves
constexpr int kBarExtent = 12;  // of a scroll bar, with the space around it

int font_height(const QStyleOption* option, const QWidget* widget) {
  if (option != nullptr) return option->fontMetrics.height();
  return widget != nullptr ? widget->fontMetrics().height() : QFontMetrics(QApplication::font()).height();
}

// 30 pixels with a font of 10 points at 96 dpi.
int control_height(const QStyleOption* option, const QWidget* widget) {
  return qRound(font_height(option, widget) * 1.2) + 12;
}

bool is_framed_view(const QWidget* widget) { return qobject_cast<const QAbstractScrollArea*>(widget) != nullptr; }

// Windows may have no transparent corners on a screen that is not composed; on Wayland every one is.
bool has_round_popups() { return QGuiApplication::platformName().startsWith(QStringLiteral("wayland")); }

void draw_view_frame(const QStyleOption& option, bool focus, QPainter* painter) {
  const Paint paint(painter);
  paint->setBrush(option.palette.color(QPalette::Base));
  paint->setPen(QPen(focus ? option.palette.color(QPalette::Accent) : line_colour(option), focus ? 2 : 1));
  const qreal by = focus ? 1 : 0.5;
  paint->drawRoundedRect(QRectF(option.rect).adjusted(by, by, -by, -by), kRadius, kRadius);
}

void draw_menu_frame(const QStyleOption& option, QPainter* painter) {
  const Paint paint(painter);
  paint->setPen(QPen(line_colour(option), 1));
  paint->setBrush(has_round_popups() ? QBrush(option.palette.color(QPalette::Base)) : QBrush(Qt::NoBrush));
  const qreal radius = has_round_popups() ? kRadius + 2 : 0;
  paint->drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
}

// What stands behind an entry of a list.
void draw_entry(const QStyleOptionViewItem& item, QPainter* painter) {
  const bool chosen = is_on(item, QStyle::State_Selected);
  const bool over = is_on(item, QStyle::State_MouseOver) && is_on(item, QStyle::State_Enabled);
  if (item.backgroundBrush.style() != Qt::NoBrush) painter->fillRect(item.rect, item.backgroundBrush);
  if (!chosen && !over) return;
  const Paint paint(painter);
  const QPalette& p = item.palette;
  paint->setPen(Qt::NoPen);
  paint->setBrush(chosen ? p.color(QPalette::Highlight)
                         : mixed(p.color(QPalette::Base), p.color(QPalette::Text), 0.06));
  paint->drawRoundedRect(QRectF(item.rect).adjusted(1, 1, -1, -1), kRadius - 1, kRadius - 1);
}

// By how many degrees an arrow is turned from the one that points down.
int turn_of(QStyle::PrimitiveElement arrow) {
  switch (arrow) {
    case QStyle::PE_IndicatorArrowUp:
      return 180;
    case QStyle::PE_IndicatorArrowLeft:
      return 90;
    case QStyle::PE_IndicatorArrowRight:
      return -90;
    default:
      return 0;
  }
}

}  // namespace

Style::Style() : QProxyStyle(QStringLiteral("Fusion")) {}

void Style::polish(QWidget* widget) {
  QProxyStyle::polish(widget);
  const bool lights_up = qobject_cast<QAbstractButton*>(widget) != nullptr ||
                         qobject_cast<QComboBox*>(widget) != nullptr || qobject_cast<QScrollBar*>(widget) != nullptr ||
                         qobject_cast<QHeaderView*>(widget) != nullptr || qobject_cast<QTabBar*>(widget) != nullptr;
  if (lights_up) widget->setAttribute(Qt::WA_Hover);
  // A form puts a label in the middle of its field if the two are about as tall.
  if (auto* label = qobject_cast<QLabel*>(widget); label != nullptr && label->buddy() != nullptr) {
    label->setContentsMargins(0, 3, 0, 3);
  }
  if (has_round_popups() && qobject_cast<QMenu*>(widget) != nullptr) {
    widget->setAttribute(Qt::WA_TranslucentBackground);
  }
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
  switch (metric) {
    case PM_DefaultFrameWidth:
      return is_framed_view(widget) ? 3 : 1;  // the corners of what is in it stay inside of the round ones
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
      return std::max(16, font_height(option, widget) | 1);
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
      return 8;
    case PM_FocusFrameHMargin:
      return 6;  // on both sides of the text of an entry in a list
    case PM_HeaderMargin:
      return 7;  // the same, with the pixel that entries have
    case PM_ScrollBarExtent:
      return kBarExtent;
    case PM_ScrollBarSliderMin:
      return 32;
    case PM_MenuPanelWidth:
      return 1;
    case PM_MenuHMargin:
    case PM_MenuVMargin:
      return 4;
    case PM_TabBarTabOverlap:
    case PM_TabBarTabShiftVertical:
      return 0;
    case PM_TabBarTabHSpace:
      return 28;
    case PM_TabBarTabVSpace:
      return 16;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
      return 0;
    case PM_ButtonMargin:
      return 12;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
      return 8;
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin:
      return 12;
    default:
      return QProxyStyle::pixelMetric(metric, option, widget);
  }
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* more) const {
  switch (hint) {
    case SH_ItemView_ShowDecorationSelected:
      return 1;
    case SH_ComboBox_Popup:
    case SH_EtchDisabledText:
    case SH_ScrollBar_ContextMenu:
    case SH_ScrollBar_LeftClickAbsolutePosition:
      return 0;
    case SH_Widget_Animate:
    case SH_Widget_Animation_Duration:
      if (Theme::current() != nullptr && Theme::current()->reduced_motion()) return 0;
      return QProxyStyle::styleHint(hint, option, widget, more);
    default:
      return QProxyStyle::styleHint(hint, option, widget, more);
  }
}

QRect Style::subElementRect(SubElement part, const QStyleOption* option, const QWidget* widget) const {
  const QRect made = QProxyStyle::subElementRect(part, option, widget);
  if (part != SE_LineEditContents) return made;
  const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
  return frame != nullptr && frame->lineWidth > 0 ? made.adjusted(kInset, 0, -kInset, 0) : made;
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                              const QWidget* widget) const {
  QSize made = QProxyStyle::sizeFromContents(type, option, size, widget);
  const int control = control_height(option, widget);
  // All of one height, side by side, but where there is more in it than a line.
  const auto levelled = [&](int least) {
    return QSize(std::max(made.width(), least), size.height() + 6 <= control ? control : made.height());
  };
  switch (type) {
    case CT_PushButton: {
      const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
      const bool words = button != nullptr && !button->text.isEmpty();
      if (words) made.setWidth(std::max(size.width() + 2 * font_height(option, widget) - 4, 72));
      return levelled(control);
    }
    case CT_ToolButton: {
      const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
      if (button == nullptr) return made;
      const bool words = button->toolButtonStyle != Qt::ToolButtonIconOnly && !button->text.isEmpty();
      if (words) made.rwidth() += 8;
      return levelled(control);
    }
    case CT_LineEdit:
    case CT_ComboBox:
      return QSize(made.width() + 2 * kInset, levelled(0).height());
    case CT_SpinBox:
      return {made.width() + 2 * kInset, control};
    case CT_CheckBox:
    case CT_RadioButton:
      return made.expandedTo({0, font_height(option, widget) + 6});
    case CT_MenuItem: {
      const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
      if (item != nullptr && item->menuItemType == QStyleOptionMenuItem::Separator) return {made.width(), 9};
      return {made.width() + 16, std::max(made.height(), control - 2)};
    }
    case CT_HeaderSection:
      return made.expandedTo({0, control});
    case CT_ItemViewItem:
      return made.expandedTo({0, font_height(option, widget) + 10});
    default:
      return made;
  }
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) const {
  switch (element) {
    case PE_PanelLineEdit: {
      const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
      if (frame != nullptr && frame->lineWidth > 0) return draw_field(*option, painter);
      if (qobject_cast<const QComboBox*>(widget != nullptr ? widget->parentWidget() : nullptr) != nullptr) return;
      break;
    }
    case PE_FrameLineEdit:
      return draw_field(*option, painter);
    case PE_PanelButtonCommand: {
      const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
      const bool main = button != nullptr && button->features.testFlag(QStyleOptionButton::DefaultButton);
      const bool flat = button != nullptr && button->features.testFlag(QStyleOptionButton::Flat);
      return draw_button(*option, painter, main, flat);
    }
    case PE_PanelButtonTool:
      return draw_button(*option, painter, false, is_on(*option, State_AutoRaise));
    case PE_FrameDefaultButton:
      return;
    case PE_FrameFocusRect: {
      if (!is_on(*option, State_KeyboardFocusChange)) return;
      const bool on_accent = is_on(*option, State_Selected);
      return draw_ring(option->rect, option->palette.color(on_accent ? QPalette::HighlightedText : QPalette::Accent),
                       painter);
    }
    case PE_IndicatorCheckBox:
      return draw_check_box(*option, painter);
    case PE_IndicatorRadioButton:
      return draw_radio_button(*option, painter);
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight:
      return draw_chevron(option->rect, option->palette.color(QPalette::ButtonText), turn_of(element), painter);
    case PE_FrameGroupBox:
      return;
    case PE_FrameTabBarBase:
      painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
                        line_colour(*option));
      return;
    case PE_Frame:
      if (is_framed_view(widget)) {
        const bool focus = is_on(*option, State_HasFocus) && widget->focusPolicy() != Qt::NoFocus;
        return draw_view_frame(*option, focus, painter);
      }
      break;
    case PE_FrameMenu:
      return draw_menu_frame(*option, painter);
    case PE_PanelMenu:
      if (!has_round_popups()) painter->fillRect(option->rect, option->palette.color(QPalette::Base));
      return;
    case PE_PanelItemViewItem: {
      const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
      if (item == nullptr || qobject_cast<const QListView*>(widget) == nullptr) break;
      return draw_entry(*item, painter);
    }
    default:
      break;
  }
  QProxyStyle::drawPrimitive(element, option, painter, widget);
}

}  // namespace culvert::ui
