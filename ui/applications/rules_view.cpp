#include "applications/rules_view.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedLayout>
#include <algorithm>
#include <utility>

#include "applications/application_changes.h"
#include "applications/elided_label.h"
#include "applications/program_picker.h"
#include "applications/rule_editor.h"
#include "applications/rule_words.h"
#include "applications/rules_model.h"
#include "applications/setup_entries.h"
#include "icons.h"
#include "setup_document.h"
#include "widgets/empty_state.h"
#include "widgets/message_bar.h"

namespace culvert::ui {

namespace {

template <class T>
T* named(T* widget, const char* name) {
  widget->setObjectName(QStringLiteral("applications.rules.") + QLatin1StringView(name));
  return widget;
}

}  // namespace

struct RulesView::Private {
  SetupDocument& setup;
  std::string current;  // id; empty: none, or a new one that is not in the setup yet
  bool adding = false;
  QStackedLayout* stack = nullptr;
  EmptyState* empty = nullptr;
  QWidget* main = nullptr;
  ProgramPicker* picker = nullptr;
  QLabel* help = nullptr;
  MessageBar* trouble = nullptr;
  RulesModel* model = nullptr;
  QListView* list = nullptr;
  QPushButton* add = nullptr;
  QPushButton* up = nullptr;
  QPushButton* down = nullptr;
  QPushButton* remove = nullptr;
  QScrollArea* below = nullptr;
  RuleEditor* editor = nullptr;

  void enable() const {
    const int row = model->row_of(current);
    up->setEnabled(row > 0);
    down->setEnabled(row >= 0 && row + 1 < model->rowCount());
    remove->setEnabled(row >= 0 || adding);
    below->setVisible(row >= 0 || adding);
  }
  // Of the first rule that keeps the whole setup from being used.
  [[nodiscard]] QString wrong() const {
    for (int row = 0; row < model->rowCount(); ++row) {
      const std::string field = "rules[" + std::to_string(row) + "]";
      if (problems_of(setup.problems(), field).isEmpty()) continue;
      return tr("Rule %1 is wrong. Nothing of the setup can be used until it is right or deleted: passing over a rule "
                "would let out what it keeps in.")
          .arg(row + 1);
    }
    return {};
  }
};

RulesView::RulesView(const Context& context, QWidget* parent)
    : QWidget(parent), d_(new Private{.setup = context.setup, .current = {}}) {
  setObjectName(QStringLiteral("applications.rules"));
  d_->empty = named(new EmptyState(QStringLiteral("filter"), this), "empty");
  d_->main = new QWidget(this);
  d_->picker = new ProgramPicker(context.desktop, this);
  d_->help = new QLabel(d_->main);
  d_->help->setWordWrap(true);
  make_muted(d_->help);
  d_->trouble = named(new MessageBar(d_->main), "trouble");
  d_->model = new RulesModel(context.setup, this);
  d_->list = named(new QListView(d_->main), "list");
  d_->list->setModel(d_->model);
  d_->list->setSpacing(2);
  d_->list->setTextElideMode(Qt::ElideRight);
  d_->list->installEventFilter(this);
  const auto button = [this](const char* name, const QString& picture) {
    return named(new QPushButton(symbol(picture), QString(), d_->main), name);
  };
  d_->add = button("add", QStringLiteral("add"));
  d_->up = button("up", QStringLiteral("up"));
  d_->down = button("down", QStringLiteral("down"));
  d_->remove = button("delete", QStringLiteral("delete"));
  d_->editor = new RuleEditor(context.setup);
  lay_out();

  const auto start_new = [this] {
    const std::string before = std::exchange(d_->current, {});
    d_->adding = true;
    d_->list->setCurrentIndex({});
    refresh();
    d_->editor->start_new(before);
  };
  connect(d_->add, &QPushButton::clicked, this, start_new);
  connect(d_->empty, &EmptyState::clicked, this, start_new);
  connect(d_->up, &QPushButton::clicked, this, [this] { move(-1); });
  connect(d_->down, &QPushButton::clicked, this, [this] { move(1); });
  connect(d_->remove, &QPushButton::clicked, this, &RulesView::remove);
  connect(d_->list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& index) {
    if (index.isValid()) select(d_->model->id_at(index.row()));
  });
  connect(d_->editor, &RuleEditor::made, this, [this](const QString& id) { select(id.toStdString()); });
  connect(d_->trouble, &MessageBar::action, this, [this] {
    for (int row = 0; row < d_->model->rowCount(); ++row) {
      if (problems_of(d_->setup.problems(), "rules[" + std::to_string(row) + "]").isEmpty()) continue;
      select(d_->model->id_at(row));
      return;
    }
  });
  const auto ask = [this](ProgramPicker::From from) {
    d_->stack->setCurrentWidget(d_->picker);
    d_->picker->ask(from, tr("Which program is the rule for?"), {});
  };
  connect(d_->editor, &RuleEditor::installed_wanted, this, [ask] { ask(ProgramPicker::From::kInstalled); });
  connect(d_->editor, &RuleEditor::running_wanted, this, [ask] { ask(ProgramPicker::From::kRunning); });
  connect(d_->picker, &ProgramPicker::chosen, this, [this](const ProgramPicker::Choice& choice) {
    d_->stack->setCurrentWidget(d_->main);
    d_->editor->add_program(choice.executable);
  });
  connect(d_->picker, &ProgramPicker::left, this, [this] { d_->stack->setCurrentWidget(d_->main); });
  connect(&context.setup, &SetupDocument::changed, this, &RulesView::refresh);
  retranslate();
  refresh();
}

