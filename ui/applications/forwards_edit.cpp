#include "applications/forwards_edit.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <algorithm>
#include <vector>

#include "applications/elided_label.h"
#include "applications/forward_edit.h"
#include "applications/setup_entries.h"
#include "icons.h"
#include "setup_document.h"

namespace culvert::ui {

struct ForwardsEdit::Private {
  SetupDocument& setup;
  std::string application;
  std::vector<ForwardEdit*> rows;  // as in the setup; then those that are not in it yet
  std::vector<ForwardEdit*> laid;  // as they stand on the page
  QLabel* nothing = nullptr;
  QVBoxLayout* layout = nullptr;
  QPushButton* add = nullptr;

  ForwardEdit* make(ForwardsEdit* self);
  void save(ForwardEdit* row);
  void remove(ForwardEdit* row);
  void copy(ForwardEdit* row);
  void drop(ForwardEdit* row) {
    std::erase(rows, row);
    row->disconnect();  // what is in its fields is not to be saved any more
    row->hide();
    row->deleteLater();
  }
  void lay_out() {
    nothing->setVisible(rows.empty());
    if (laid == rows) return;
    laid = rows;
    for (ForwardEdit* row : rows) layout->removeWidget(row);
    for (ForwardEdit* row : rows) {
      layout->addWidget(row);
      row->show();
    }
    layout->activate();
  }
};

ForwardsEdit::ForwardsEdit(SetupDocument& setup, QWidget* parent)
    : QWidget(parent), d_(new Private{.setup = setup, .application = {}, .rows = {}, .laid = {}}) {
  d_->nothing = new QLabel(this);
  d_->nothing->setWordWrap(true);
  make_muted(d_->nothing);
  d_->add = new QPushButton(symbol(QStringLiteral("add")), QString(), this);
  d_->add->setObjectName(QStringLiteral("applications.editor.add-forward"));
  auto* const outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addWidget(d_->nothing);
  d_->layout = new QVBoxLayout;
  d_->layout->setSpacing(6);
  outer->addLayout(d_->layout);
  outer->addWidget(d_->add, 0, Qt::AlignLeft);
  connect(d_->add, &QPushButton::clicked, this, &ForwardsEdit::add);
  connect(&setup, &SetupDocument::changed, this, &ForwardsEdit::refresh);
  retranslate();
}

ForwardsEdit::~ForwardsEdit() = default;

ForwardEdit* ForwardsEdit::Private::make(ForwardsEdit* self) {
  auto* const row = new ForwardEdit(self);
  rows.push_back(row);
  QObject::connect(row, &ForwardEdit::changed, self, [this, row] { save(row); });
  QObject::connect(row, &ForwardEdit::delete_wanted, self, [this, row] { remove(row); });
  QObject::connect(row, &ForwardEdit::copy_wanted, self, [this, row] { copy(row); });
  QWidget::setTabOrder(row, add);
  return row;
}

void ForwardsEdit::Private::save(ForwardEdit* row) {
  auto forward = row->forward();
  if (!forward || find_application(setup.setup(), application) == nullptr) return;
  if (forward->id.empty()) {
    forward->id = new_forward_id(setup.setup());
    row->set_id(forward->id);
  }
  setup.edit([&](config::Setup& changed) {
    config::Application* const owner = find_application(changed, application);
    const auto there = std::ranges::find(owner->forwards, forward->id, &config::Forward::id);
    if (there == owner->forwards.end()) {
      owner->forwards.push_back(*forward);
    } else {
      *there = *forward;
    }
  });
}

void ForwardsEdit::Private::remove(ForwardEdit* row) {
  const std::string id = row->id();
  const auto forward = row->forward();
  if (id.empty()) {  // nothing is lost
    drop(row);
    lay_out();
    return;
  }
  const QString what =
      tr("The forward %1 was deleted.").arg(forward ? forward_text(*forward) : QString::fromStdString(id));
  setup.edit_undoable(what, [&](config::Setup& changed) {
    config::Application* const owner = find_application(changed, application);
    if (owner != nullptr) std::erase_if(owner->forwards, [&](const config::Forward& one) { return one.id == id; });
  });
}

void ForwardsEdit::Private::copy(ForwardEdit* row) {
  auto forward = row->forward();
  if (!forward) return;
  forward->id = new_forward_id(setup.setup());
  if (forward->listen.kind == config::ListenAddress::Kind::kPath) {
    forward->on = false;  // until it has a path of its own
  } else {
    const quint16 next = forward->listen.endpoint.port;
    forward->listen.endpoint.port = free_port(setup.setup(), next == 65535 ? next : static_cast<quint16>(next + 1));
  }
  setup.edit([&](config::Setup& changed) {
    config::Application* const owner = find_application(changed, application);
    if (owner == nullptr) return;
    const auto there = std::ranges::find(owner->forwards, row->id(), &config::Forward::id);
    owner->forwards.insert(there == owner->forwards.end() ? there : std::next(there), *forward);
  });
}

void ForwardsEdit::show_application(const std::string& id) {
  if (id != d_->application) {
    for (ForwardEdit* row : std::vector(d_->rows)) d_->drop(row);
    d_->application = id;
  }
  refresh();
}

void ForwardsEdit::refresh() {
  const config::Setup& setup = d_->setup.setup();
  const config::Application* const application = find_application(setup, d_->application);
  if (application == nullptr) return;
  std::vector<ForwardEdit*> drafts;
  std::vector<ForwardEdit*> gone = d_->rows;
  std::vector<ForwardEdit*> rows;
  for (const config::Forward& forward : application->forwards) {
    const auto known = std::ranges::find(gone, forward.id, &ForwardEdit::id);
    ForwardEdit* row = known == gone.end() ? nullptr : *known;
    if (known != gone.end()) gone.erase(known);
    if (row == nullptr) row = d_->make(this);
    row->show_forward(forward, setup, application->on);
    rows.push_back(row);
  }
  for (ForwardEdit* row : gone) {
    if (row->id().empty()) {
      row->look_at(setup, application->on);
      drafts.push_back(row);
    } else {
      d_->drop(row);
    }
  }
  rows.insert(rows.end(), drafts.begin(), drafts.end());
  d_->rows = std::move(rows);
  d_->lay_out();
}

void ForwardsEdit::add() {
  const config::Application* const application = find_application(d_->setup.setup(), d_->application);
  if (application == nullptr) return;
  auto draft = std::ranges::find_if(d_->rows, [](const ForwardEdit* row) { return row->id().empty(); });
  const bool fresh = draft == d_->rows.end();
  ForwardEdit* const row = fresh ? d_->make(this) : *draft;
  if (fresh) row->look_at(d_->setup.setup(), application->on);
  d_->lay_out();
  row->focus_on(QStringLiteral("target"));
}

void ForwardsEdit::focus_on(const std::string& forward, const QString& field) {
  const auto row = std::ranges::find(d_->rows, forward, &ForwardEdit::id);
  if (row != d_->rows.end()) (*row)->focus_on(field);
}

void ForwardsEdit::retranslate() {
  d_->nothing->setText(
      tr("A forward is a port on this computer that leads to one destination: programs connect to it as if the "
         "destination were here."));
  d_->add->setText(tr("&Add a forward"));
}

void ForwardsEdit::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  if (event->type() == QEvent::PaletteChange) make_muted(d_->nothing);
  QWidget::changeEvent(event);
}

}  // namespace culvert::ui
