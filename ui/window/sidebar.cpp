#include "window/sidebar.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QEvent>
#include <QKeySequence>
#include <QPainter>
#include <QStyleOption>
#include <QVBoxLayout>
#include <algorithm>

#include "icons.h"
#include "style_paint.h"
#include "theme.h"

namespace culvert::ui {

namespace {

constexpr int kIcon = 20;
constexpr int kPill = 28;  // height of the ground of the icon
constexpr int kPillWidth = 48;
constexpr int kGap = 3;  // between icon and label
constexpr int kPad = 7;  // above and below
constexpr int kLeastWidth = 76;

// The symbols are named as the pages are.
constexpr std::array<const char*, kPages> kSymbols{"overview",    "profiles", "applications",
                                                   "connections", "trace",    "settings"};

class SidebarButton : public QAbstractButton {
 public:
  explicit SidebarButton(QWidget* parent) : QAbstractButton(parent) {
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  }

  [[nodiscard]] QSize sizeHint() const override {
    const QFontMetrics bold(label_font(true));
    return {std::max(bold.horizontalAdvance(text()) + 16, kLeastWidth), kPad + kPill + kGap + bold.height() + kPad};
  }
  [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* /*event*/) override {
    QPainter painter(this);
    QStyleOption option;
    option.initFrom(this);
    const QPalette& p = option.palette;
    QRectF pill(0, kPad, kPillWidth, kPill);
    pill.moveLeft((width() - kPillWidth) / 2.0);
    {
      const Paint paint(&painter);
      paint->setPen(Qt::NoPen);
      if (isChecked()) {
        paint->setBrush(p.color(QPalette::Accent));
        paint->drawRoundedRect(pill, kPill / 2.0, kPill / 2.0);
      } else if (underMouse() || isDown()) {
        paint->setBrush(mixed(p.color(QPalette::Base), p.color(QPalette::Text), isDown() ? 0.14 : 0.08));
        paint->drawRoundedRect(pill, kPill / 2.0, kPill / 2.0);
      }
    }
    QRect picture(0, 0, kIcon, kIcon);
    picture.moveCenter(pill.center().toPoint());
    icon().paint(&painter, picture, Qt::AlignCenter, isChecked() ? QIcon::Selected : QIcon::Normal);
    painter.setFont(label_font(isChecked()));
    painter.setPen(p.color(QPalette::WindowText));
    painter.drawText(QRect(0, kPad + kPill + kGap, width(), height() - kPad - kPill - kGap),
                     static_cast<int>(Qt::AlignHCenter | Qt::AlignTop | Qt::TextSingleLine), text());
    if (is_ringed(option)) draw_ring(rect().adjusted(3, 1, -3, -1), p.color(QPalette::Accent), &painter);
  }

 private:
  [[nodiscard]] QFont label_font(bool chosen) const {
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.92);
    if (chosen) small.setWeight(QFont::DemiBold);
    return small;
  }
};

}  // namespace

Sidebar::Sidebar(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("sidebar"));
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
  auto* group = new QButtonGroup(this);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(4, 8, 5, 8);  // one pixel is the line's
  column->setSpacing(2);
  for (int i = 0; i < kPages; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const QString name = QString::fromLatin1(kSymbols[at]);
    auto* button = new SidebarButton(this);
    button->setObjectName(QStringLiteral("sidebar.") + name);
    button->setIcon(symbol(name));
    buttons_[at] = button;
    group->addButton(button, i);
    if (static_cast<Page>(i) == Page::kSettings) column->addStretch();
    column->addWidget(button);
    connect(button, &QAbstractButton::clicked, this, [this, i] { emit chosen(static_cast<Page>(i)); });
  }
  retranslate();
  set_current(Page::kOverview);
}

void Sidebar::set_current(Page page) {
  QAbstractButton* current = buttons_[static_cast<std::size_t>(page)];
  current->setChecked(true);
  // The tab key comes to the list once; arrow keys go on.
  for (QAbstractButton* one : buttons_) one->setFocusPolicy(one == current ? Qt::StrongFocus : Qt::ClickFocus);
}

void Sidebar::focus_current() {
  const auto current = std::ranges::find_if(buttons_, [](const QAbstractButton* one) { return one->isChecked(); });
  if (current != buttons_.end()) (*current)->setFocus(Qt::ShortcutFocusReason);
}

void Sidebar::retranslate() {
  const std::array<QString, kPages> names{tr("Overview"),    tr("Profiles"), tr("Applications"),
                                          tr("Connections"), tr("Trace"),    tr("Settings")};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const QKeySequence keys(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + static_cast<int>(i)));
    buttons_[i]->setText(names[i]);
    buttons_[i]->setAccessibleName(names[i]);
    buttons_[i]->setToolTip(
        tr("%1 (%2)", "name of a page, keys").arg(names[i], keys.toString(QKeySequence::NativeText)));
    buttons_[i]->updateGeometry();
  }
}

void Sidebar::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

void Sidebar::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  QStyleOption option;
  option.initFrom(this);
  painter.fillRect(rect(), option.palette.color(QPalette::Base));
  const int x = layoutDirection() == Qt::RightToLeft ? 0 : width() - 1;
  painter.fillRect(QRect(x, 0, 1, height()), line_colour(option));
}

}  // namespace culvert::ui
