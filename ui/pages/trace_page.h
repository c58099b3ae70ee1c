// What happens to each connection, step by step, as it happens. Asks the core for it only while it can be seen.
#pragma once

#include <memory>

#include "pages/page.h"

namespace culvert::ui {

class TracePage : public PageWidget {
  Q_OBJECT

 public:
  TracePage(const Context& context, QWidget* parent);
  ~TracePage() override;

  void go(const QString& entry, const QString& field) override;  // `entry`: number of a connection; empty: all
  [[nodiscard]] QByteArray state_to_keep() const override;
  void take_state(const QByteArray& state) override;

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
