// By the Settings portal of XDG, or by Qt's theme of the platform where there is none.
//
// On the desktops of GTK, Qt would load GTK into this process to ask it for a font and a few habits: much memory, and a
// tenth of a second. It is kept from that (prepare()), and has all of it from here: from the settings manager where
// there is an X server, as GTK has it, and else from the portal.
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QGuiApplication>
#include <QPalette>
#include <QStyleHints>
#include <algorithm>
#include <array>
#include <functional>

#include "desktop_appearance.h"
#include "desktop_font.h"
#include "xsettings_linux.h"

namespace culvert::ui {

namespace {

using Groups = QMap<QString, QVariantMap>;

const QString kPortal = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kSettings = QStringLiteral("org.freedesktop.portal.Settings");
const QString kAppearance = QStringLiteral("org.freedesktop.appearance");
const QString kInterface = QStringLiteral("org.gnome.desktop.interface");
const QString kMouse = QStringLiteral("org.gnome.desktop.peripherals.mouse");

const QString kGtkFont = QStringLiteral("Sans 10");  // where nobody says one
constexpr int kUsualFlash = 1200;                    // ms; what GTK has where only that it blinks is said
constexpr double kMostScale = 4;

// Those for which Qt takes GTK's theme (QGenericUnixTheme::themeNames()).
bool is_of_gtk(const QByteArray& desktop) {
  static constexpr std::array kOfGtk{"GNOME", "X-CINNAMON", "PANTHEON", "UNITY", "MATE", "XFCE", "LXDE"};
  return std::ranges::any_of(desktop.toUpper().split(':'), [](const QByteArray& name) {
    return std::ranges::any_of(kOfGtk, [&](const char* one) { return name == one; });
  });
}

// The same way round as Qt does it (QGenericUnixServices).
QByteArray current_desktop() {
  QByteArray name = qgetenv("XDG_CURRENT_DESKTOP");
  if (!name.isEmpty()) return name;
  if (!qEnvironmentVariableIsEmpty("KDE_FULL_SESSION")) return "KDE";
  if (!qEnvironmentVariableIsEmpty("GNOME_DESKTOP_SESSION_ID")) return "GNOME";
  name = qgetenv("DESKTOP_SESSION");
  return name.mid(name.lastIndexOf('/') + 1);
}

// Under X11 it is in the resolution of the screen, which Qt follows.
bool scales_texts() { return QGuiApplication::platformName() != QStringLiteral("xcb"); }

struct Range {
  int least;
  int most;
};
constexpr Range kFlashTimes{100, 2500};  // ms
constexpr Range kClickTimes{100, 1000};

std::optional<int> within(std::optional<int> number, Range range) {
  return number && *number >= range.least && *number <= range.most ? number : std::nullopt;
}
std::optional<int> within(const QVariant& value, Range range) {
  bool good = false;
  const int number = value.toInt(&good);
  return good ? within(std::optional(number), range) : std::nullopt;
}

// As one of both sources says it.
struct Said {
  std::optional<QString> font;
  std::optional<QString> theme;
  std::optional<QString> icon_theme;
  std::optional<double> text_scale;
  std::optional<bool> animations;
  std::optional<bool> blinks;
  std::optional<int> flash;
  std::optional<int> double_click;
  bool operator==(const Said&) const = default;
};

QVariant inner(QVariant value) {
  while (value.metaType() == QMetaType::fromType<QDBusVariant>()) value = value.value<QDBusVariant>().variant();
  return value;
}

std::optional<QColor> colour_of(const QVariant& value) {
  if (value.metaType() != QMetaType::fromType<QDBusArgument>()) return std::nullopt;
  const auto argument = value.value<QDBusArgument>();
  if (argument.currentSignature() != QStringLiteral("(ddd)")) return std::nullopt;
  double red = -1;
  double green = -1;
  double blue = -1;
  argument.beginStructure();
  argument >> red >> green >> blue;
  argument.endStructure();
  for (const double part : {red, green, blue}) {
    if (!(part >= 0 && part <= 1)) return std::nullopt;  // out of range: the person has chosen none
  }
  return QColor::fromRgbF(static_cast<float>(red), static_cast<float>(green), static_cast<float>(blue));
}

// QtDBus tells of signals by slots with names only.
class Portal : public QObject {
  Q_OBJECT

