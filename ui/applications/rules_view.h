// The rules in their order, and one of them to be edited.
#pragma once

#include <QWidget>
#include <memory>
#include <string>

#include "context.h"

namespace culvert::ui {

class RulesView : public QWidget {
  Q_OBJECT

 public:
  explicit RulesView(const Context& context, QWidget* parent = nullptr);
  ~RulesView() override;

  // False: there is no such rule.
  bool show_rule(const std::string& id);

 protected:
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void lay_out();
  void retranslate();
  void refresh();
  void select(const std::string& id);
  void move(int by);
  void remove();

  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
