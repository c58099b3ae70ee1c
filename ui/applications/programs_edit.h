// A list of programs that somebody may add to and take away from: those that may use an application's forwards, or that
// a rule is about.
#pragma once

#include <QWidget>
#include <memory>
#include <string>
#include <vector>

#include "config/setup.h"

namespace culvert::ui {

class ProgramsEdit : public QWidget {
  Q_OBJECT

 public:
  // `stem` of the names of its parts. With `applications`, those of the setup can be named as well ("app:ID").
  ProgramsEdit(const QString& stem, bool applications, QWidget* parent = nullptr);
  ~ProgramsEdit() override;

  // The setup is for names.
  void set_programs(const std::vector<std::string>& programs, const config::Setup& setup);
  [[nodiscard]] const std::vector<std::string>& programs() const;
  void add_program(const QString& path);

 signals:
  void changed();
  void installed_wanted();  // to be chosen from those, and added
  void running_wanted();

 protected:
  void changeEvent(QEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void retranslate();

  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
