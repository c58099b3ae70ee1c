// The forwards of an application, one beneath the other. Each is saved as soon as it is good.
#pragma once

#include <QWidget>
#include <memory>
#include <string>

namespace culvert::ui {

class SetupDocument;

class ForwardsEdit : public QWidget {
  Q_OBJECT

 public:
  explicit ForwardsEdit(SetupDocument& setup, QWidget* parent = nullptr);
  ~ForwardsEdit() override;

  void show_application(const std::string& id);  // empty: none
  void add();
  void focus_on(const std::string& forward, const QString& field);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void refresh();
  void retranslate();

  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