 public:
  using Told = std::function<void(const QString& group, const QString& key, const QVariant& value)>;
  Portal(QDBusConnection bus, Told told) : told_(std::move(told)) {
    bus.connect(kPortal, kPath, kSettings, QStringLiteral("SettingChanged"), this,
                SLOT(take(QString, QString, QDBusVariant)));
  }

 private:
  const Told told_;

 private slots:
  void take(const QString& group, const QString& key, const QDBusVariant& value) const {
    told_(group, key, value.variant());
  }
};

}  // namespace

struct DesktopAppearance::Private {
  bool take(const QString& group, const QString& key, const QVariant& wrapped);
  bool take_appearance(const QString& key, const QVariant& value);
  bool take_answer();
  bool take_x();
  template <typename T>
  [[nodiscard]] std::optional<T> said(std::optional<T> Said::* what) const {
    return x.*what ? x.*what : portal_said.*what;
  }
  [[nodiscard]] bool theme_is_dark() const {
    return said(&Said::theme).value_or(QString()).contains(QStringLiteral("dark"), Qt::CaseInsensitive);
  }

  std::unique_ptr<Portal> portal;
  std::unique_ptr<QDBusPendingCallWatcher> answer;  // until it is taken
  std::unique_ptr<XSettingsWatch> watch;
  bool without_gtk = !QGuiApplication::desktopSettingsAware();
  std::optional<bool> portal_dark;
  bool contrast = false;
  bool reduced = false;
  std::optional<QColor> accent;
  Said portal_said;
  Said x;
};

bool DesktopAppearance::Private::take_appearance(const QString& key, const QVariant& value) {
  if (key == QStringLiteral("color-scheme")) {
    const uint scheme = value.toUInt();  // 0: no preference, 1: dark, 2: light
    const auto now = scheme == 1 ? std::optional(true) : scheme == 2 ? std::optional(false) : std::nullopt;
    return std::exchange(portal_dark, now) != now;
  }
  if (key == QStringLiteral("contrast")) {
    const bool now = value.toUInt() == 1;
    return std::exchange(contrast, now) != now;
  }
  if (key == QStringLiteral("reduced-motion")) {
    const bool now = value.toUInt() == 1;
    return std::exchange(reduced, now) != now;
  }
  if (key == QStringLiteral("accent-color")) {
    const auto now = colour_of(value);
    return std::exchange(accent, now) != now;
  }
  return false;
}

// What is not asked for is told as well, when it changes.
bool DesktopAppearance::Private::take(const QString& group, const QString& key, const QVariant& wrapped) {
  const QVariant value = inner(wrapped);
  if (group == kAppearance) return take_appearance(key, value);
  if (!without_gtk || (group != kInterface && group != kMouse)) return false;
  const Said before = portal_said;
  Said& now = portal_said;
  if (group == kMouse) {
    if (key == QStringLiteral("double-click")) now.double_click = within(value, kClickTimes);
  } else if (key == QStringLiteral("font-name")) {
    now.font = value.toString();
  } else if (key == QStringLiteral("text-scaling-factor")) {
    now.text_scale = value.toDouble() > 0 ? std::min(value.toDouble(), kMostScale) : 1;
  } else if (key == QStringLiteral("gtk-theme")) {
    now.theme = value.toString();
  } else if (key == QStringLiteral("icon-theme")) {
    now.icon_theme = value.toString();
  } else if (key == QStringLiteral("enable-animations")) {
    now.animations = value.toBool();
  } else if (key == QStringLiteral("cursor-blink")) {
    now.blinks = value.toBool();
  } else if (key == QStringLiteral("cursor-blink-time")) {
    now.flash = within(value, kFlashTimes);
  }
  return portal_said != before;
}

bool DesktopAppearance::Private::take_x() {
  const XSettings& all = watch->settings();
  const auto text = [&](std::string_view name) -> std::optional<QString> {
    const auto at = all.find(name);
    const auto* const found = at == all.end() ? nullptr : std::get_if<std::string>(&at->second);
    return found == nullptr ? std::nullopt : std::optional(QString::fromStdString(*found));
  };
  const auto number = [&](std::string_view name) -> std::optional<int> {
    const auto at = all.find(name);
    const auto* const found = at == all.end() ? nullptr : std::get_if<std::int32_t>(&at->second);
    return found == nullptr ? std::nullopt : std::optional(*found);
  };
  const auto flag = [&](std::string_view name) -> std::optional<bool> {
    const auto found = number(name);
    return found ? std::optional(*found != 0) : std::nullopt;
  };
  const Said now{.font = text("Gtk/FontName"),
                 .theme = text("Net/ThemeName"),
                 .icon_theme = text("Net/IconThemeName"),
                 .text_scale = {},
                 .animations = flag("Gtk/EnableAnimations"),
                 .blinks = flag("Net/CursorBlink"),
                 .flash = within(number("Net/CursorBlinkTime"), kFlashTimes),
                 .double_click = within(number("Net/DoubleClickTime"), kClickTimes)};
  return std::exchange(x, now) != now;
}

bool DesktopAppearance::Private::take_answer() {
  const QDBusMessage reply = answer->reply();
  const bool good = !answer->isError() && !reply.arguments().isEmpty();
  answer.release()->deleteLater();  // it may be what calls
  if (!good) return false;
  const auto groups = qdbus_cast<Groups>(reply.arguments().constFirst());
  bool news = false;
  for (auto group = groups.begin(); group != groups.end(); ++group) {
    for (auto it = group->begin(); it != group->end(); ++it) news |= take(group.key(), it.key(), it.value());
  }
  return news;
}

// The theme that Qt has for any desktop is left, with all that is no theme's: the icon in the panel, the clipboard.
void DesktopAppearance::prepare() {
  if (is_of_gtk(current_desktop())) QGuiApplication::setDesktopSettingsAware(false);
}

DesktopAppearance::DesktopAppearance(QObject* parent) : QObject(parent), d_(std::make_unique<Private>()) {
  connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, &DesktopAppearance::changed);
  if (d_->without_gtk) {
    d_->watch = std::make_unique<XSettingsWatch>();
    d_->take_x();
    connect(d_->watch.get(), &XSettingsWatch::changed, this, [this] {
      if (d_->take_x()) emit changed();
    });
  }
  // By the same variable Qt is told not to ask the portal.
  if (qEnvironmentVariableIntValue("QT_NO_XDG_DESKTOP_PORTAL") != 0) return;
  QDBusConnection bus = QDBusConnection::sessionBus();
  if (!bus.isConnected()) return;
  d_->portal = std::make_unique<Portal>(bus, [this](const QString& group, const QString& key, const QVariant& value) {
    if (d_->take(group, key, value)) emit changed();
  });
  QDBusMessage question = QDBusMessage::createMethodCall(kPortal, kPath, kSettings, QStringLiteral("ReadAll"));
  QStringList wanted{kAppearance};
  if (d_->without_gtk) wanted << kInterface << kMouse;
  question << wanted;
  d_->answer = std::make_unique<QDBusPendingCallWatcher>(bus.asyncCall(question));
  connect(d_->answer.get(), &QDBusPendingCallWatcher::finished, this, &DesktopAppearance::catch_up);
}

