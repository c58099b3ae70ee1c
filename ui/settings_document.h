// What a person chooses about the desktop program itself. Kept as the setup is: see setup_document.h.
#pragma once

#include <QObject>
#include <chrono>
#include <functional>
#include <memory>

#include "config/settings.h"
#include "config/store.h"
#include "setup_document.h"

namespace culvert::ui {

class SettingsDocument : public QObject {
  Q_OBJECT

 public:
  explicit SettingsDocument(const QString& path, QObject* parent = nullptr)
      : SettingsDocument(path, std::chrono::milliseconds(300), parent) {}
  SettingsDocument(const QString& path, std::chrono::milliseconds save, QObject* parent = nullptr);
  ~SettingsDocument() override;

  void load();
  [[nodiscard]] const SetupDocument::File& file() const;
  void restore_backup();
  void start_over();
  [[nodiscard]] QString save_trouble() const;
  void save_again();

  [[nodiscard]] const config::Settings& settings() const;
  void edit(const std::function<void(config::Settings&)>& change);
  void flush();

 signals:
  void changed(const culvert::config::Settings& before);
  void file_changed();
  void save_trouble_changed();

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
