// What a person should know on every page: what is wrong with the file of the setup, with saving, with the way to the
// proxy. Takes no place while there is nothing.
#pragma once

#include <QWidget>

#include "conductor.h"

namespace culvert::ui {

class MessageBar;
class SetupDocument;

class Notices : public QWidget {
  Q_OBJECT

 public:
  Notices(SetupDocument& setup, Conductor& conductor, QWidget* parent = nullptr);

  void show_trouble(bool shown);  // the conductor's: not where a page says it itself
  void tell_no_tray();

 signals:
  void remedy_wanted(const culvert::ui::Trouble& trouble);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  MessageBar* add(const QString& name);
  void connect_setup();
  void update_all();
  void update_file();
  void update_trouble();

  SetupDocument& setup_;
  Conductor& conductor_;
  bool shows_trouble_ = false;
  bool no_tray_ = false;
  QString note_;
  MessageBar* file_bar_;
  MessageBar* unsaved_bar_;
  MessageBar* trouble_bar_;
  MessageBar* note_bar_;
  MessageBar* tray_bar_;
};

}  // namespace culvert::ui
