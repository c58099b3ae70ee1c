#include "pages/trace_page.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QDataStream>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QIODevice>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedLayout>
#include <QVBoxLayout>

#include "conductor.h"
#include "core_bridge.h"
#include "icons.h"
#include "models/trace_model.h"
#include "pages/row_table.h"
#include "pages/trace_export.h"
#include "widgets/empty_state.h"
#include "widgets/message_bar.h"

namespace culvert::ui {

namespace {

constexpr int kStateVersion = 1;

}  // namespace

struct TracePage::Private {
  TracePage& self;
  CoreBridge& core;
  Conductor& conductor;
  TraceModel model{nullptr};
  CoreBridge::Watch watch;
  bool reading = false;
  bool paused = false;
  bool had_some = false;
  bool placing = false;  // the table is moved by us, not by the person
  quint64 held = 0;      // number of the first step that can be seen, while the table does not follow
  int held_at = 0;       // its place

  QStackedLayout* stack = new QStackedLayout(&self);
  EmptyState* empty = new EmptyState(QStringLiteral("trace"), &self);
  QWidget* content = new QWidget(&self);
  QLineEdit* filter = new QLineEdit(content);
  QPushButton* only = new QPushButton(content);
  QCheckBox* follow = new QCheckBox(content);
  QPushButton* pause = new QPushButton(content);
  QPushButton* clear = new QPushButton(content);
  QPushButton* save = new QPushButton(content);
  QAction* save_json = new QAction(&self);
  QAction* save_csv = new QAction(&self);
  MessageBar* message = new MessageBar(content);
  RowTable* table = new RowTable(content);
  QLabel* status = new QLabel(content);
  QAction* copy = new QAction(&self);
  QAction* find = new QAction(&self);
  TraceExport* exporter = nullptr;
  CoreBridge::TraceFormat last_format = CoreBridge::TraceFormat::kJson;

  Private(TracePage& page, const Context& context) : self(page), core(context.core), conductor(context.conductor) {}

