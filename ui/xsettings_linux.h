// The settings manager of this screen, and what it says, live. Without an X server there is none.
#pragma once

#include <QObject>
#include <memory>

#include "xsettings.h"

namespace culvert::ui {

class XSettingsWatch : public QObject {
  Q_OBJECT

 public:
  explicit XSettingsWatch(QObject* parent = nullptr);
  ~XSettingsWatch() override;

  [[nodiscard]] const XSettings& settings() const;

 signals:
  void changed();

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
