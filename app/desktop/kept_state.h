// What is kept from one start to the next, and is nobody's choice: where the window was, and whether Culvert was on. A
// file that is damaged counts as none.
#pragma once

#include <QByteArray>
#include <QString>

namespace culvert::desktop {

class KeptState {
 public:
  explicit KeptState(QString path);

  [[nodiscard]] const QByteArray& window() const { return window_; }
  [[nodiscard]] bool was_on() const { return on_; }
  void keep_window(const QByteArray& window);
  void keep_on(bool on);

 private:
  void save() const;

  const QString path_;
  QByteArray window_;
  bool on_ = false;
};

}  // namespace culvert::desktop
