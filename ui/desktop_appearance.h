// What the desktop says of how programs should look, live. One implementation per platform.
#pragma once

#include <QColor>
#include <QObject>
#include <memory>
#include <optional>

namespace culvert::ui {

class DesktopAppearance : public QObject {
  Q_OBJECT

 public:
  explicit DesktopAppearance(QObject* parent = nullptr);
  ~DesktopAppearance() override;

  [[nodiscard]] std::optional<bool> dark() const;  // none: it does not say
  [[nodiscard]] bool high_contrast() const;
  [[nodiscard]] std::optional<QColor> accent() const;

 signals:
  void changed();

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
