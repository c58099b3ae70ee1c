#include "applications/application_form.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>

#include "applications/field_note.h"
#include "applications/forwards_edit.h"
#include "applications/programs_edit.h"
#include "icons.h"
#include "widgets/message_bar.h"
#include "widgets/switch.h"

namespace culvert::ui {

namespace {

constexpr int kWidest = 900;  // a form that is wider is hard to read

QLabel* heading(QWidget* parent, double larger, int above) {
  auto* const label = new QLabel(parent);
  label->setTextFormat(Qt::PlainText);
  QFont font = label->font();
  font.setBold(true);
  font.setPointSizeF(font.pointSizeF() * larger);
  label->setFont(font);
  label->setContentsMargins(0, above, 0, 2);
  return label;
}

template <class T>
T* named(T* widget, const char* name) {
  widget->setObjectName(QStringLiteral("applications.editor.") + QLatin1StringView(name));
  return widget;
}

}  // namespace

ApplicationForm::ApplicationForm(SetupDocument& setup, QWidget* parent) : QWidget(parent) {
  make_parts(setup);
  lay_out();
  retranslate();
}

// In the order of the tab key.
void ApplicationForm::make_parts(SetupDocument& setup) {
  back = named(new QPushButton(this), "back");
  title = heading(this, 1.25, 0);
  power = named(new Switch(this), "switch");
  copy = named(new QPushButton(symbol(QStringLiteral("copy")), QString(), this), "copy");
  remove = named(new QPushButton(symbol(QStringLiteral("delete")), QString(), this), "delete");
  trouble = named(new MessageBar(this), "trouble");
  what_ = heading(this, 1, 8);
  picture = new QLabel(this);
  picture->setFixedSize(kIcon, kIcon);
  name_label_ = new QLabel(this);
  name = named(new QLineEdit(this), "name");
  name_label_->setBuddy(name);
  name_note = named(new FieldNote(this), "name.note");
  pick = named(new QPushButton(symbol(QStringLiteral("search")), QString(), this), "pick");
  icon_label_ = new QLabel(this);
  icon = named(new QLineEdit(this), "icon");
  icon_label_->setBuddy(icon);
  icon_file = named(new QPushButton(symbol(QStringLiteral("folder")), QString(), this), "icon-file");
  icon_note = named(new FieldNote(this), "icon.note");
  launch_label_ = new QLabel(this);
  launch = named(new QLineEdit(this), "launch");
  launch_label_->setBuddy(launch);
  launch_note = named(new FieldNote(this), "launch.note");
  forwards_title_ = heading(this, 1, 14);
  forwards = named(new ForwardsEdit(setup, this), "forwards");
  who_ = heading(this, 1, 14);
  constexpr std::array kNames{"access-everyone", "access-me", "access-programs"};
  for (std::size_t i = 0; i < access.size(); ++i) access[i] = named(new QRadioButton(this), kNames[i]);
  programs = new ProgramsEdit(QStringLiteral("applications.editor.programs"), false, this);
  programs_note = named(new FieldNote(this), "programs.note");
}

void ApplicationForm::lay_out() {
  auto* const head = new QHBoxLayout;
  head->addWidget(back);
  head->addSpacing(8);
  head->addWidget(title, 1);
  head->addWidget(copy);
  head->addWidget(remove);
  head->addSpacing(8);
  head->addWidget(power);

  auto* const inside = new QWidget;
  auto* const grid = new QGridLayout;
  grid->setColumnStretch(2, 1);
  grid->setHorizontalSpacing(10);
  grid->setVerticalSpacing(4);
  auto row = [&, at = 0](QWidget* label, QWidget* field, QWidget* button, QWidget* note) mutable {
    grid->addWidget(label, at, 1);
    grid->addWidget(field, at, 2, 1, button == nullptr ? 2 : 1);
    if (button != nullptr) grid->addWidget(button, at, 3);
    grid->addWidget(note, at + 1, 2, 1, 2);
    at += 2;
  };
  row(name_label_, name, pick, name_note);
  row(icon_label_, icon, icon_file, icon_note);
  row(launch_label_, launch, nullptr, launch_note);
  grid->addWidget(picture, 0, 0, 4, 1, Qt::AlignTop);

  auto* const column = new QVBoxLayout(inside);
  column->setContentsMargins(2, 0, 10, 10);
  column->setSpacing(6);
  column->addWidget(what_);
  column->addLayout(grid);
  column->addWidget(forwards_title_);
  column->addWidget(forwards);
  column->addWidget(who_);
  for (QRadioButton* button : access) column->addWidget(button);
  column->addWidget(programs);
  column->addWidget(programs_note);
  column->addStretch();
  inside->setMaximumWidth(kWidest);
  auto* const scroll = new QScrollArea(this);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setWidget(inside);
  scroll->viewport()->setAutoFillBackground(false);
  inside->setAutoFillBackground(false);

  auto* const outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addLayout(head);
  outer->addWidget(trouble);
  outer->addWidget(scroll, 1);
}

void ApplicationForm::retranslate() {
  back->setText(tr("← All &applications"));
  power->setAccessibleName(tr("This application is on"));
  power->setToolTip(tr("All forwards of this application, on or off"));
  copy->setText(tr("D&uplicate"));
  remove->setText(tr("&Delete"));
  what_->setText(tr("Program"));
  name_label_->setText(tr("&Name:"));
  pick->setText(tr("Choose a &program …"));
  icon_label_->setText(tr("&Icon:"));
  icon->setPlaceholderText(tr("The name of an icon, or a path"));
  icon_file->setText(tr("Choose a pictur&e …"));
  launch_label_->setText(tr("&Launch command:"));
  launch->setPlaceholderText(tr("For example psql -h localhost"));
  forwards_title_->setText(tr("Forwards"));
  who_->setText(tr("Who may connect to the forwards"));
  access[0]->setText(tr("&Everyone on this computer"));
  access[1]->setText(tr("&Me: all programs that I start"));
  access[2]->setText(tr("&Only these programs:"));
}

void ApplicationForm::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace culvert::ui
