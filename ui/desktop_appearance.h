// What the desktop says of how programs should look, and move, live. One implementation per platform.
#pragma once

#include <QColor>
#include <QFont>
#include <QObject>
#include <memory>
#include <optional>

namespace culvert::ui {

// What Qt does not know of the desktop by itself. Nothing: it does, or nobody says it.
struct DesktopHabits {
  std::optional<QFont> font;
  std::optional<int> cursor_flash_time;  // ms; 0: it does not blink
  std::optional<int> double_click_time;  // ms
  std::optional<QString> icon_theme;
  bool operator==(const DesktopHabits&) const = default;
};

class DesktopAppearance : public QObject {
  Q_OBJECT

 public:
  explicit DesktopAppearance(QObject* parent = nullptr);
  ~DesktopAppearance() override;

  // Before there is a QApplication: that Qt need not load another toolkit to know what this class tells.
  static void prepare();
  // What the desktop has answered by now is taken, before the first window is made.
  void catch_up();

  [[nodiscard]] std::optional<bool> dark() const;  // none: it does not say
  [[nodiscard]] bool high_contrast() const;
  [[nodiscard]] bool reduced_motion() const;
  [[nodiscard]] std::optional<QColor> accent() const;
  [[nodiscard]] DesktopHabits habits() const;

 signals:
  void changed();

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
