#include "profiles/fields.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "file_dialog.h"
#include "icons.h"
#include "profiles/proxy_field.h"

namespace culvert::ui {

namespace {

using Qt::StringLiterals::operator""_s;

constexpr std::chrono::milliseconds kPause{500};  // from the last key to the disk

class WheelFilter : public QObject {
 public:
  using QObject::QObject;
  bool eventFilter(QObject* watched, QEvent* event) override {
    const auto* widget = qobject_cast<QWidget*>(watched);
    if (event->type() != QEvent::Wheel || widget == nullptr || widget->hasFocus()) return false;
    event->ignore();
    return true;
  }
};

}  // namespace

void keep_from_wheel(QComboBox* box) {
  box->setFocusPolicy(Qt::StrongFocus);
  box->installEventFilter(new WheelFilter(box));
}

// ---- TypedField
// -------------------------------------------------------------------------------------------------------

TypedField::TypedField(Save<QString> save, QWidget* parent) : FieldBox(parent), save_(std::move(save)) {
  pause_.setSingleShot(true);
  pause_.setInterval(kPause);
  connect(&pause_, &QTimer::timeout, this, &TypedField::flush);
}

void TypedField::load(const QString& value, bool anew) {
  if (!anew && value == loaded_) return;
  loaded_ = value;
  pause_.stop();
  loading_ = true;
  if (text() != value) set_text(value);
  loading_ = false;
  wrong_.clear();
  remark_.clear();
  set_problem({});
  saved();
}

void TypedField::typed() {
  if (!loading_) pause_.start();
}

void TypedField::flush() {
  pause_.stop();
  const QString now = text();
  if (now == loaded_ && wrong_.isEmpty()) return;
  const QString before = loaded_;
  loaded_ = now;  // so that the change, when it comes back, is no news
  wrong_ = save_(now);
  if (!wrong_.isEmpty()) loaded_ = before;
  set_problem(wrong_.isEmpty() ? remark_ : wrong_);
  if (wrong_.isEmpty()) saved();
}

void TypedField::set_remark(const QString& sentence) {
  remark_ = sentence;
  if (wrong_.isEmpty()) set_problem(remark_);
}

// ---- LineField, LinesField
// --------------------------------------------------------------------------------------------

LineField::LineField(const QString& name, Save<QString> save, QWidget* parent)
    : LineField(name, nullptr, std::move(save), parent) {}

LineField::LineField(const QString& name, QToolButton* button, Save<QString> save, QWidget* parent)
    : TypedField(std::move(save), parent), edit_(new QLineEdit) {
  edit_->setObjectName(name);
  auto* row = new QWidget;
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(edit_, 1);
  if (button != nullptr) layout->addWidget(button);
  set_control(row, edit_);
  connect(edit_, &QLineEdit::textChanged, this, &LineField::typed);
  connect(edit_, &QLineEdit::editingFinished, this, &LineField::flush);
}

QString LineField::text() const { return edit_->text(); }
void LineField::set_text(const QString& text) { edit_->setText(text); }

LinesField::LinesField(const QString& name, Save<QStringList> save, QWidget* parent)
    : TypedField(
          [save = std::move(save)](const QString& text) {
            QStringList lines;
            for (const QString& line : text.split(u'\n')) {
              if (!line.trimmed().isEmpty()) lines += line.trimmed();
            }
            return save(lines);
          },
          parent),
      edit_(new GrowingEdit(2, 6, true)) {
  edit_->setObjectName(name);
  set_control(edit_);
  connect(edit_, &QPlainTextEdit::textChanged, this, &LinesField::typed);
  connect(edit_, &GrowingEdit::left, this, &LinesField::flush);
}

QString LinesField::text() const { return edit_->toPlainText(); }
void LinesField::set_text(const QString& text) { edit_->setPlainText(text); }

// ---- FileField
// --------------------------------------------------------------------------------------------------------

FileField::FileField(const QString& name, FileUse use, Save<QString> save, QWidget* parent)
    : FileField(name, use, new QToolButton, std::move(save), parent) {}

FileField::FileField(const QString& name, FileUse use, QToolButton* button, Save<QString> save, QWidget* parent)
    : LineField(name, button, std::move(save), parent), use_(use), button_(button) {
  button_->setObjectName(name + u".choose"_s);
  button_->setToolButtonStyle(Qt::ToolButtonTextOnly);
  connect(button_, &QToolButton::clicked, this, &FileField::pick);
}

void FileField::set_picker(const QString& button, const QString& title, const QString& filter) {
  button_->setText(button);
  button_->setAccessibleName(title);
  title_ = title;
  filter_ = filter;
}

void FileField::look_again() {
  const quint64 look = ++looks_;
  const QString path = text();
  if (path.isEmpty()) return set_remark({});
  look_later(path, use_, this, [this, look](const QString& sentence) {
    if (look == looks_) set_remark(sentence);
  });
}

void FileField::pick() {
  auto* dialog = new QFileDialog(window(), title_, QFileInfo(text()).path());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setObjectName(edit()->objectName() + u".dialog"_s);
  if (!filter_.isEmpty()) dialog->setNameFilter(filter_);
  if (use_ == FileUse::kRead) dialog->setFileMode(QFileDialog::ExistingFile);
  if (use_ == FileUse::kWrite) dialog->setAcceptMode(QFileDialog::AcceptSave);
  if (use_ == FileUse::kDirectory) dialog->setFileMode(QFileDialog::Directory);
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
    set_text(path);
    flush();
    edit()->setFocus();
  });
  open_file_dialog(*dialog);
}

