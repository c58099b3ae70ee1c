// By the Settings portal of XDG (org.freedesktop.appearance), or by Qt's theme of the platform where there is none.
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QGuiApplication>
#include <QPalette>
#include <QStyleHints>

#include "desktop_appearance.h"

namespace culvert::ui {

namespace {

using Groups = QMap<QString, QVariantMap>;

const QString kPortal = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kSettings = QStringLiteral("org.freedesktop.portal.Settings");
const QString kAppearance = QStringLiteral("org.freedesktop.appearance");

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
  explicit Portal(QDBusConnection bus) {
    bus.connect(kPortal, kPath, kSettings, QStringLiteral("SettingChanged"), this,
                SLOT(take(QString, QString, QDBusVariant)));
  }

 signals:
  void told(const QString& key, const QVariant& value);

 private slots:
  void take(const QString& group, const QString& key, const QDBusVariant& value) {
    if (group == kAppearance) emit told(key, value.variant());
  }
};

}  // namespace

struct DesktopAppearance::Private {
  std::unique_ptr<Portal> portal;
  std::optional<bool> portal_dark;
  bool contrast = false;
  std::optional<QColor> accent;

  bool take(const QString& key, const QVariant& wrapped) {
    const QVariant value = inner(wrapped);
    if (key == QStringLiteral("color-scheme")) {
      const uint scheme = value.toUInt();  // 0: no preference, 1: dark, 2: light
      const auto now = scheme == 1 ? std::optional(true) : scheme == 2 ? std::optional(false) : std::nullopt;
      return std::exchange(portal_dark, now) != now;
    }
    if (key == QStringLiteral("contrast")) {
      const bool now = value.toUInt() == 1;
      return std::exchange(contrast, now) != now;
    }
    if (key == QStringLiteral("accent-color")) {
      const auto now = colour_of(value);
      return std::exchange(accent, now) != now;
    }
    return false;
  }
};

DesktopAppearance::DesktopAppearance(QObject* parent) : QObject(parent), d_(std::make_unique<Private>()) {
  connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, &DesktopAppearance::changed);
  QDBusConnection bus = QDBusConnection::sessionBus();
  if (!bus.isConnected()) return;
  d_->portal = std::make_unique<Portal>(bus);
  connect(d_->portal.get(), &Portal::told, this, [this](const QString& key, const QVariant& value) {
    if (d_->take(key, value)) emit changed();
  });
  QDBusMessage question = QDBusMessage::createMethodCall(kPortal, kPath, kSettings, QStringLiteral("ReadAll"));
  question << QStringList{kAppearance};
  auto* answer = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
  connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
    answer->deleteLater();
    const QDBusMessage reply = answer->reply();
    if (answer->isError() || reply.arguments().isEmpty()) return;
    const auto groups = qdbus_cast<Groups>(reply.arguments().constFirst());
    bool news = false;
    const QVariantMap settings = groups.value(kAppearance);
    for (auto it = settings.begin(); it != settings.end(); ++it) news |= d_->take(it.key(), it.value());
    if (news) emit changed();
  });
}

DesktopAppearance::~DesktopAppearance() = default;

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
  return std::nullopt;
}

bool DesktopAppearance::high_contrast() const { return d_->contrast; }
std::optional<QColor> DesktopAppearance::accent() const { return d_->accent; }

}  // namespace culvert::ui

#include "desktop_appearance_linux.moc"