DesktopAppearance::~DesktopAppearance() = default;

void DesktopAppearance::catch_up() {
  if (d_->answer && d_->answer->isFinished() && d_->take_answer()) emit changed();
}

std::optional<bool> DesktopAppearance::dark() const {
  if (d_->portal_dark) return d_->portal_dark;
  switch (QGuiApplication::styleHints()->colorScheme()) {
    case Qt::ColorScheme::Dark:
      return true;
    case Qt::ColorScheme::Light:
      return false;
    case Qt::ColorScheme::Unknown:
      break;
  }
  return d_->theme_is_dark() ? std::optional(true) : std::nullopt;
}

bool DesktopAppearance::high_contrast() const { return d_->contrast; }
bool DesktopAppearance::reduced_motion() const { return d_->reduced || !d_->said(&Said::animations).value_or(true); }
std::optional<QColor> DesktopAppearance::accent() const { return d_->accent; }

DesktopHabits DesktopAppearance::habits() const {
  if (!d_->without_gtk) return {};
  DesktopHabits habits;
  const double scale = scales_texts() ? d_->said(&Said::text_scale).value_or(1) : 1;
  habits.font = font_of(d_->said(&Said::font).value_or(kGtkFont), scale);
  if (const auto blinks = d_->said(&Said::blinks); blinks || d_->said(&Said::flash)) {
    habits.cursor_flash_time = blinks.value_or(true) ? d_->said(&Said::flash).value_or(kUsualFlash) : 0;
  }
  habits.double_click_time = d_->said(&Said::double_click);
  habits.icon_theme = d_->said(&Said::icon_theme);
  return habits;
}

}  // namespace culvert::ui

#include "desktop_appearance_linux.moc"
