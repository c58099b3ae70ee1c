// The panel that tray icons are in: whether it is dark, and when another one comes. One implementation per platform.
#pragma once

#include <QObject>
#include <memory>

namespace culvert::ui {

class TrayPanel : public QObject {
  Q_OBJECT

 public:
  explicit TrayPanel(QObject* parent = nullptr);
  ~TrayPanel() override;

  // As far as it can be told; `desktop_dark`: what the desktop says of programs.
  [[nodiscard]] static bool is_dark(bool desktop_dark);
  // The panel colours icons itself, by their shape.
  [[nodiscard]] static bool wants_mask();
  // One may come or go without a word, so that somebody has to look.
  [[nodiscard]] bool is_silent() const;

 signals:
  void changed();  // an icon has to be made anew to be in it

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
