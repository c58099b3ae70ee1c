// Where applications come in: all listeners, and those forwards that could not be opened.
#pragma once

#include <map>
#include <vector>

#include "context.h"
#include "live.h"
#include "widgets/card.h"

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace culvert::ui {

class EntranceRow;
class QuietLabel;

class EntrancesCard : public Card {
  Q_OBJECT

 public:
  explicit EntrancesCard(const Context& context, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void take(const Happening& happening);
  void show_entrances();
  [[nodiscard]] std::vector<Entrance> wanted() const;

  const Context context_;
  QLabel* title_;
  QuietLabel* none_;
  QPushButton* add_;
  QVBoxLayout* list_;
  std::vector<EntranceRow*> rows_;
  std::map<QString, quint16> free_ports_;  // by the entrance that failed
};

}  // namespace culvert::ui
