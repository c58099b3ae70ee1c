// All that is known of one connection, and its steps as they come. What was known stays when it is over.
#pragma once

#include <QWidget>
#include <memory>

#include "live.h"

namespace culvert::ui {

class ConnectionsModel;
class CoreBridge;

class ConnectionDetails : public QWidget {
  Q_OBJECT

 public:
  ConnectionDetails(CoreBridge& core, const ConnectionsModel& model, QWidget* parent = nullptr);
  ~ConnectionDetails() override;

  void set_connection(const Connection& connection);
  [[nodiscard]] quint64 id() const;  // 0: none
  void refresh();                    // from the model: what changes all the time
  [[nodiscard]] QString as_text() const;
  [[nodiscard]] QByteArray state_to_keep() const;
  void take_state(const QByteArray& state);

 signals:
  void trace_wanted(quint64 id);
  void close_wanted(quint64 id);
  void hide_wanted();

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
