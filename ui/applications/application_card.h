// An application on a card: what it is, its forwards, its switch, and what can be done with it.
#pragma once

#include <QFrame>
#include <functional>
#include <memory>

#include "applications/forward_line.h"

namespace culvert::ui {

class ApplicationCard : public QFrame {
  Q_OBJECT

 public:
  explicit ApplicationCard(QWidget* parent = nullptr);
  ~ApplicationCard() override;

  using StateOf = std::function<ForwardState(const config::Forward&)>;
  // `wrong`: with the application itself; empty: nothing.
  void show_application(const config::Application& application, const QString& wrong, const StateOf& state_of);
  void show_traffic(const Live& live);
  // About the last thing that was done with it; empty: nothing is to be said.
  void tell(const QString& sentence, const QString& action);
  [[nodiscard]] const std::string& id() const;

 signals:
  void switched(bool on);
  void forward_switched(const QString& forward, bool on);
  void port_wanted(const QString& forward, quint16 port);
  void launch_wanted();
  void edit_wanted();
  void copy_wanted();
  void delete_wanted();
  void action();  // of what was told

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;

 private:
  void retranslate();

  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
