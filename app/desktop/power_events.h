// When the computer goes to sleep, wakes up, and is switched off. One implementation per platform; only that of Linux
// has been run.
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
  void switching_off();
  void staying_on();  // it is not switched off after all

 private:
  struct Private;
  std::unique_ptr<Private> d_;

 private slots:
  void on_prepare_for_sleep(bool asleep);
  void on_prepare_for_shutdown(bool off);
};

}  // namespace culvert::desktop
