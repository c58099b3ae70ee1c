#include "theme.h"

#include <QApplication>
#include <QEvent>
#include <QIcon>
#include <QPalette>
#include <QStyle>
#include <QStyleHints>
#include <QWidget>
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "contrast.h"
#include "desktop_appearance.h"
#include "style.h"
#include "widgets/accessible_scroll_area.h"

// The linker takes from an archive only what somebody asks for; not allowed in a namespace.
static void want_pictures() { Q_INIT_RESOURCE(resources); }

namespace culvert::ui {

namespace {

Theme* the_theme = nullptr;

// One for light, one for dark; both once more for high contrast.
struct Colours {
  QRgb window, base, alternate, text, muted, button, line, edge, accent, on_accent, good, problem, down, up;
};

constexpr Colours kLight{.window = 0xfff4f6f8,
                         .base = 0xffffffff,
                         .alternate = 0xfff7f9fa,
                         .text = 0xff17222c,
                         .muted = 0xff53606c,
                         .button = 0xffffffff,
                         .line = 0xffd5dce2,
                         .edge = 0xff7a8590,
                         .accent = 0xff0a699c,
                         .on_accent = 0xffffffff,
                         .good = 0xff14713f,
                         .problem = 0xff8f5200,
                         .down = 0xff0a699c,
                         .up = 0xff8547ad};
constexpr Colours kDark{.window = 0xff161b20,
                        .base = 0xff1d242a,
                        .alternate = 0xff20282f,
                        .text = 0xffe7ecf1,
                        .muted = 0xffa3b0bb,
                        .button = 0xff29323a,
                        .line = 0xff35404a,
                        .edge = 0xff7d8a96,
                        .accent = 0xff45ace3,
                        .on_accent = 0xff04141f,
                        .good = 0xff5fcb8d,
                        .problem = 0xfff2b350,
                        .down = 0xff45ace3,
                        .up = 0xffc79be8};
constexpr Colours kLightHigh{.window = 0xffffffff,
                             .base = 0xffffffff,
                             .alternate = 0xffffffff,
                             .text = 0xff000000,
                             .muted = 0xff1f1f1f,
                             .button = 0xffffffff,
                             .line = 0xff000000,
                             .edge = 0xff000000,
                             .accent = 0xff003a75,
                             .on_accent = 0xffffffff,
                             .good = 0xff004d22,
                             .problem = 0xff5e3400,
                             .down = 0xff003a75,
                             .up = 0xff5a1f80};
constexpr Colours kDarkHigh{.window = 0xff000000,
                            .base = 0xff000000,
                            .alternate = 0xff000000,
                            .text = 0xffffffff,
                            .muted = 0xffe3e3e3,
                            .button = 0xff000000,
                            .line = 0xffffffff,
                            .edge = 0xffffffff,
                            .accent = 0xff7fd0ff,
                            .on_accent = 0xff000000,
                            .good = 0xff7dfcb0,
                            .problem = 0xffffd27a,
                            .down = 0xff7fd0ff,
                            .up = 0xffe6c4ff};

const Colours& colours_for(bool dark, bool high) {
  return dark ? (high ? kDarkHigh : kDark) : (high ? kLightHigh : kLight);
}

QPalette palette_of(const Colours& c, const QColor& accent, const QColor& on_accent) {
  QPalette p;
  const auto all = [&](QPalette::ColorRole role, const QColor& colour) { p.setColor(role, colour); };
  all(QPalette::Window, c.window);
  all(QPalette::WindowText, c.text);
  all(QPalette::Base, c.base);
  all(QPalette::AlternateBase, c.alternate);
  all(QPalette::Text, c.text);
  all(QPalette::Button, c.button);
  all(QPalette::ButtonText, c.text);
  all(QPalette::BrightText, c.problem);
  all(QPalette::ToolTipBase, c.base);
  all(QPalette::ToolTipText, c.text);
  all(QPalette::PlaceholderText, c.muted);
  all(QPalette::Highlight, accent);
  all(QPalette::HighlightedText, on_accent);
  all(QPalette::Accent, accent);
  all(QPalette::Link, accent);
  all(QPalette::LinkVisited, accent);
  const QColor line = c.line;
  all(QPalette::Light, line.lighter(112));
  all(QPalette::Midlight, line.lighter(106));
  all(QPalette::Mid, line.darker(112));
  all(QPalette::Dark, line.darker(135));
  all(QPalette::Shadow, line.darker(200));
  QColor faded = c.text;
  faded.setAlphaF(0.45F);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText}) {
    p.setColor(QPalette::Disabled, role, faded);
  }
  p.setColor(QPalette::Disabled, QPalette::Highlight, c.line);
  p.setColor(QPalette::Disabled, QPalette::Accent, c.line);
  return p;
}

