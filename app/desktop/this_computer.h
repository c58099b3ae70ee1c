// What the window wants of the computer that it runs on (ui/desktop.h), put together of the parts of this folder.
#pragma once

#include <memory>

#include "api/event.h"
#include "desktop.h"

namespace culvert::ui {
class CoreBridge;
class SettingsDocument;
class SetupDocument;
}  // namespace culvert::ui

namespace culvert::desktop {

class ThisComputer : public ui::Desktop {
  Q_OBJECT

 public:
  struct Parts {
    ui::CoreBridge& core;
    ui::SetupDocument& setup;
    ui::SettingsDocument& settings;
    QString data_directory;   // the built-in proxy's certificates go below it
    QString state_directory;  // and the log below this
  };
  explicit ThisComputer(const Parts& parts, QObject* parent = nullptr);
  ~ThisComputer() override;

  void installed_programs(QObject* context, std::function<void(std::vector<ui::InstalledProgram>)> receive) override;
  void running_programs(QObject* context, std::function<void(std::vector<ui::RunningProgram>)> receive) override;
  std::expected<void, QString> launch(const QStringList& argv, const QString& listener) override;
  [[nodiscard]] QString environment_lines(const QString& listener) const override;
  [[nodiscard]] bool starts_at_login() const override;
  std::expected<void, QString> set_start_at_login(bool start, bool minimised) override;
  void want_system_proxy(bool wanted) override;
  [[nodiscard]] SystemProxyState system_proxy() const override;
  void start_built_in_proxy(QObject* context,
                            std::function<void(std::expected<ui::BuiltInProxy, QString>)> receive) override;
  void write_diagnosis(const QString& path, QObject* context,
                       std::function<void(std::expected<void, QString>)> receive) override;
  [[nodiscard]] QString log_directory() const override;
  [[nodiscard]] QString update_sentence() const override;
  [[nodiscard]] bool can_check_for_updates() const override;

  void on_event(const api::Event& event);  // the core thread; returns at once
  // A profile for the built-in proxy that was set up earlier has its proxy again.
  void start_proxy_of_setup();
  // The system proxy is as it was before when these return. The first can be taken back by want_system_proxy().
  void give_back_system_proxy();
  void end();
  void set_tray_available(bool available);  // for the diagnosis

 signals:
  // The one that the setup needs runs, or could not be started.
  void built_in_proxy_told(bool runs, const QString& details);

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::desktop