RulesView::~RulesView() = default;

void RulesView::lay_out() {
  auto* const buttons = new QHBoxLayout;
  for (QPushButton* one : {d_->add, d_->up, d_->down, d_->remove}) buttons->addWidget(one);
  buttons->addStretch();
  d_->below = new QScrollArea(d_->main);
  d_->below->setFrameShape(QFrame::NoFrame);
  d_->below->setWidgetResizable(true);
  d_->below->setWidget(d_->editor);
  d_->below->setFocusPolicy(Qt::NoFocus);
  d_->below->viewport()->setAutoFillBackground(false);
  d_->editor->setAutoFillBackground(false);
  auto* const column = new QVBoxLayout(d_->main);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(d_->help);
  column->addWidget(d_->trouble);
  column->addWidget(d_->list, 2);
  column->addLayout(buttons);
  column->addWidget(d_->below, 3);
  d_->stack = new QStackedLayout(this);
  d_->stack->addWidget(d_->empty);
  d_->stack->addWidget(d_->main);
  d_->stack->addWidget(d_->picker);
}

bool RulesView::show_rule(const std::string& id) {
  if (d_->model->row_of(id) < 0) return false;
  select(id);
  d_->list->setFocus();
  return true;
}

void RulesView::select(const std::string& id) {
  const int row = d_->model->row_of(id);
  if (row < 0) return;
  d_->adding = false;
  const bool other = d_->editor->id() != id;
  d_->current = id;
  if (d_->list->currentIndex().row() != row) d_->list->setCurrentIndex(d_->model->index(row));
  if (other) d_->editor->show_rule(id);
  d_->enable();
}

void RulesView::refresh() {
  if (d_->stack->currentWidget() != d_->picker) {
    const bool none = d_->model->rowCount() == 0 && !d_->adding;
    d_->stack->setCurrentWidget(none ? static_cast<QWidget*>(d_->empty) : d_->main);
  }
  if (!d_->current.empty() && d_->model->row_of(d_->current) < 0) d_->current.clear();
  if (!d_->current.empty()) select(d_->current);
  const QString wrong = d_->wrong();
  d_->trouble->tell(MessageBar::Tone::kProblem, wrong, wrong.isEmpty() ? QString() : tr("Show it"));
  d_->enable();
}

void RulesView::move(int by) {
  const std::string id = d_->current;
  d_->setup.edit([&](config::Setup& changed) { move_rule(changed, id, by); });
}

void RulesView::remove() {
  if (d_->adding) {  // nothing is lost
    d_->adding = false;
    d_->editor->start_new({});
    return refresh();
  }
  const int row = d_->model->row_of(d_->current);
  if (row < 0) return;
  const std::string id = d_->current;
  const QString text = rule_text(d_->setup.setup().rules[static_cast<std::size_t>(row)], d_->setup.setup());
  d_->setup.edit_undoable(tr("The rule “%1” was deleted.").arg(text), [&](config::Setup& changed) {
    std::erase_if(changed.rules, [&](const config::Rule& rule) { return rule.id == id; });
  });
  select(d_->model->id_at(std::min(row, d_->model->rowCount() - 1)));
}

bool RulesView::eventFilter(QObject* watched, QEvent* event) {
  if (watched != d_->list || event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
  const auto* const key = static_cast<QKeyEvent*>(event);
  const bool alt = key->modifiers().testFlag(Qt::AltModifier);
  if (alt && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down)) {
    move(key->key() == Qt::Key_Up ? -1 : 1);
    return true;
  }
  if (key->key() == Qt::Key_Delete) {
    remove();
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

void RulesView::retranslate() {
  d_->empty->set_text(tr("No rules"),
                      tr("Without rules, every connection goes through the profile in use. Rules send some of them "
                         "through another profile, past the proxy, or nowhere."),
                      tr("Add a rule"));
  d_->help->setText(
      tr("The first rule that matches decides; where none does, a connection goes through the profile in use."));
  d_->list->setAccessibleName(tr("Rules, in their order"));
  d_->list->setToolTip(tr("Alt+Up and Alt+Down move a rule"));
  d_->add->setText(tr("&Add a rule"));
  d_->up->setText(tr("Move &up"));
  d_->down->setText(tr("Move dow&n"));
  d_->remove->setText(tr("De&lete"));
  d_->model->retranslate();
  refresh();
}

void RulesView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  if (event->type() == QEvent::PaletteChange) make_muted(d_->help);
  QWidget::changeEvent(event);
}

}  // namespace culvert::ui
