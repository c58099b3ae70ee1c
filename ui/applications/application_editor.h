// An application to be edited, in the place of the cards. What is good is saved while one types.
#pragma once

#include <QWidget>
#include <memory>
#include <string>

#include "context.h"

namespace culvert::ui {

class ApplicationEditor : public QWidget {
  Q_OBJECT

 public:
  explicit ApplicationEditor(const Context& context, QWidget* parent = nullptr);
  ~ApplicationEditor() override;

  // False: there is no such application.
  bool show_application(const std::string& id);
  // Asks which program it is to be, and makes one.
  void create();
  // "name", "launch", …, "forwards.ID.listen".
  void focus_on(const QString& field);

 signals:
  void left();

 protected:
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void refresh();

  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
