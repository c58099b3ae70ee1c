// Asks a provisioning domain which proxies it offers, and lets one be chosen.
#pragma once

#include <QWidget>
#include <memory>

#include "config/profile.h"
#include "live.h"

class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;

namespace culvert::ui {

class CoreBridge;
class MessageBar;

class DomainPanel : public QWidget {
  Q_OBJECT

 public:
  // Object names begin with `name`. It is hidden until it is asked.
  DomainPanel(CoreBridge& core, const QString& name, QWidget* parent);

  // `profile` says how the domain is reached, and whom to trust; `uri` is its own. What was chosen before stays what it
  // is, whatever comes of it.
  void ask(config::Profile profile, const QString& uri);
  void put_away();
  [[nodiscard]] bool asking() const { return question_ != nullptr; }
  void retranslate();

 signals:
  void chosen(const QString& uri_template);

 private:
  void received(const DomainOffer& offer);
  void finish();

  CoreBridge& core_;
  QProgressBar* progress_;
  QLabel* intro_;
  QListWidget* list_;
  QPushButton* use_;
  QPushButton* stop_;
  MessageBar* message_;
  config::Profile profile_;
  QString uri_;
  std::unique_ptr<QObject> question_;  // the one that is under way; its answer comes only as long as this is there
};

}  // namespace culvert::ui
