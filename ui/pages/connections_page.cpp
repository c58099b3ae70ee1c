#include "pages/connections_page.h"

#include <QAction>
#include <QApplication>
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
#include <QSplitter>
#include <QStackedLayout>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "conductor.h"
#include "core_bridge.h"
#include "desktop.h"
#include "icons.h"
#include "models/connections_model.h"
#include "names.h"
#include "pages/connection_details.h"
#include "pages/row_table.h"
#include "setup_document.h"
#include "widgets/empty_state.h"

namespace culvert::ui {

namespace {

constexpr int kStateVersion = 1;

QString text_of(const std::string& text) { return QString::fromStdString(text); }

ConnectionsModel::Names names_of(const config::Setup& setup) {
  ConnectionsModel::Names names;
  for (const config::Application& a : setup.applications) {
    names.applications.insert(text_of(a.id),
                              {.name = shown_name(a.name, a.id), .icon = application_icon(text_of(a.icon))});
  }
  names.program = application_icon({});
  for (const config::Profile& p : setup.profiles) {
    names.profiles.insert(text_of(p.id), shown_name(p.name, p.proxy));
  }
  return names;
}

// Where programs can come in that say themselves where they want to go; empty: nowhere.
QString listener_of(const Conductor& conductor) {
  for (const Entrance& entrance : conductor.entrances()) {
    if (!entrance.forward && entrance.sentence.isEmpty()) return entrance.address;
  }
  return {};
}

}  // namespace

struct ConnectionsPage::Private {
  ConnectionsPage& self;
  const Context& context;
  ConnectionsModel model{nullptr};
  CoreBridge::Watch watch;
  QTimer aging;
  bool had_some = false;  // since the page came into view
  QString wanted;         // number of a connection that go() was asked for, and that is not there yet

  QStackedLayout* stack = new QStackedLayout(&self);
  EmptyState* empty = new EmptyState(QStringLiteral("connections"), &self);
  QWidget* content = new QWidget(&self);
  QLineEdit* filter = new QLineEdit(content);
  QLabel* count = new QLabel(content);
  QPushButton* close_button = new QPushButton(content);
  QSplitter* splitter = new QSplitter(Qt::Vertical, content);
  RowTable* table = new RowTable(content);
  ConnectionDetails* details = new ConnectionDetails(context.core, model, content);
  QAction* close = new QAction(&self);
  QAction* copy = new QAction(&self);
  QAction* copy_destination = new QAction(&self);
  QAction* show_trace = new QAction(&self);
  QAction* show_details = new QAction(&self);
  QAction* find = new QAction(&self);
  QMenu* menu = new QMenu(table);

  Private(ConnectionsPage& page, const Context& with) : self(page), context(with) {}

  void build();
  void build_actions();
  void listen();
  void retranslate();
  void restate() const;  // what the empty page and the placeholder say
  void take(const LivePointer& live);
  void recount(int shown, qsizetype total);
  void selection_changed();
  void open_details(bool open) const;
  void close_those(const QList<quint64>& ids);
  [[nodiscard]] QList<quint64> chosen() const;
  void choose(quint64 id);
  void go_wanted();
};

ConnectionsPage::ConnectionsPage(const Context& context, QWidget* parent)
    : PageWidget(context, parent), d_(std::make_unique<Private>(*this, context_)) {
  d_->build();
  d_->build_actions();
  d_->listen();
  d_->retranslate();
}

ConnectionsPage::~ConnectionsPage() = default;

// ---- Building

void ConnectionsPage::Private::build() {
  self.setObjectName(QStringLiteral("connections"));
  empty->setObjectName(QStringLiteral("connections.empty"));
  filter->setObjectName(QStringLiteral("connections.filter"));
  filter->setClearButtonEnabled(true);
  filter->addAction(symbol(QStringLiteral("search")), QLineEdit::LeadingPosition);
  filter->installEventFilter(&self);
  count->setObjectName(QStringLiteral("connections.count"));
  count->setForegroundRole(QPalette::PlaceholderText);
  close_button->setObjectName(QStringLiteral("connections.close"));
  table->setObjectName(QStringLiteral("connections.table"));
  table->setModel(&model);
  table->setIconSize({16, 16});
  table->set_middle_elided(ConnectionsModel::kDestination);
  table->setContextMenuPolicy(Qt::CustomContextMenu);
  table->horizontalHeader()->setSortIndicator(model.sort_column(), Qt::AscendingOrder);
  table->setSortingEnabled(true);
  table->set_default_widths({18, 17, 26, 24, 13, 12, 11, 12, 12, 14},
                            {ConnectionsModel::kDestination, ConnectionsModel::kRule});
  details->hide();

  auto* bar = new QHBoxLayout;
  bar->addWidget(filter, 1);
  bar->addWidget(count);
  bar->addWidget(close_button);
  splitter->addWidget(table);
  splitter->addWidget(details);
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 2);
  splitter->setChildrenCollapsible(false);
  auto* layout = new QVBoxLayout(content);
  layout->addLayout(bar);
  layout->addWidget(splitter, 1);
  stack->addWidget(empty);
  stack->addWidget(content);
}