bool is_dark(const QPalette& palette) {
  return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

// What has a size of its own, a heading, keeps its relation to the rest.
void set_font(const QFont& font) {
  const QFont before = QApplication::font();
  if (before == font) return;
  const qreal size = before.pointSizeF();
  std::vector<std::pair<QWidget*, qreal>> sized;
  for (QWidget* widget : QApplication::allWidgets()) {
    const QFont own = widget->font();
    const bool has_size = widget->testAttribute(Qt::WA_SetFont) && (own.resolveMask() & QFont::SizeResolved) != 0;
    if (has_size && own.pointSizeF() > 0 && size > 0) sized.emplace_back(widget, own.pointSizeF() / size);
  }
  QApplication::setFont(font);
  for (const auto& [widget, ratio] : sized) {
    QFont own = widget->font();
    own.setPointSizeF(font.pointSizeF() * ratio);
    widget->setFont(own);
  }
}

}  // namespace

struct Theme::Private {
  void follow(const DesktopHabits& now);

  DesktopAppearance desktop;
  DesktopHabits habits;
  config::Settings::Appearance appearance = config::Settings::Appearance::kSystem;
  bool desktop_dark = false;
  bool dark = false;
  bool high = false;
  QColor accent;
};

void Theme::Private::follow(const DesktopHabits& now) {
  const DesktopHabits before = std::exchange(habits, now);
  if (now == before) return;
  QStyleHints& hints = *QGuiApplication::styleHints();
  if (now.font && now.font != before.font) set_font(*now.font);
  if (now.cursor_flash_time) hints.setCursorFlashTime(*now.cursor_flash_time);
  if (now.double_click_time) hints.setMouseDoubleClickInterval(*now.double_click_time);
  if (now.icon_theme && now.icon_theme != before.icon_theme) QIcon::setThemeName(*now.icon_theme);
}

Theme::Theme(QObject* parent) : QObject(parent), d_(std::make_unique<Private>()) {
  the_theme = this;
  want_pictures();
  QApplication::setStyle(new Style);
  make_scroll_areas_accessible();
  connect(&d_->desktop, &DesktopAppearance::changed, this, &Theme::apply);
  apply();
}

Theme::~Theme() {
  if (the_theme == this) the_theme = nullptr;
}

void Theme::set_appearance(config::Settings::Appearance appearance) {
  if (std::exchange(d_->appearance, appearance) != appearance) apply();
}

void Theme::catch_up() { d_->desktop.catch_up(); }

void Theme::apply() {
  using Appearance = config::Settings::Appearance;
  d_->follow(d_->desktop.habits());
  const auto says = d_->desktop.dark();
  d_->desktop_dark = says ? *says : is_dark(QApplication::style()->standardPalette());
  d_->dark = d_->appearance == Appearance::kSystem ? d_->desktop_dark : d_->appearance == Appearance::kDark;
  d_->high = d_->desktop.high_contrast();
  const Colours& c = colours_for(d_->dark, d_->high);
  d_->accent = c.accent;
  // The desktop's accent is taken as far as it can be read on our ground.
  if (const auto wanted = d_->desktop.accent(); wanted && wanted->isValid() && !d_->high) {
    d_->accent = readable(*wanted, QColor(c.base), kReadable);
  }
  const QColor on_accent = contrast(d_->accent, Qt::white) >= kReadable ? QColor(Qt::white) : QColor(c.on_accent);
  QApplication::setPalette(palette_of(c, d_->accent, d_->dark ? QColor(c.on_accent) : on_accent));
  emit changed();
}

bool Theme::dark() const { return d_->dark; }
bool Theme::high_contrast() const { return d_->high; }
bool Theme::reduced_motion() const { return d_->desktop.reduced_motion(); }
bool Theme::desktop_dark() const { return d_->desktop_dark; }

QColor Theme::colour(Colour colour) const {
  const Colours& c = colours_for(d_->dark, d_->high);
  switch (colour) {
    case Colour::kAccent:
      return d_->accent;
    case Colour::kGood:
      return c.good;
    case Colour::kProblem:
      return c.problem;
    case Colour::kMuted:
      return c.muted;
    case Colour::kDown:
      return c.down;
    case Colour::kUp:
      return c.up;
    case Colour::kCard:
      return c.base;
    case Colour::kLine:
      return c.line;
    case Colour::kEdge:
      return c.edge;
  }
  return {};
}

Theme* Theme::current() { return the_theme; }

}  // namespace culvert::ui
