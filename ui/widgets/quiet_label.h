// A line of plain text. Muted: beside what matters more. One that is elided shows all of it as its tool tip.
#pragma once

#include <QLabel>

namespace culvert::ui {

class QuietLabel : public QLabel {
  Q_OBJECT

 public:
  enum class Ink : std::uint8_t { kText, kMuted };
  enum class Room : std::uint8_t { kWraps, kElides };
  explicit QuietLabel(Ink ink = Ink::kMuted, Room room = Room::kWraps, QWidget* parent = nullptr);

  [[nodiscard]] QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void recolour();

  const Ink ink_;
  const Room room_;
};

}  // namespace culvert::ui