void ConnectionsPage::Private::build_actions() {
  close->setObjectName(QStringLiteral("connections.action.close"));
  close->setShortcut(QKeySequence::Delete);
  copy->setShortcut(QKeySequence::Copy);
  copy_destination->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
  show_details->setShortcuts({QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter)});
  find->setShortcut(QKeySequence::Find);
  for (QAction* action : {close, copy, copy_destination, show_trace, show_details}) {
    action->setShortcutContext(Qt::WidgetShortcut);
    table->addAction(action);
    menu->addAction(action);
  }
  menu->insertSeparator(copy);
  menu->insertSeparator(show_trace);
  find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  self.addAction(find);
  auto* leave = new QAction(&self);
  leave->setShortcut(Qt::Key_Escape);
  leave->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  splitter->addAction(leave);

  connect(close, &QAction::triggered, &self, [this] { close_those(chosen()); });
  connect(close_button, &QPushButton::clicked, close, &QAction::trigger);
  connect(copy, &QAction::triggered, &self, [this] { QGuiApplication::clipboard()->setText(table->selected_text()); });
  connect(copy_destination, &QAction::triggered, &self, [this] {
    QStringList targets;
    for (const int row : table->selected_rows()) targets.push_back(model.at(row).facts->target);
    QGuiApplication::clipboard()->setText(targets.join(u'\n'));
  });
  const auto trace = [this](quint64 id) {
    context.navigator.go({.page = Page::kTrace, .entry = QString::number(id), .field = {}});
  };
  connect(show_trace, &QAction::triggered, &self, [this, trace] {
    if (const QModelIndex at = table->currentIndex(); at.isValid()) trace(model.at(at.row()).id);
  });
  connect(details, &ConnectionDetails::trace_wanted, &self, trace);
  connect(details, &ConnectionDetails::close_wanted, &self, [this](quint64 id) { close_those({id}); });
  connect(details, &ConnectionDetails::hide_wanted, &self, [this] { open_details(false); });
  connect(show_details, &QAction::triggered, &self, [this] { open_details(true); });
  connect(leave, &QAction::triggered, &self, [this] { open_details(false); });
  connect(find, &QAction::triggered, &self, [this] {
    filter->setFocus(Qt::ShortcutFocusReason);
    filter->selectAll();
  });
}

