// Opens one real tunnel through a profile and shows how long each part of it took, or where it failed.
#pragma once

#include <QWidget>
#include <functional>
#include <memory>
#include <vector>

#include "config/profile.h"
#include "http/authority.h"
#include "live.h"

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace culvert::ui {

class CoreBridge;
class FieldBox;
class MessageBar;

class TestPanel : public QWidget {
  Q_OBJECT

 public:
  // Gives the profile with its secrets, or says in a sentence why there is none to test, and which field is to be
  // looked at; once, and not at all if `context` is gone.
  using Receive = std::function<void(config::Profile)>;
  using Refuse = std::function<void(const QString& sentence, const QString& field)>;
  using Source = std::function<void(QObject* context, Receive receive, Refuse refuse)>;

  // Object names begin with `name`.
  TestPanel(CoreBridge& core, Source source, const QString& name, QWidget* parent);
  ~TestPanel() override;

  void start();
  void clear();  // stops, and forgets what came of the last one
  [[nodiscard]] bool running() const { return run_ != nullptr; }
  void retranslate();

 signals:
  void started();
  void finished(const std::vector<culvert::ui::ProbeRow>& rows);
  void field_wanted(const QString& field);  // as in config::Problem: what failed is to be put right there

 private:
  void stop();
  void show_running(bool running);
  void probed(const std::vector<ProbeRow>& rows);
  void refused(const QString& sentence, const QString& field);
  void show_rows(std::vector<ProbeRow> rows);
  void show_row(const ProbeRow& row, std::chrono::microseconds longest, bool several);
  void clear_results();

  CoreBridge& core_;
  const Source source_;
  const QString name_;
  FieldBox* target_box_;
  QLineEdit* target_;
  QPushButton* button_;
  QProgressBar* progress_;
  MessageBar* message_;
  QWidget* results_;
  QVBoxLayout* results_layout_;
  http::HostPort tested_;
  std::vector<ProbeRow> rows_;
  QString refused_field_;
  std::unique_ptr<QObject> run_;
};

// Where a failure of this kind can be put right: a field as in config::Problem; empty: nowhere in the profile.
[[nodiscard]] QString field_for(const Error& error);

}  // namespace culvert::ui
