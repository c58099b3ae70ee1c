// The profile in use, to be changed at once, and what was negotiated with its proxy.
#pragma once

#include <array>

#include "context.h"
#include "widgets/card.h"

class QComboBox;
class QLabel;
class QToolButton;

namespace culvert::ui {

class QuietLabel;

class ProfileCard : public Card {
  Q_OBJECT

 public:
  explicit ProfileCard(const Context& context, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  enum Row : std::uint8_t { kHttp, kTls, kCipher, kSession, kEarly, kProxy, kAddress, kSetup, kRows };
  void retranslate();
  void show_profiles();
  void show_carrier();

  const Context context_;
  QLabel* title_;
  QComboBox* choice_;
  QToolButton* edit_;
  QuietLabel* nothing_;
  QWidget* negotiated_;
  std::array<QuietLabel*, kRows> names_{};
  std::array<QuietLabel*, kRows> values_{};
};

}  // namespace culvert::ui
