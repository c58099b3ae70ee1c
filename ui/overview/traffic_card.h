// Throughput: the chart, with what it is now and how much it was in all.
#pragma once

#include "context.h"
#include "core_bridge.h"
#include "widgets/card.h"

class QLabel;

namespace culvert::ui {

class QuietLabel;
class ThroughputChart;

// What a curve is, with its sign and its value of now.
class Legend : public QWidget {
  Q_OBJECT

 public:
  enum class Of : std::uint8_t { kDown, kUp };
  Legend(Of of, QWidget* parent);
  void set_text(const QString& text);  // one that is no wider than the last takes as much room
  [[nodiscard]] QString text() const { return text_; }
  [[nodiscard]] QSize sizeHint() const override;

 protected:
  void changeEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  const Of of_;
  QString text_;
  int widest_ = 0;
};

class TrafficCard : public Card {
  Q_OBJECT

 public:
  explicit TrafficCard(const Context& context, QWidget* parent = nullptr);

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void show_live(const LivePointer& live);
  void show_rates();

  const Context context_;
  QLabel* title_;
  Legend* down_;
  Legend* up_;
  QuietLabel* total_;
  ThroughputChart* chart_;
  Traffic sum_;
  CoreBridge::Watch watch_;
};

}  // namespace culvert::ui
