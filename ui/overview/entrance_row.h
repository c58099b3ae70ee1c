// An address where applications come in: to be copied, or what keeps it from being open.
#pragma once

#include <QWidget>
#include <optional>

#include "context.h"
#include "live.h"

namespace culvert::ui {

class CopyButton;
class MessageBar;
class QuietLabel;

class EntranceRow : public QWidget {
  Q_OBJECT

 public:
  EntranceRow(const Context& context, QWidget* parent);

  // `open`: Culvert is on, and it is open unless its sentence says why not. `told`: that is said elsewhere on the page.
  void show_entrance(const Entrance& entrance, bool open, bool told, std::optional<quint16> free_port);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void put_right();

  const Context context_;
  Entrance entrance_;
  bool open_ = false;
  bool told_ = false;
  std::optional<quint16> free_port_;
  QuietLabel* address_;
  QuietLabel* what_;
  CopyButton* copy_;
  CopyButton* terminal_;
  MessageBar* trouble_;
};

}  // namespace culvert::ui
