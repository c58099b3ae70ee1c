#include "icons.h"

#include <QApplication>
#include <QFileInfo>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace culvert::ui {

namespace {

QPixmap render(const QString& file, const QSize& pixels) {
  QPixmap picture(pixels);
  picture.fill(Qt::transparent);
  QSvgRenderer svg(file);
  svg.setAspectRatioMode(Qt::KeepAspectRatio);
  QPainter painter(&picture);
  svg.render(&painter, QRectF(QPointF(0, 0), QSizeF(pixels)));
  return picture;
}

QString key_of(const QString& file, const QSize& pixels, QRgb colour) {
  return QStringLiteral("culvert:%1:%2x%3:%4").arg(file).arg(pixels.width()).arg(pixels.height()).arg(colour, 8, 16);
}

// A drawing of ours. One that has a single colour is painted in the text's of the moment.
class Drawing : public QIconEngine {
 public:
  enum class Ink : std::uint8_t { kOwn, kText };
  Drawing(QString file, Ink ink) : file_(std::move(file)), ink_(ink) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
    const qreal ratio = painter->device() != nullptr ? painter->device()->devicePixelRatio() : 1;
    painter->drawPixmap(rect, scaledPixmap(rect.size(), mode, state, ratio));
  }
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    return scaledPixmap(size, mode, state, 1);
  }
  // `size` is without the ratio, since Qt 6.8.
  QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal ratio) override {
    const QColor ink = colour(mode);
    const QSize pixels = (QSizeF(size) * ratio).toSize();
    const QString key = key_of(file_, pixels, ink_ == Ink::kText ? ink.rgba() : static_cast<QRgb>(mode));
    QPixmap picture;
    if (!QPixmapCache::find(key, &picture)) {
      picture = render(file_, pixels);
      QPainter painter(&picture);
      if (ink_ == Ink::kText) {
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(picture.rect(), ink);
      } else if (mode == QIcon::Disabled) {
        painter.setCompositionMode(QPainter::CompositionMode_DestinationIn);
        painter.fillRect(picture.rect(), QColor(0, 0, 0, 110));
      }
      painter.end();
      QPixmapCache::insert(key, picture);
    }
    picture.setDevicePixelRatio(ratio);
    return picture;
  }
  [[nodiscard]] QIconEngine* clone() const override { return new Drawing(*this); }

 private:
  static QColor colour(QIcon::Mode mode) {
    const QPalette palette = QApplication::palette();
    if (mode == QIcon::Disabled) return palette.color(QPalette::Disabled, QPalette::ButtonText);
    if (mode == QIcon::Selected) return palette.color(QPalette::HighlightedText);
    return palette.color(QPalette::ButtonText);
  }

  QString file_;
  Ink ink_;
};

QIcon drawing(const QString& file, Drawing::Ink ink) { return QIcon(new Drawing(file, ink)); }

// With a rim in the colour that is not the panel's: nothing of it is seen on the panel that the icon is for, and on one
// that is not, the icon can be told from it all the same.
QPixmap with_rim(const QPixmap& picture, const QColor& rim) {
  QPixmap shape = picture;
  QPainter tint(&shape);
  tint.setCompositionMode(QPainter::CompositionMode_SourceIn);
  tint.fillRect(shape.rect(), rim);
  tint.end();
  QPixmap made(picture.size());
  made.fill(Qt::transparent);
  QPainter painter(&made);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  const qreal by = picture.width() / 24.0;
  for (const QPointF to : {QPointF(-by, 0), QPointF(by, 0), QPointF(0, -by), QPointF(0, by)}) {
    painter.drawPixmap(to, shape);
  }
  painter.drawPixmap(0, 0, picture);
  return made;
}

}  // namespace

QIcon symbol(const QString& name) {
  return drawing(QStringLiteral(":/icons/symbols/%1.svg").arg(name), Drawing::Ink::kText);
}

QIcon program_icon() { return drawing(QStringLiteral(":/icons/culvert.svg"), Drawing::Ink::kOwn); }

QIcon application_icon(const QString& name_or_path) {
  if (name_or_path.startsWith(QLatin1Char('/'))) {
    if (QFileInfo::exists(name_or_path)) {
      if (name_or_path.endsWith(QStringLiteral(".svg"))) return drawing(name_or_path, Drawing::Ink::kOwn);
      if (const QIcon icon(name_or_path); !icon.availableSizes().isEmpty()) return icon;
    }
  } else if (!name_or_path.isEmpty() && QIcon::hasThemeIcon(name_or_path)) {
    return QIcon::fromTheme(name_or_path);
  }
  return symbol(QStringLiteral("applications"));
}

QIcon tray_icon(State state, bool dark_panel, int step) {
  QString name = QStringLiteral("off");
  switch (state) {
    case State::kOff:
      break;
    case State::kConnecting:
      name = QStringLiteral("connecting-%1").arg(step % 3 + 1);
      break;
    case State::kOn:
      name = QStringLiteral("on");
      break;
    case State::kProblem:
      name = QStringLiteral("problem");
      break;
  }
  const QString file =
      QStringLiteral(":/icons/tray/%1-%2.svg").arg(name, dark_panel ? QStringLiteral("dark") : QStringLiteral("light"));
  // Panels get pixels, not drawings: of the sizes that they have.
  QIcon icon;
  const QColor rim = dark_panel ? QColor(0, 0, 0, 150) : QColor(255, 255, 255, 190);
  for (const int size : {16, 22, 24, 32, 44, 48, 64}) icon.addPixmap(with_rim(render(file, {size, size}), rim));
  return icon;
}

}  // namespace culvert::ui