void ConnectionsPage::Private::listen() {
  aging.setInterval(std::chrono::seconds(1));
  connect(&aging, &QTimer::timeout, &self, [this] {
    const RowTable::Rows rows = table->visible_rows();
    model.age(rows.first, rows.last);
  });
  connect(filter, &QLineEdit::textChanged, &self, [this](const QString& text) { model.set_filter(text); });
  connect(&model, &ConnectionsModel::counted, &self, [this](int shown, qsizetype total) { recount(shown, total); });
  connect(table->selectionModel(), &QItemSelectionModel::selectionChanged, &self, [this] { selection_changed(); });
  connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, &self, [this] { selection_changed(); });
  connect(table, &QWidget::customContextMenuRequested, &self, [this](const QPoint& at) {
    if (!chosen().isEmpty()) menu->popup(table->viewport()->mapToGlobal(at));
  });
  connect(empty, &EmptyState::clicked, &self, [this] {
    if (!context.conductor.is_on()) return context.conductor.turn_on();
    QGuiApplication::clipboard()->setText(context.desktop.environment_lines(listener_of(context.conductor)));
  });
  connect(&context.core, &CoreBridge::live, &self, [this](const LivePointer& live) { take(live); });
  connect(&context.conductor, &Conductor::status_changed, &self, [this] { restate(); });
  connect(&context.conductor, &Conductor::entrances_changed, &self, [this] { restate(); });
  connect(&context.setup, &SetupDocument::changed, &self, [this](const config::Setup& before) {
    const config::Setup& now = context.setup.setup();
    if (now.applications != before.applications || now.profiles != before.profiles) model.set_names(names_of(now));
  });
  model.set_names(names_of(context.setup.setup()));
}

// ---- What it says

void ConnectionsPage::Private::retranslate() {
  filter->setPlaceholderText(ConnectionsPage::tr("Filter, in words of any column"));
  filter->setAccessibleName(ConnectionsPage::tr("Filter of the connections"));
  table->setAccessibleName(ConnectionsPage::tr("Connections"));
  close->setText(ConnectionsPage::tr("&Close connection"));
  close_button->setText(ConnectionsPage::tr("&Close"));
  close_button->setToolTip(ConnectionsPage::tr("Close the chosen connections (%1)")
                               .arg(close->shortcut().toString(QKeySequence::NativeText)));
  close_button->setAccessibleName(ConnectionsPage::tr("Close the chosen connections"));
  copy->setText(ConnectionsPage::tr("C&opy rows"));
  copy_destination->setText(ConnectionsPage::tr("Copy d&estination"));
  show_trace->setText(ConnectionsPage::tr("Show in &trace"));
  show_details->setText(ConnectionsPage::tr("Show &details"));
  menu->setAccessibleName(ConnectionsPage::tr("What can be done with the chosen connections"));
  model.retranslate();
  restate();
  recount(model.rowCount(), model.total());
}

void ConnectionsPage::Private::restate() const {
  const QString title = ConnectionsPage::tr("No connections yet");
  if (!context.conductor.is_on()) {
    empty->set_text(title,
                    ConnectionsPage::tr("Every connection that Culvert carries is shown here, with the program that "
                                        "made it and where it goes. Culvert is off."),
                    ConnectionsPage::tr("Turn on"));
  } else {
    empty->set_text(
        title,
        ConnectionsPage::tr("Every connection that Culvert carries is shown here, with the program that made it and "
                            "where it goes. To lead a program here, paste this into its terminal and start it there."),
        ConnectionsPage::tr("Copy for terminal"));
  }
  table->set_placeholder(model.total() > 0 ? ConnectionsPage::tr("No connection has all of these words.")
                                           : ConnectionsPage::tr("There are no connections now."));
  stack->setCurrentWidget(had_some ? content : empty);
}

void ConnectionsPage::Private::recount(int shown, qsizetype total) {
  const QLocale locale;
  QString text = shown == total ? ConnectionsPage::tr("%n connections", nullptr, static_cast<int>(total))
                                : ConnectionsPage::tr("%1 of %2", "connections that are shown, of all")
                                      .arg(locale.toString(shown), locale.toString(total));
  if (count->text() != text) count->setText(text);
  if (shown == 0 || (total > 0 && !had_some)) {
    had_some |= total > 0;
    restate();
  }
}

// ---- What comes

void ConnectionsPage::Private::take(const LivePointer& live) {
  if (!watch) return;
  if (live->connections.empty() && live->total.open > 0) return;  // made for somebody who did not want to see them
  const RowTable::Rows rows = table->visible_rows();
  const bool held = rows.first > 0 && rows.last >= rows.first && !model.restless();
  const quint64 top = held ? model.at(rows.first).id : 0;
  const int offset = held ? table->offset_of(rows.first) : 0;
  model.update(live);
  if (held) {
    if (const int row = model.row_of(top); row >= 0 && table->offset_of(row) != offset) table->put_at(row, offset);
  }
  if (!wanted.isEmpty()) go_wanted();
  if (details->isVisible()) details->refresh();
}

