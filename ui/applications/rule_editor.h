// One rule to be edited. It is saved while it is good; a new one as soon as it says for what it is.
#pragma once

#include <QWidget>
#include <memory>
#include <string>

#include "config/setup.h"

namespace culvert::ui {

class SetupDocument;

class RuleEditor : public QWidget {
  Q_OBJECT

 public:
  explicit RuleEditor(SetupDocument& setup, QWidget* parent = nullptr);
  ~RuleEditor() override;

  void show_rule(const std::string& id);
  void start_new(const std::string& before);    // it is to stand behind that one
  [[nodiscard]] const std::string& id() const;  // empty: it is new
  void add_program(const QString& path);

 signals:
  void made(const QString& id);  // the new one is in the setup now
  void installed_wanted();
  void running_wanted();

 protected:
  void changeEvent(QEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void lay_out();
  void retranslate();
  void refresh();
  void check();
  void save();

  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
