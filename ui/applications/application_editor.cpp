#include "applications/application_editor.h"

#include <QFileDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QStackedLayout>
#include <algorithm>
#include <utility>

#include "applications/application_changes.h"
#include "applications/application_form.h"
#include "applications/command_line.h"
#include "applications/field_note.h"
#include "applications/forwards_edit.h"
#include "applications/program_picker.h"
#include "applications/programs_edit.h"
#include "applications/setup_entries.h"
#include "desktop.h"
#include "file_dialog.h"
#include "icons.h"
#include "names.h"
#include "sentences.h"
#include "setup_document.h"
#include "widgets/message_bar.h"
#include "widgets/switch.h"

namespace culvert::ui {

using Access = config::Application::Access;

struct ApplicationEditor::Private {
  Context context;
  enum class Asking : std::uint8_t { kNew, kProgram, kAllowed };
  Asking asking = Asking::kNew;
  config::Application shown;  // as it is in the setup
  bool first = true;          // it has not been shown yet
  bool filling = false;       // what the fields say is not to be saved

  QStackedLayout* stack = nullptr;
  ApplicationForm* form = nullptr;
  ProgramPicker* picker = nullptr;

  [[nodiscard]] const config::Setup& setup() const { return context.setup.setup(); }
  void edit(const std::function<void(config::Application&)>& change) const {
    context.setup.edit([&](config::Setup& changed) {
      if (config::Application* const one = find_application(changed, shown.id)) {
        change(*one);
        one->kept.problem.clear();
      }
    });
  }
  [[nodiscard]] Access chosen_access() const {
    for (std::size_t i = 0; i < form->access.size(); ++i) {
      if (form->access[i]->isChecked()) return ApplicationForm::kAccess[i];
    }
    return Access::kUser;
  }
  void show_icon() const {
    const QIcon picture = application_icon(form->icon->text().trimmed());
    form->picture->setPixmap(picture.pixmap(form->picture->size(), form->picture->devicePixelRatio()));
  }
  void check_name();
  void check_icon();
  void check_launch();
  void check_access();
  void take(const ProgramPicker::Choice& choice);
  void ask(Asking what_for, ProgramPicker::From from);
  std::string make(const ProgramPicker::Choice& choice) const;
};

// ---- What the fields say, and what of it is saved
// ------------------------------------------------------------------------

void ApplicationEditor::Private::check_name() {
  const std::string text = form->name->text().trimmed().toStdString();
  if (text.empty()) return form->name_note->complain(tr("Give it a name, so that you find it again."));
  if (!config::is_name(text)) return form->name_note->complain(tr("This name cannot be shown, or is too long."));
  form->name_note->clear();
  if (!filling) edit([&](config::Application& one) { one.name = text; });
}

void ApplicationEditor::Private::check_icon() {
  const std::string text = form->icon->text().trimmed().toStdString();
  show_icon();
  if (!config::is_name(text))
    return form->icon_note->complain(tr("This is the name of an icon, or the path of a picture."));
  form->icon_note->clear();
  if (!filling) edit([&](config::Application& one) { one.icon = text; });
}

void ApplicationEditor::Private::check_launch() {
  const CommandLine command = read_command(form->launch->text());
  if (command.trouble == CommandLine::Trouble::kOpenQuote) {
    return form->launch_note->complain(tr("A quotation mark is opened and not closed."));
  }
  if (!command.words.empty() && command.words.front().empty()) {
    return form->launch_note->complain(tr("The command begins with a program."));
  }
  form->launch_note->explain(command.words.empty() ? tr("Without a command there is no Launch button.")
                                                   : tr("Starts: %1").arg(shown_words(command.words)));
  if (!filling) edit([&](config::Application& one) { one.launch = command.words; });
}

void ApplicationEditor::Private::check_access() {
  const Access wanted = chosen_access();
  const bool some = wanted == Access::kPrograms;
  form->programs->setVisible(some);
  form->programs_note->clear();
  if (some && form->programs->programs().empty()) {
    return form->programs_note->complain(tr("Add the programs that may connect. Until then it stays as it was."));
  }
  for (const std::string& program : form->programs->programs()) {
    if (some && !config::is_absolute_path(program)) {
      return form->programs_note->complain(tr("A program is named by its whole path."));
    }
  }
  if (filling) return;
  edit([&](config::Application& one) {
    one.access = wanted;
    one.programs = form->programs->programs();
  });
}

// ---- Programs that are chosen
// --------------------------------------------------------------------------------------------

void ApplicationEditor::Private::ask(Asking what_for, ProgramPicker::From from) {
  asking = what_for;
  const QString title = what_for == Asking::kAllowed ? tr("Which program may connect?") : tr("Which program is it?");
  stack->setCurrentWidget(picker);
  picker->ask(from, title, what_for == Asking::kNew ? tr("&Without a program") : QString());
}

std::string ApplicationEditor::Private::make(const ProgramPicker::Choice& choice) const {
  config::Application made;
  made.id = new_application_id(setup(), choice.name);
  made.name = choice.name.toStdString();
  if (!config::is_name(made.name)) made.name = made.id;
  made.icon = config::is_name(choice.icon.toStdString()) ? choice.icon.toStdString() : "";
  for (const QString& word : choice.launch) made.launch.push_back(word.toStdString());
  if (!choice.executable.isEmpty()) made.programs.push_back(choice.executable.toStdString());
  const std::string id = made.id;
  context.setup.edit([&](config::Setup& changed) { changed.applications.push_back(std::move(made)); });
  return id;
}

void ApplicationEditor::Private::take(const ProgramPicker::Choice& choice) {
  if (asking == Asking::kAllowed) {
    form->programs->add_program(choice.executable);
    if (choice.executable.isEmpty()) {
      form->programs_note->complain(
          tr("%1 is started by a script or in a sandbox: start it, and choose it among the programs that run.")
              .arg(choice.name));
    }
    return;
  }
  edit([&](config::Application& one) {
    if (const std::string name = choice.name.toStdString(); config::is_name(name)) one.name = name;
    if (const std::string icon = choice.icon.toStdString(); config::is_name(icon)) one.icon = icon;
    one.launch.clear();
    for (const QString& word : choice.launch) one.launch.push_back(word.toStdString());
    if (one.access != Access::kPrograms && !choice.executable.isEmpty()) {
      one.programs = {choice.executable.toStdString()};
    }
  });
}

// ---- The widget
// ----------------------------------------------------------------------------------------------------------

ApplicationEditor::ApplicationEditor(const Context& context, QWidget* parent)
    : QWidget(parent), d_(new Private{.context = context, .shown = {}}) {
  setObjectName(QStringLiteral("applications.editor"));
  d_->form = new ApplicationForm(context.setup, this);
  d_->picker = new ProgramPicker(context.desktop, this);
  d_->stack = new QStackedLayout(this);
  d_->stack->addWidget(d_->form);
  d_->stack->addWidget(d_->picker);
  connect(&context.setup, &SetupDocument::changed, this, &ApplicationEditor::refresh);
  connect(d_->form->back, &QPushButton::clicked, this, &ApplicationEditor::left);
  connect(d_->form->power, &Switch::clicked, this,
          [this](bool on) { d_->edit([on](config::Application& one) { one.on = on; }); });
  connect(d_->form->copy, &QPushButton::clicked, this, [this] {
    std::string id;
    d_->context.setup.edit([&](config::Setup& changed) {
      const QString name = name_of_copy(d_->shown.name, application_name(d_->shown), tr("%1 (copy)"));
      id = copy_application(changed, d_->shown.id, name);
    });
    show_application(id);
    d_->form->name->setFocus();
    d_->form->name->selectAll();
  });
  connect(d_->form->remove, &QPushButton::clicked, this, [this] {
    const std::string id = d_->shown.id;
    d_->context.setup.edit_undoable(tr("The application %1 was deleted.").arg(application_name(d_->shown)),
                                    [&](config::Setup& changed) { remove_application(changed, id); });
  });
  connect(d_->form->name, &QLineEdit::textEdited, this, [this] { d_->check_name(); });
  connect(d_->form->icon, &QLineEdit::textEdited, this, [this] { d_->check_icon(); });
  connect(d_->form->icon_file, &QPushButton::clicked, this, [this] {
    auto* const dialog = new QFileDialog(this, tr("Choose a picture"), QString(), tr("Pictures (*.svg *.png *.ico)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
      d_->form->icon->setText(path);
      d_->check_icon();
    });
    open_file_dialog(*dialog);
  });
  connect(d_->form->launch, &QLineEdit::textEdited, this, [this] { d_->check_launch(); });
  for (QRadioButton* button : d_->form->access)
    connect(button, &QRadioButton::clicked, this, [this] { d_->check_access(); });
  connect(d_->form->programs, &ProgramsEdit::changed, this, [this] { d_->check_access(); });
  connect(d_->form->programs, &ProgramsEdit::installed_wanted, this,
          [this] { d_->ask(Private::Asking::kAllowed, ProgramPicker::From::kInstalled); });
  connect(d_->form->programs, &ProgramsEdit::running_wanted, this,
          [this] { d_->ask(Private::Asking::kAllowed, ProgramPicker::From::kRunning); });
  connect(d_->form->pick, &QPushButton::clicked, this,
          [this] { d_->ask(Private::Asking::kProgram, ProgramPicker::From::kInstalled); });
  connect(d_->picker, &ProgramPicker::chosen, this, [this](const ProgramPicker::Choice& choice) {
    d_->stack->setCurrentWidget(d_->form);
    if (d_->asking != Private::Asking::kNew) return d_->take(choice);
    show_application(d_->make(choice));
    d_->form->forwards->add();
  });
  connect(d_->picker, &ProgramPicker::skipped, this, [this] {
    show_application(d_->make({.name = tr("New application"), .icon = {}, .launch = {}, .executable = {}}));
    d_->form->name->setFocus();
    d_->form->name->selectAll();
  });
  connect(d_->picker, &ProgramPicker::left, this, [this] {
    d_->stack->setCurrentWidget(d_->form);
    if (d_->asking == Private::Asking::kNew) emit left();
  });
}

ApplicationEditor::~ApplicationEditor() = default;

void ApplicationEditor::create() { d_->ask(Private::Asking::kNew, ProgramPicker::From::kInstalled); }

bool ApplicationEditor::show_application(const std::string& id) {
  const config::Application* const application = find_application(d_->setup(), id);
  if (application == nullptr) return false;
  d_->shown = {};
  d_->shown.id = id;
  d_->first = true;
  d_->stack->setCurrentWidget(d_->form);
  d_->form->forwards->show_application(id);
  refresh();
  return true;
}

// What is typed and not good stays in its field until the setup says something else about it.
void ApplicationEditor::refresh() {
  if (d_->shown.id.empty()) return;
  const config::Application* const now = find_application(d_->setup(), d_->shown.id);
  if (now == nullptr) {
    d_->shown = {};
    emit left();
    return;
  }
  const config::Application before = std::exchange(d_->shown, *now);
  const bool first = std::exchange(d_->first, false);
  d_->form->title->setText(application_name(*now));
  d_->form->power->setChecked(now->on);
  const std::string& unread = now->kept.problem;
  d_->form->trouble->tell(
      MessageBar::Tone::kProblem,
      unread.empty() ? QString() : tr("The file says something here that cannot be read: %1").arg(shown(unread)));
  d_->filling = true;
  const auto fill = [&](QLineEdit* edit, const std::string& was, const std::string& is) {
    const QString text = QString::fromStdString(is);
    if (first || (was != is && edit->text().trimmed() != text)) edit->setText(text);
  };
  fill(d_->form->name, before.name, now->name);
  fill(d_->form->icon, before.icon, now->icon);
  if (first || (before.launch != now->launch && read_command(d_->form->launch->text()).words != now->launch)) {
    d_->form->launch->setText(write_command(now->launch));
  }
  if (first || before.access != now->access || before.programs != now->programs) {
    const auto* const chosen = std::ranges::find(ApplicationForm::kAccess, now->access);
    d_->form->access[static_cast<std::size_t>(chosen - ApplicationForm::kAccess.begin())]->setChecked(true);
    d_->form->programs->set_programs(now->programs, d_->setup());
  }
  d_->check_name();
  d_->check_icon();
  d_->check_launch();
  d_->check_access();
  d_->filling = false;
}

void ApplicationEditor::focus_on(const QString& field) {
  if (field.startsWith(QStringLiteral("forwards."))) {
    d_->form->forwards->focus_on(field.section(u'.', 1, 1).toStdString(), field.section(u'.', 2));
  } else if (field == QStringLiteral("launch")) {
    d_->form->launch->setFocus();
  } else if (field == QStringLiteral("icon")) {
    d_->form->icon->setFocus();
  } else if (field.startsWith(QStringLiteral("programs"))) {
    d_->form->programs->setFocus();
  } else {
    d_->form->name->setFocus();
  }
}

void ApplicationEditor::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) d_->show_icon();
  if (event->type() == QEvent::LanguageChange && !d_->shown.id.empty()) refresh();
  QWidget::changeEvent(event);
}

void ApplicationEditor::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    emit left();
  } else {
    QWidget::keyPressEvent(event);
  }
}

}  // namespace culvert::ui