  void build();
  void build_actions();
  void listen();
  void retranslate();
  void restate();
  void watch_or_not();
  void read();
  void append(const QList<TraceRow>& rows, quint64 lost);
  void only_of(quint64 connection);
  template <class F>
  void change(F change_model);
  void place() const;
  void hold();
  void scrolled();
};

TracePage::TracePage(const Context& context, QWidget* parent)
    : PageWidget(context, parent), d_(std::make_unique<Private>(*this, context_)) {
  d_->build();
  d_->build_actions();
  d_->listen();
  d_->retranslate();
}

TracePage::~TracePage() = default;

// ---- Building

void TracePage::Private::build() {
  self.setObjectName(QStringLiteral("trace"));
  filter->setObjectName(QStringLiteral("trace.filter"));
  filter->setClearButtonEnabled(true);
  filter->addAction(symbol(QStringLiteral("search")), QLineEdit::LeadingPosition);
  filter->installEventFilter(&self);
  only->setObjectName(QStringLiteral("trace.only"));
  only->setIcon(symbol(QStringLiteral("close")));
  only->hide();
  follow->setObjectName(QStringLiteral("trace.follow"));
  follow->setChecked(true);
  pause->setObjectName(QStringLiteral("trace.pause"));
  clear->setObjectName(QStringLiteral("trace.clear"));
  clear->setIcon(symbol(QStringLiteral("delete")));
  save->setObjectName(QStringLiteral("trace.export"));
  save->setIcon(symbol(QStringLiteral("export")));
  table->setObjectName(QStringLiteral("trace.table"));
  table->setModel(&model);
  table->horizontalHeader()->setStretchLastSection(true);
  table->set_default_widths({12, 12, 10, 18, 40}, {});
  status->setObjectName(QStringLiteral("trace.status"));
  status->setForegroundRole(QPalette::PlaceholderText);
  status->setTextFormat(Qt::PlainText);

  auto* bar = new QHBoxLayout;
  bar->addWidget(filter, 1);
  for (QWidget* button : std::initializer_list<QWidget*>{only, follow, pause, clear, save}) bar->addWidget(button);
  auto* layout = new QVBoxLayout(content);
  layout->addLayout(bar);
  layout->addWidget(message);
  layout->addWidget(table, 1);
  layout->addWidget(status);
  empty->setObjectName(QStringLiteral("trace.empty"));
  stack->addWidget(empty);
  stack->addWidget(content);
}

void TracePage::Private::build_actions() {
  exporter = new TraceExport(core, &self);
  auto* menu = new QMenu(save);
  menu->addAction(save_json);
  menu->addAction(save_csv);
  save->setMenu(menu);
  save_json->setObjectName(QStringLiteral("trace.action.json"));
  save_csv->setObjectName(QStringLiteral("trace.action.csv"));
  const auto ask = [this](CoreBridge::TraceFormat format) {
    last_format = format;
    message->clear();
    exporter->ask(format);
  };
  connect(save_json, &QAction::triggered, &self, [ask] { ask(CoreBridge::TraceFormat::kJson); });
  connect(save_csv, &QAction::triggered, &self, [ask] { ask(CoreBridge::TraceFormat::kCsv); });
  connect(message, &MessageBar::action, &self, [this, ask] { ask(last_format); });
  connect(exporter, &TraceExport::saved, &self, [this](const QString& path) {
    message->tell(MessageBar::Tone::kNote, TracePage::tr("The trace was saved to %1.").arg(path));
  });
  connect(exporter, &TraceExport::failed, &self, [this](const QString& path, const QString& why) {
    message->tell(MessageBar::Tone::kProblem, TracePage::tr("The trace could not be saved to %1.").arg(path),
                  TracePage::tr("Save to another place"), why);
  });

  copy->setShortcut(QKeySequence::Copy);
  copy->setShortcutContext(Qt::WidgetShortcut);
  table->addAction(copy);
  table->setContextMenuPolicy(Qt::ActionsContextMenu);
  connect(copy, &QAction::triggered, &self, [this] { QGuiApplication::clipboard()->setText(table->selected_text()); });
  find->setShortcut(QKeySequence::Find);
  find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  self.addAction(find);
  connect(find, &QAction::triggered, &self, [this] {
    filter->setFocus(Qt::ShortcutFocusReason);
    filter->selectAll();
  });
}

void TracePage::Private::listen() {
  connect(empty, &EmptyState::clicked, &self, [this] { conductor.turn_on(); });
  connect(&conductor, &Conductor::status_changed, &self, [this] { restate(); });
  connect(&core, &CoreBridge::steps, &self, [this](const QList<TraceRow>& rows, quint64 lost) {
    if (!watch) return;
    // What comes while all are read is among them, unless it is what comes next anyway.
    if (reading && rows.front().number != model.last() + 1 + lost) return;
    append(rows, lost);
  });
  connect(filter, &QLineEdit::textChanged, &self,
          [this](const QString& text) { change([&] { model.set_filter(text); }); });
  connect(only, &QPushButton::clicked, &self, [this] { only_of(0); });
  connect(follow, &QCheckBox::toggled, &self, [this] {
    hold();
    change([] {});
  });
  connect(pause, &QPushButton::clicked, &self, [this] {
    paused = !paused;
    watch_or_not();
    restate();
  });
  connect(clear, &QPushButton::clicked, &self, [this] { change([this] { model.clear(); }); });
  connect(table->verticalScrollBar(), &QScrollBar::valueChanged, &self, [this] { scrolled(); });
}

// ---- What it says

void TracePage::Private::retranslate() {
  filter->setPlaceholderText(TracePage::tr("Filter, in words of a step or a number"));
  filter->setAccessibleName(TracePage::tr("Filter of the trace"));
  follow->setText(TracePage::tr("F&ollow"));
  follow->setToolTip(TracePage::tr("Keep the newest step in view"));
  clear->setText(TracePage::tr("Clea&r"));
  clear->setToolTip(TracePage::tr("Empty the table; new steps go on coming"));
  save->setText(TracePage::tr("&Export"));
  save->setToolTip(TracePage::tr("Save all steps that are still known, whatever is shown"));
  save_json->setText(TracePage::tr("As &JSON…"));
  save_csv->setText(TracePage::tr("As &comma-separated values…"));
  copy->setText(TracePage::tr("Cop&y rows"));
  table->setAccessibleName(TracePage::tr("Trace"));
  model.retranslate();
  restate();
}

void TracePage::Private::restate() {
  const QLocale locale;
  const auto total = static_cast<qsizetype>(model.total());
  if (model.connection() != 0) only->setText(TracePage::tr("Only connection %1").arg(model.connection()));
  only->setToolTip(TracePage::tr("Show the steps of all connections again"));
  only->setVisible(model.connection() != 0);
  pause->setText(paused ? TracePage::tr("&Go on") : TracePage::tr("&Pause"));
  pause->setToolTip(paused ? TracePage::tr("Let new steps come again") : TracePage::tr("Let no new steps come"));
  pause->setIcon(symbol(paused ? QStringLiteral("play") : QStringLiteral("pause")));
  QStringList texts;
  texts << (model.rowCount() == total
                ? TracePage::tr("%n steps", nullptr, static_cast<int>(total))
                : TracePage::tr("%1 of %2 steps").arg(locale.toString(model.rowCount()), locale.toString(total)));
  if (paused) texts << TracePage::tr("Paused: new steps do not come.");
  if (model.dropped() != 0) {
    texts << TracePage::tr("%n older steps were left out, since no more are kept here.", nullptr,
                           static_cast<int>(std::min<quint64>(model.dropped(), 1'000'000'000)));
  }
  status->setText(texts.join(QStringLiteral("   ")));
  const QString purpose = TracePage::tr(
      "Each step of each connection is shown here as it happens: looking up a name, reaching the proxy, "
      "asking it, and how it ends.");
  table->set_placeholder(total > 0 ? TracePage::tr("No step has all of these words.") : purpose);
  empty->set_text(TracePage::tr("Nothing has happened yet"), purpose, TracePage::tr("Turn on"));
  had_some |= total > 0;
  stack->setCurrentWidget(had_some || conductor.is_on() ? content : empty);
}

// ---- What comes

void TracePage::Private::watch_or_not() {
  const bool wanted = self.isVisible() && !paused;
  if (wanted == static_cast<bool>(watch)) return;
  if (!wanted) {
    watch = {};
    return;
  }
  watch = core.watch(CoreBridge::View::kSteps);
  read();
}

void TracePage::Private::read() {
  reading = true;
  core.read_trace(0, &self, [this](const QList<TraceRow>& rows) {
    reading = false;
    if (rows.isEmpty()) return;
    const quint64 next = model.last() + 1;
    append(rows, next > 1 && rows.front().number > next ? rows.front().number - next : 0);
  });
}

void TracePage::Private::append(const QList<TraceRow>& rows, quint64 lost) {
  change([&] { model.append(rows, lost); });
}

void TracePage::Private::only_of(quint64 connection) {
  change([&] { model.set_connection(connection); });
}

template <class F>
void TracePage::Private::change(F change_model) {
  placing = true;
  change_model();
  restate();
  place();
  placing = false;
}

// The newest step stays in view, or else those that were there.
void TracePage::Private::place() const {
  if (follow->isChecked()) return table->scrollToBottom();
  const int row = held != 0 ? model.row_of(held) : -1;
  if (row >= 0) table->put_at(row, held_at);
}

void TracePage::Private::hold() {
  const RowTable::Rows rows = table->visible_rows();
  held = rows.last < rows.first ? 0 : model.at(rows.first).number;
  held_at = held == 0 ? 0 : table->offset_of(rows.first);
}

void TracePage::Private::scrolled() {
  if (placing) return;
  hold();
  const QScrollBar* bar = table->verticalScrollBar();
  follow->setChecked(bar->value() >= bar->maximum());
}

void TracePage::go(const QString& entry, const QString& field) {
  Q_UNUSED(field)
  d_->only_of(entry.toULongLong());
  d_->table->setFocus();
}

// ---- Kept from one start to the next

QByteArray TracePage::state_to_keep() const {
  QByteArray state;
  QDataStream out(&state, QIODevice::WriteOnly);
  out << kStateVersion << d_->table->arrangement();
  return state;
}

void TracePage::take_state(const QByteArray& state) {
  QDataStream in(state);
  int version = 0;
  QByteArray table;
  in >> version >> table;
  if (in.status() == QDataStream::Ok && version == kStateVersion) d_->table->arrange(table);
}

// ---- Events

void TracePage::showEvent(QShowEvent* event) {
  PageWidget::showEvent(event);
  d_->watch_or_not();
}

void TracePage::hideEvent(QHideEvent* event) {
  PageWidget::hideEvent(event);
  d_->watch = {};
}

void TracePage::changeEvent(QEvent* event) {
  PageWidget::changeEvent(event);
  if (event->type() != QEvent::LanguageChange) return;
  d_->retranslate();
  d_->core.read_trace(0, this, [this](const QList<TraceRow>& rows) { d_->model.reword(rows); });
}

bool TracePage::eventFilter(QObject* watched, QEvent* event) {
  if (watched != d_->filter || event->type() != QEvent::KeyPress) return PageWidget::eventFilter(watched, event);
  switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Escape:
      d_->filter->clear();
      return true;
    case Qt::Key_Down:
    case Qt::Key_Return:
    case Qt::Key_Enter:
      d_->table->setFocus(Qt::TabFocusReason);
      return true;
    default:
      return PageWidget::eventFilter(watched, event);
  }
}

}  // namespace culvert::ui
