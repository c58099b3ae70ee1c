// The connections of all applications: a table, and all about the one that is chosen. Asks the core for them only while
// it can be seen.
#pragma once

#include <memory>

#include "pages/page.h"

namespace culvert::ui {

class ConnectionsPage : public PageWidget {
  Q_OBJECT

 public:
  ConnectionsPage(const Context& context, QWidget* parent);
  ~ConnectionsPage() override;

  void go(const QString& entry, const QString& field) override;  // `entry`: number of a connection
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
