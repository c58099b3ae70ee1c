// Which profile a forward or a rule goes through.
#pragma once

#include <QComboBox>
#include <string>

#include "config/setup.h"

namespace culvert::ui {

class ProfileChoice : public QComboBox {
  Q_OBJECT

 public:
  explicit ProfileChoice(QWidget* parent = nullptr);
  // `none`: what it means if none is named.
  void offer(const config::Setup& setup, const QString& none);
  // One that is not there any more is shown by its id.
  void set_profile(const std::string& id);
  [[nodiscard]] std::string profile() const;

 protected:
  void wheelEvent(QWheelEvent* event) override;
};

}  // namespace culvert::ui