// ---- What is chosen

QList<quint64> ConnectionsPage::Private::chosen() const {
  QList<quint64> ids;
  for (const int row : table->selected_rows()) ids.push_back(model.at(row).id);
  return ids;
}

void ConnectionsPage::Private::selection_changed() {
  const bool some = table->selectionModel()->hasSelection();
  for (QAction* action : {close, copy, copy_destination, show_trace, show_details}) action->setEnabled(some);
  close_button->setEnabled(some);
  // When the row goes that was current, another one is; but nobody has chosen that.
  const QModelIndex current = table->currentIndex();
  if (current.isValid() && table->selectionModel()->isRowSelected(current.row())) open_details(true);
}

void ConnectionsPage::Private::open_details(bool open) const {
  const QModelIndex at = table->currentIndex();
  if (open && at.isValid()) details->set_connection(model.at(at.row()));
  if (open == details->isVisible()) return;
  const bool inside = details->isAncestorOf(QApplication::focusWidget());
  details->setVisible(open);
  if (!open && inside) table->setFocus();
  if (open) table->scrollTo(at);
}

void ConnectionsPage::Private::close_those(const QList<quint64>& ids) {
  for (const quint64 id : ids) context.core.close_connection(id);
}

void ConnectionsPage::Private::choose(quint64 id) {
  const int row = model.row_of(id);
  if (row < 0) return;
  const QModelIndex index = model.index(row, 0);
  table->setCurrentIndex(index);
  table->scrollTo(index, QAbstractItemView::PositionAtCenter);
  table->setFocus();
}

void ConnectionsPage::Private::go_wanted() {
  const quint64 id = std::exchange(wanted, {}).toULongLong();
  if (model.find(id) != nullptr && model.row_of(id) < 0) filter->clear();
  choose(id);
}

void ConnectionsPage::go(const QString& entry, const QString& field) {
  Q_UNUSED(field)
  d_->wanted = entry;
  if (d_->model.find(entry.toULongLong()) != nullptr) d_->go_wanted();
}

// ---- Kept from one start to the next

QByteArray ConnectionsPage::state_to_keep() const {
  QByteArray state;
  QDataStream out(&state, QIODevice::WriteOnly);
  out << kStateVersion << d_->table->arrangement() << d_->splitter->saveState() << d_->details->state_to_keep();
  return state;
}

void ConnectionsPage::take_state(const QByteArray& state) {
  QDataStream in(state);
  int version = 0;
  QByteArray table;
  QByteArray splitter;
  QByteArray details;
  in >> version >> table >> splitter >> details;
  if (in.status() != QDataStream::Ok || version != kStateVersion) return;
  d_->table->arrange(table);
  d_->splitter->restoreState(splitter);
  d_->details->take_state(details);
}

// ---- Events

void ConnectionsPage::showEvent(QShowEvent* event) {
  PageWidget::showEvent(event);
  d_->watch = d_->context.core.watch(CoreBridge::View::kConnections);
  d_->aging.start();
}

void ConnectionsPage::hideEvent(QHideEvent* event) {
  PageWidget::hideEvent(event);
  d_->watch = {};
  d_->aging.stop();
  if (event->spontaneous()) return;
  d_->had_some = d_->model.total() > 0;
}

void ConnectionsPage::changeEvent(QEvent* event) {
  PageWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) d_->retranslate();
}

bool ConnectionsPage::eventFilter(QObject* watched, QEvent* event) {
  if (watched != d_->filter || event->type() != QEvent::KeyPress) return PageWidget::eventFilter(watched, event);
  switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Escape:
      d_->filter->clear();
      return true;
    case Qt::Key_Down:
    case Qt::Key_Return:
    case Qt::Key_Enter:
      d_->table->setFocus(Qt::TabFocusReason);
      if (!d_->table->selectionModel()->hasSelection())
        d_->table->selectRow(std::max(0, d_->table->currentIndex().row()));
      return true;
    default:
      return PageWidget::eventFilter(watched, event);
  }
}

}  // namespace culvert::ui
