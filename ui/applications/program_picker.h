// A list of programs to choose from, with a field to search in it: those that are installed, or those that run. Stands
// in the page, in the place of what asks.
#pragma once

#include <QStringList>
#include <QWidget>
#include <memory>

namespace culvert::ui {

class Desktop;

class ProgramPicker : public QWidget {
  Q_OBJECT

 public:
  explicit ProgramPicker(Desktop& desktop, QWidget* parent = nullptr);
  ~ProgramPicker() override;

  enum class From : std::uint8_t { kInstalled, kRunning };
  // Asks the desktop anew. `title` says what it is for; `skip`: a button that goes on without one, empty: none.
  void ask(From from, const QString& title, const QString& skip);

  struct Choice {
    QString name;
    QString icon;
    QStringList launch;
    QString executable;  // empty: not known
  };

 signals:
  void chosen(const culvert::ui::ProgramPicker::Choice& choice);
  void skipped();
  void left();

 protected:
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void retranslate();

  struct Private;
  std::unique_ptr<Private> d_;
};

// What is chosen when this file is to be started.
[[nodiscard]] ProgramPicker::Choice choice_of_file(const QString& path);

}  // namespace culvert::ui
