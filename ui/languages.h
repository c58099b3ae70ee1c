// The languages that the window speaks, and the one that it speaks now. A change is seen at once: every widget is sent
// QEvent::LanguageChange.
#pragma once

#include <QObject>
#include <QString>
#include <memory>
#include <span>

namespace culvert::ui {

class SettingsDocument;

struct Language {
  const char* code;  // BCP 47, as in config::Settings
  const char* name;  // in itself, UTF-8
};
[[nodiscard]] std::span<const Language> languages();
// The one of them that comes nearest to what the system asks for; English if none does.
[[nodiscard]] QString language_of_system();

class Languages : public QObject {
  Q_OBJECT

 public:
  explicit Languages(QObject* parent = nullptr);
  ~Languages() override;

  // Empty: the system's. One that is not there is taken for English. Numbers and dates go along (QLocale's default).
  void use(const QString& wanted);
  // What the settings say, from now on and with each change.
  void follow(SettingsDocument& settings);
  [[nodiscard]] QString code() const;  // never empty

 signals:
  void changed();  // the widgets know already

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