// ---- CheckField
// -------------------------------------------------------------------------------------------------------

CheckField::CheckField(const QString& name, Save<bool> save, QWidget* parent) : FieldBox(parent), box_(new QCheckBox) {
  box_->setObjectName(name);
  set_control(box_);
  connect(box_, &QCheckBox::clicked, this, [this, save = std::move(save)](bool value) {
    const QString wrong = save(value);
    set_problem(wrong);
    if (!wrong.isEmpty()) box_->setChecked(!value);
  });
}

void CheckField::load(bool value) {
  box_->setChecked(value);
  set_problem({});
}

void CheckField::set_texts(const QString& text, const QString& help) {
  box_->setText(text);
  FieldBox::set_texts({}, help);
}

// ---- VersionsField
// ----------------------------------------------------------------------------------------------------

VersionsField::VersionsField(const QString& name, Save<http::Versions> save, QWidget* parent)
    : FieldBox(parent), save_(std::move(save)), list_(new QListWidget), up_(new QToolButton), down_(new QToolButton) {
  list_->setObjectName(name);
  up_->setObjectName(name + u".up"_s);
  down_->setObjectName(name + u".down"_s);
  up_->setIcon(symbol(u"up"_s));
  down_->setIcon(symbol(u"down"_s));
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* row = new QWidget;
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(list_, 1);
  auto* buttons = new QVBoxLayout;
  buttons->addWidget(up_);
  buttons->addWidget(down_);
  buttons->addStretch();
  layout->addLayout(buttons);
  set_control(row, list_);
  connect(list_, &QListWidget::itemChanged, this, &VersionsField::store);
  connect(up_, &QToolButton::clicked, this, [this] { move(-1); });
  connect(down_, &QToolButton::clicked, this, [this] { move(1); });
}

void VersionsField::load(const http::Versions& versions) {
  if (list_->count() > 0 && versions == loaded_ && problem().isEmpty()) return;
  loaded_ = versions;
  loading_ = true;
  http::Versions all = versions;
  for (const auto v : {http::Version::kHttp3, http::Version::kHttp2, http::Version::kHttp11}) {
    if (!http::contains(all, v)) all.push_back(v);
  }
  list_->clear();
  for (const http::Version v : all) {
    const std::string_view name = http::name_of(v);
    auto* item = new QListWidgetItem(QString::fromUtf8(name.data(), qsizetype(name.size())), list_);
    item->setData(Qt::UserRole, int(v));
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(http::contains(versions, v) ? Qt::Checked : Qt::Unchecked);
  }
  list_->setCurrentRow(0);
  const int height = list_->sizeHintForRow(0) * list_->count() + 2 * list_->frameWidth();
  list_->setFixedHeight(height);
  loading_ = false;
  set_problem({});
}

http::Versions VersionsField::shown() const {
  http::Versions versions;
  for (int i = 0; i < list_->count(); ++i) {
    const QListWidgetItem* item = list_->item(i);
    if (item->checkState() == Qt::Checked) versions.push_back(http::Version(item->data(Qt::UserRole).toInt()));
  }
  return versions;
}

void VersionsField::store() {
  if (loading_) return;
  const http::Versions now = shown();
  const http::Versions before = std::exchange(loaded_, now);
  const QString wrong = save_(now);
  if (!wrong.isEmpty()) loaded_ = before;
  set_problem(wrong);
}

void VersionsField::move(int by) {
  const int from = list_->currentRow();
  const int to = from + by;
  if (from < 0 || to < 0 || to >= list_->count()) return;
  loading_ = true;
  list_->insertItem(to, list_->takeItem(from));
  list_->setCurrentRow(to);
  loading_ = false;
  store();
}

void VersionsField::retranslate() {
  up_->setToolTip(tr("Prefer this version more"));
  up_->setAccessibleName(up_->toolTip());
  down_->setToolTip(tr("Prefer this version less"));
  down_->setAccessibleName(down_->toolTip());
}

}  // namespace culvert::ui
