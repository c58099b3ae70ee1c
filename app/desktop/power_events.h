// When the computer goes to sleep, and wakes up. One implementation per platform; only that of Linux has been run.
#pragma once

#include <QObject>
#include <memory>

namespace culvert::desktop {

class PowerEvents : public QObject {
  Q_OBJECT

 public:
  explicit PowerEvents(QObject* parent = nullptr);
  ~PowerEvents() override;

 signals:
  void falling_asleep();
  void woken_up();

 private:
  struct Private;
  std::unique_ptr<Private> d_;

 private slots:
  void on_prepare_for_sleep(bool asleep);
};

}  // namespace culvert::desktop
