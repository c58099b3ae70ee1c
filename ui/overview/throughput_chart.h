// Two filled curves, down and up, over the last five minutes. The mouse, or the arrow keys, ask for the values at a
// time; a screen reader is told them, and the newest ones, in words.
#pragma once

#include <QBrush>
#include <QPolygonF>
#include <QStaticText>
#include <QWidget>
#include <array>
#include <optional>
#include <vector>

#include "overview/scale.h"
#include "overview/throughput.h"

namespace culvert::ui {

class ThroughputChart : public QWidget {
  Q_OBJECT

 public:
  explicit ThroughputChart(QWidget* parent = nullptr);

  void add(Throughput::TimePoint at, const Traffic& total);
  [[nodiscard]] const Throughput& history() const { return history_; }
  [[nodiscard]] QString summary() const;     // "Down 1.2 MiB/s, up 80 KiB/s. Peak …"
  [[nodiscard]] QString asked_text() const;  // at the time that was asked for; empty: none was
  // Where a value stands, for whoever points at it.
  [[nodiscard]] QPointF position(double age, double bytes_per_second) const;

  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override;

 signals:
  void changed();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  struct Curve {
    QColor colour;
    QBrush fill;
    QPolygonF points;  // closed along the ground; kept, so that painting takes no memory
  };
  void prepare();       // what depends on size, font, colours, language
  void prepare_axes();  // what depends on the scale as well
  void ask(std::optional<double> age);
  [[nodiscard]] std::optional<Throughput::Second> asked() const;
  [[nodiscard]] std::array<QString, 3> lines_of(const Throughput::Second& second) const;
  void paint_grid(QPainter& painter);
  void paint_curve(QPainter& painter, Curve& curve, double Throughput::Second::* value);
  void paint_asked(QPainter& painter, const Throughput::Second& second);

  Throughput history_;
  Scale scale_;
  std::optional<double> asked_;  // age, in seconds
  QRectF plot_;
  Curve down_;
  Curve up_;
  std::vector<QStaticText> heights_;
  std::vector<QStaticText> minutes_;
  QStaticText nothing_;
  bool flat_ = true;
};

}  // namespace culvert::ui
