// How long each part of a test took, as a bar for each proxy, with a legend in words and numbers.
#pragma once

#include <QWidget>
#include <vector>

#include "live.h"

namespace culvert::ui {

[[nodiscard]] QString phase_name(ProbeRow::Phase phase);
// All of it in words: "proxy.example:443: name lookup 3 ms, TCP 12 ms, …; 80 ms in all."
[[nodiscard]] QString phases_text(const ProbeRow& row);

class PhaseBar : public QWidget {
  Q_OBJECT

 public:
  explicit PhaseBar(QWidget* parent = nullptr);
  // `longest`: of all bars that stand together, which have one scale.
  void show_row(const ProbeRow& row, std::chrono::microseconds longest);

  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] bool hasHeightForWidth() const override { return true; }
  [[nodiscard]] int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  struct Segment {
    ProbeRow::Phase phase{};
    bool failed = false;
    QString name;  // "TLS", or "TLS: failed"
    QString time;  // empty: not known
    QRectF place;
  };
  struct Item {  // of the legend
    int segment = 0;
    QRect place;
  };
  void retranslate();
  void lay_out_bar();
  [[nodiscard]] std::vector<Item> lay_out_legend(int width, int* height) const;
  [[nodiscard]] int bar_height() const;
  void paint_segment(QPainter& painter, const Segment& segment, int number) const;

  ProbeRow row_;
  std::chrono::microseconds longest_{};
  std::vector<Segment> segments_;
};

}  // namespace culvert::ui
