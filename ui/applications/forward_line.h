// One forward on the card of its application: where it leads, what it does, its switch.
#pragma once

#include <QWidget>
#include <memory>
#include <optional>

#include "config/setup.h"
#include "live.h"

namespace culvert::ui {

// What is known of a forward besides what the setup says.
struct ForwardState {
  bool culvert_on = false;
  bool application_on = true;
  std::optional<Entrance> entrance;
  QString wrong;          // with it in the setup; empty: nothing
  quint16 free_port = 0;  // that would do instead; 0: none is offered
  bool operator==(const ForwardState&) const = default;
};

class ForwardLine : public QWidget {
  Q_OBJECT

 public:
  explicit ForwardLine(QWidget* parent = nullptr);
  ~ForwardLine() override;

  void show_forward(const config::Forward& forward, const ForwardState& state);
  void show_traffic(const Counters& counters);
  void retranslate();
  [[nodiscard]] QWidget* control() const;  // its switch, for the order of the tab key

 signals:
  void switched(bool on);
  void port_wanted(quint16 port);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
