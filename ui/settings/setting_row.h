// One setting: what it is called, a line of help, its control, and what is wrong with it.
#pragma once

#include <QWidget>

#include "widgets/message_bar.h"

class QBoxLayout;
class QLabel;

namespace culvert::ui {

class QuietLabel;

class SettingRow : public QWidget {
  Q_OBJECT

 public:
  enum class Place : std::uint8_t { kBeside, kBelow };
  // `control` is the widget that the name belongs to; null: there is none.
  SettingRow(QWidget* control, Place place, QWidget* parent);

  // The name has its mnemonic, and is that of the control for a screen reader, the help its description.
  void set_text(const QString& name, const QString& help);
  void set_help(const QString& help);
  [[nodiscard]] MessageBar& message() { return *message_; }
  // Shown only if it has all of these words, which stand out then; false: it has not. No words: shown.
  bool search(const QStringList& words);
  // More than one control, in a row.
  void add_control(QWidget* control);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void show_texts();

  QWidget* control_;
  QBoxLayout* controls_;
  QLabel* name_label_;
  QuietLabel* help_label_;
  MessageBar* message_;
  QString name_;
  QString help_;
  QStringList words_;
};

}  // namespace culvert::ui
