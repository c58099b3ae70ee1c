// The scale of a chart of bytes a second: its top is a round number of an IEC unit. It grows at once, and shrinks only
// where there is room to spare, so that it does not go to and fro.
#pragma once

#include <QCoreApplication>
#include <QString>

namespace culvert::ui {

class Scale {
  Q_DECLARE_TR_FUNCTIONS(culvert::ui::Scale)

 public:
  // True: it has changed.
  bool fit(double peak);
  [[nodiscard]] double top() const;  // bytes a second
  [[nodiscard]] int steps() const;   // lines above zero, the top one included
  // "0.4 MiB/s": of a line, all in the unit of the top.
  [[nodiscard]] QString label(int step) const;
  [[nodiscard]] static QString widest_label();

 private:
  [[nodiscard]] static QString with_unit(const QString& number, int unit);

  static constexpr int kSmallest = 3;  // 10 KiB/s
  int index_ = kSmallest;              // 0: 1 KiB/s, 1: 2, 2: 5, 3: 10, … 8: 500, 9: 1 MiB/s
};

}  // namespace culvert::ui
