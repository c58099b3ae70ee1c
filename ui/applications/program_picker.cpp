#include "applications/program_picker.h"

#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>
#include <utility>

#include "applications/elided_label.h"
#include "applications/program_model.h"
#include "desktop.h"
#include "file_dialog.h"

namespace culvert::ui {

struct ProgramPicker::Private {
  Desktop& desktop;
  From from = From::kInstalled;
  quint64 asked = 0;  // answers to earlier questions are passed over
  bool answered = false;
  QLabel* title = nullptr;
  QLabel* note = nullptr;  // why the list is empty
  QLineEdit* search = nullptr;
  QListView* list = nullptr;
  ProgramModel* model = nullptr;
  QSortFilterProxyModel* found = nullptr;
  QPushButton* choose = nullptr;
  QPushButton* file = nullptr;
  QPushButton* skip = nullptr;
  QPushButton* back = nullptr;

  void select_first() const {
    if (!list->currentIndex().isValid()) list->setCurrentIndex(found->index(0, 0));
    choose->setEnabled(list->currentIndex().isValid());
  }
  void tell_note() const {
    const bool none = found->rowCount() == 0;
    note->setVisible(none);
    if (!answered) {
      note->setText(tr("Looking for programs …"));
    } else if (model->rowCount() == 0) {
      note->setText(tr("No programs were found. You can choose a file."));
    } else {
      note->setText(tr("No program has this in its name."));
    }
  }
};

ProgramPicker::ProgramPicker(Desktop& desktop, QWidget* parent) : QWidget(parent), d_(new Private{.desktop = desktop}) {
  setObjectName(QStringLiteral("applications.picker"));
  d_->title = new QLabel(this);
  d_->title->setTextFormat(Qt::PlainText);
  QFont large = d_->title->font();
  large.setPointSizeF(large.pointSizeF() * 1.25);
  large.setBold(true);
  d_->title->setFont(large);
  d_->search = new QLineEdit(this);
  d_->search->setObjectName(QStringLiteral("applications.picker.search"));
  d_->search->setClearButtonEnabled(true);
  d_->search->installEventFilter(this);
  d_->model = new ProgramModel(this);
  d_->found = new QSortFilterProxyModel(this);
  d_->found->setSourceModel(d_->model);
  d_->found->setFilterRole(ProgramModel::kSearched);
  d_->found->setFilterCaseSensitivity(Qt::CaseInsensitive);
  d_->found->setSortLocaleAware(true);
  d_->found->setSortCaseSensitivity(Qt::CaseInsensitive);
  d_->found->sort(0);
  d_->list = new QListView(this);
  d_->list->setObjectName(QStringLiteral("applications.picker.list"));
  d_->list->setModel(d_->found);
  d_->list->setUniformItemSizes(true);
  d_->list->setIconSize({24, 24});
  d_->list->setSpacing(1);
  d_->note = new QLabel(this);
  make_muted(d_->note);
  d_->choose = new QPushButton(this);
  d_->choose->setObjectName(QStringLiteral("applications.picker.choose"));
  d_->choose->setDefault(true);
  d_->file = new QPushButton(this);
  d_->file->setObjectName(QStringLiteral("applications.picker.file"));
  d_->skip = new QPushButton(this);
  d_->skip->setObjectName(QStringLiteral("applications.picker.skip"));
  d_->back = new QPushButton(this);
  d_->back->setObjectName(QStringLiteral("applications.picker.back"));

  auto* const buttons = new QHBoxLayout;
  buttons->addWidget(d_->choose);
  buttons->addWidget(d_->file);
  buttons->addWidget(d_->skip);
  buttons->addStretch();
  buttons->addWidget(d_->back);
  auto* const layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(d_->title);
  layout->addWidget(d_->search);
  layout->addWidget(d_->note);
  layout->addWidget(d_->list, 1);
  layout->addLayout(buttons);

  const auto choose = [this] {
    const QModelIndex index = d_->found->mapToSource(d_->list->currentIndex());
    if (index.isValid()) emit chosen(d_->model->program(index.row()));
  };
  connect(d_->search, &QLineEdit::textChanged, this, [this](const QString& text) {
    d_->found->setFilterFixedString(text.trimmed());
    d_->list->setCurrentIndex(d_->found->index(0, 0));
    d_->select_first();
    d_->tell_note();
  });
  connect(d_->search, &QLineEdit::returnPressed, this, choose);
  connect(d_->list, &QListView::activated, this, choose);
  connect(d_->choose, &QPushButton::clicked, this, choose);
  connect(d_->file, &QPushButton::clicked, this, [this] {
    auto* const dialog = new QFileDialog(this, tr("Choose a program"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& path) { emit chosen(choice_of_file(path)); });
    open_file_dialog(*dialog);
  });
  connect(d_->skip, &QPushButton::clicked, this, &ProgramPicker::skipped);
  connect(d_->back, &QPushButton::clicked, this, &ProgramPicker::left);
  retranslate();
}

ProgramPicker::~ProgramPicker() = default;

void ProgramPicker::ask(From from, const QString& title, const QString& skip) {
  d_->from = from;
  d_->title->setText(title);
  d_->skip->setText(skip);
  d_->skip->setVisible(!skip.isEmpty());
  d_->search->clear();
  d_->model->set_programs({});
  d_->answered = false;
  d_->tell_note();
  d_->search->setFocus();
  const quint64 number = ++d_->asked;
  const auto take = [this, number](std::vector<Choice> all) {
    if (number != d_->asked) return;
    d_->answered = true;
    d_->model->set_programs(std::move(all));
    d_->select_first();
    d_->tell_note();
  };
  if (from == From::kInstalled) {
    d_->desktop.installed_programs(this, [take](const std::vector<InstalledProgram>& programs) {
      std::vector<Choice> all;
      for (const InstalledProgram& one : programs) all.push_back({one.name, one.icon, one.launch, one.executable});
      take(std::move(all));
    });
  } else {
    d_->desktop.running_programs(this, [take](const std::vector<RunningProgram>& programs) {
      std::vector<Choice> all;
      for (const RunningProgram& one : programs) all.push_back({one.name, {}, {one.executable}, one.executable});
      take(std::move(all));
    });
  }
}

void ProgramPicker::retranslate() {
  d_->search->setPlaceholderText(tr("Search"));
  d_->search->setAccessibleName(tr("Search among programs"));
  d_->list->setAccessibleName(tr("Programs"));
  d_->choose->setText(tr("&Choose"));
  d_->file->setText(tr("Choose a &file …"));
  d_->back->setText(tr("Cancel"));
  d_->tell_note();
}

void ProgramPicker::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  if (event->type() == QEvent::PaletteChange) make_muted(d_->note);
  QWidget::changeEvent(event);
}

void ProgramPicker::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    emit left();
  } else {
    QWidget::keyPressEvent(event);
  }
}

// Up and down in the field move in the list, so that one can type and choose without leaving it.
bool ProgramPicker::eventFilter(QObject* watched, QEvent* event) {
  if (watched == d_->search && event->type() == QEvent::KeyPress) {
    const auto* const key = static_cast<QKeyEvent*>(event);
    const int step = key->key() == Qt::Key_Down ? 1 : key->key() == Qt::Key_Up ? -1 : 0;
    const int row = d_->list->currentIndex().row() + step;
    if (step != 0 && row >= 0 && row < d_->found->rowCount()) d_->list->setCurrentIndex(d_->found->index(row, 0));
    if (step != 0) return true;
  }
  return QWidget::eventFilter(watched, event);
}

ProgramPicker::Choice choice_of_file(const QString& path) {
  const QString native = QDir::toNativeSeparators(path);
  return {.name = QFileInfo(path).completeBaseName(), .icon = {}, .launch = {native}, .executable = native};
}

}  // namespace culvert::ui
