// Programs for ui::Desktop: found on a thread of their own, started at once.
#pragma once

#include <QCoreApplication>
#include <QObject>
#include <QString>
#include <QStringList>
#include <expected>
#include <functional>
#include <memory>
#include <vector>

#include "desktop.h"

namespace culvert::desktop {

class ProgramAccess : public QObject {
  Q_OBJECT

 public:
  explicit ProgramAccess(QObject* parent = nullptr);
  ~ProgramAccess() override;  // waits for what is looked for, which is told to stop

  // As ui::Desktop says; in the language of QLocale().
  void installed(QObject* context, std::function<void(std::vector<ui::InstalledProgram>)> receive);
  void running(QObject* context, std::function<void(std::vector<ui::RunningProgram>)> receive);
  [[nodiscard]] std::expected<void, QString> launch(const QStringList& argv, const QString& listener);

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::desktop
