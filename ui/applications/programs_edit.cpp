#include "applications/programs_edit.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListWidget>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QUrl>
#include <algorithm>
#include <utility>

#include "applications/rule_words.h"
#include "applications/setup_entries.h"
#include "file_dialog.h"
#include "icons.h"

namespace culvert::ui {

namespace {

QStringList files_in(const QMimeData* data) {
  QStringList all;
  for (const QUrl& url : data->urls()) {
    if (url.isLocalFile()) all += QDir::toNativeSeparators(url.toLocalFile());
  }
  return all;
}

}  // namespace

struct ProgramsEdit::Private {
  std::vector<std::string> programs;
  config::Setup setup;  // with nothing but applications, for their names
  bool applications = false;
  QListWidget* list = nullptr;
  QPushButton* add = nullptr;
  QPushButton* remove = nullptr;
  QMenu* menu = nullptr;

  void fill() const {
    const int row = list->currentRow();
    list->clear();
    for (const std::string& program : programs) {
      auto* const item = new QListWidgetItem(program_text(program, setup), list);
      item->setToolTip(item->text().toHtmlEscaped());
    }
    list->setCurrentRow(std::min(row, list->count() - 1));
    remove->setEnabled(list->currentRow() >= 0);
  }
};

ProgramsEdit::ProgramsEdit(const QString& stem, bool applications, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>()) {
  setObjectName(stem);
  setAcceptDrops(true);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  d_->applications = applications;
  d_->list = new QListWidget(this);
  d_->list->setObjectName(stem + QStringLiteral(".list"));
  d_->list->setTextElideMode(Qt::ElideMiddle);
  d_->list->setFixedHeight(d_->list->fontMetrics().height() * 5 + 12);
  d_->list->installEventFilter(this);
  setFocusProxy(d_->list);
  d_->add = new QPushButton(symbol(QStringLiteral("add")), QString(), this);
  d_->add->setObjectName(stem + QStringLiteral(".add"));
  d_->menu = new QMenu(d_->add);
  d_->menu->setObjectName(stem + QStringLiteral(".menu"));
  d_->add->setMenu(d_->menu);
  d_->remove = new QPushButton(symbol(QStringLiteral("delete")), QString(), this);
  d_->remove->setObjectName(stem + QStringLiteral(".remove"));
  d_->remove->setEnabled(false);
  auto* const buttons = new QVBoxLayout;
  buttons->addWidget(d_->add);
  buttons->addWidget(d_->remove);
  buttons->addStretch();
  auto* const layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(d_->list, 1, Qt::AlignTop);
  layout->addLayout(buttons);
  connect(d_->list, &QListWidget::currentRowChanged, this, [this](int row) { d_->remove->setEnabled(row >= 0); });
  connect(d_->remove, &QPushButton::clicked, this, [this] {
    const int row = d_->list->currentRow();
    if (row < 0) return;
    d_->programs.erase(d_->programs.begin() + row);
    d_->fill();
    emit changed();
  });
  retranslate();
}

ProgramsEdit::~ProgramsEdit() = default;

void ProgramsEdit::set_programs(const std::vector<std::string>& programs, const config::Setup& setup) {
  d_->programs = programs;
  d_->setup.applications = setup.applications;
  d_->fill();
  retranslate();
}

const std::vector<std::string>& ProgramsEdit::programs() const { return d_->programs; }

void ProgramsEdit::add_program(const QString& path) {
  std::string program = path.toStdString();
  if (program.empty() || std::ranges::contains(d_->programs, program)) return;
  d_->programs.push_back(std::move(program));
  d_->fill();
  d_->list->setCurrentRow(d_->list->count() - 1);
  emit changed();
}

void ProgramsEdit::retranslate() {
  d_->list->setAccessibleName(tr("Programs"));
  d_->list->setToolTip(tr("Files of programs can be dropped here."));
  d_->add->setText(tr("Add"));
  d_->add->setAccessibleName(tr("Add a program"));
  d_->remove->setText(tr("Remove"));
  d_->remove->setAccessibleName(tr("Remove the program"));
  d_->menu->clear();
  d_->menu->addAction(tr("A program that &runs …"), this, &ProgramsEdit::running_wanted);
  d_->menu->addAction(tr("An &installed program …"), this, &ProgramsEdit::installed_wanted);
  d_->menu->addAction(tr("A &file …"), this, [this] {
    auto* const dialog = new QFileDialog(this, tr("Choose a program"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& path) { add_program(QDir::toNativeSeparators(path)); });
    open_file_dialog(*dialog);
  });
  if (!d_->applications || d_->setup.applications.empty()) return;
  d_->menu->addSeparator();
  for (const config::Application& application : d_->setup.applications) {
    QString name = application_name(application);
    d_->menu->addAction(tr("The programs of %1").arg(name.replace(u'&', QStringLiteral("&&"))), this,
                        [this, id = application.id] { add_program(QString::fromStdString("app:" + id)); });
  }
}

void ProgramsEdit::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    d_->fill();
    retranslate();
  }
  QWidget::changeEvent(event);
}

void ProgramsEdit::dragEnterEvent(QDragEnterEvent* event) {
  if (!files_in(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void ProgramsEdit::dropEvent(QDropEvent* event) {
  for (const QString& path : files_in(event->mimeData())) add_program(path);
  event->acceptProposedAction();
}

bool ProgramsEdit::eventFilter(QObject* watched, QEvent* event) {
  if (watched == d_->list && event->type() == QEvent::KeyPress &&
      static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
    d_->remove->click();
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace culvert::ui
