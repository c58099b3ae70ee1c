#include "pages/connection_details.h"

#include <QEvent>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>
#include <array>

#include "core_bridge.h"
#include "format.h"
#include "icons.h"
#include "models/connections_model.h"
#include "models/trace_model.h"
#include "pages/row_table.h"
#include "widgets/copy_button.h"

namespace culvert::ui {

namespace {

enum Field : int {
  kState,
  kApplication,
  kProcess,
  kProgram,
  kDestination,
  kRule,
  kThrough,
  kProxy,
  kHttp,
  kTraffic,
  kStarted,
  kCameIn,
  kNumber,
  kFields
};

struct Line {
  QLabel* name = nullptr;
  QLabel* value = nullptr;
};

QString name_of(Field field) {
  switch (field) {
    case kState:
      return ConnectionDetails::tr("State");
    case kApplication:
      return ConnectionDetails::tr("Application");
    case kProcess:
      return ConnectionDetails::tr("Process");
    case kProgram:
      return ConnectionDetails::tr("Program file");
    case kDestination:
      return ConnectionDetails::tr("Destination");
    case kRule:
      return ConnectionDetails::tr("Why it goes there");
    case kThrough:
      return ConnectionDetails::tr("Through");
    case kProxy:
      return ConnectionDetails::tr("Proxy");
    case kHttp:
      return ConnectionDetails::tr("HTTP version");
    case kTraffic:
      return ConnectionDetails::tr("Traffic");
    case kStarted:
      return ConnectionDetails::tr("Started");
    case kCameIn:
      return ConnectionDetails::tr("Came in at");
    case kNumber:
      return ConnectionDetails::tr("Number");
    case kFields:
      break;
  }
  return {};
}

}  // namespace

struct ConnectionDetails::Private {
  ConnectionDetails& self;
  CoreBridge& core;
  const ConnectionsModel& model;

  Connection shown;  // facts null: none
  bool over = false;
  bool reading = false;
  CoreBridge::Watch watch;
  TraceModel steps{nullptr};

  QLabel* title = new QLabel(&self);
  CopyButton* copy = nullptr;
  QPushButton* trace = new QPushButton(&self);
  QPushButton* close = new QPushButton(&self);
  QToolButton* hide = new QToolButton(&self);
  QSplitter* splitter = new QSplitter(Qt::Horizontal, &self);
  std::array<Line, kFields> lines;
  QScrollArea* scroll = new QScrollArea(splitter);
  RowTable* table = new RowTable(splitter);

  Private(ConnectionDetails& owner, CoreBridge& bridge, const ConnectionsModel& connections)
      : self(owner), core(bridge), model(connections) {}

  void build();
  void build_facts();
  void build_head(QVBoxLayout* layout);
  void retranslate();
  [[nodiscard]] QString value_of(Field field) const;
  void fill();
  void read();
  void take(const QList<TraceRow>& rows, quint64 lost);
};

ConnectionDetails::ConnectionDetails(CoreBridge& core, const ConnectionsModel& model, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(*this, core, model)) {
  d_->build();
  connect(&core, &CoreBridge::steps, this, [this](const QList<TraceRow>& rows, quint64 lost) { d_->take(rows, lost); });
}

ConnectionDetails::~ConnectionDetails() = default;

void ConnectionDetails::Private::build() {
  self.setObjectName(QStringLiteral("connections.details"));
  auto* layout = new QVBoxLayout(&self);
  layout->setContentsMargins(0, 0, 0, 0);
  build_head(layout);
  build_facts();
  table->setObjectName(QStringLiteral("connections.details.steps"));
  table->setModel(&steps);
  table->setSelectionMode(QAbstractItemView::SingleSelection);
  table->setColumnHidden(TraceModel::kConnection, true);
  table->setColumnHidden(TraceModel::kCarrier, true);
  table->setColumnHidden(TraceModel::kStep, true);
  table->horizontalHeader()->setStretchLastSection(true);
  table->set_default_widths({14, 0, 0, 0, 30}, {});
  splitter->addWidget(table);
  splitter->setStretchFactor(0, 0);
  splitter->setStretchFactor(1, 1);
  const int width = self.fontMetrics().averageCharWidth();
  splitter->setSizes({width * 64, width * 90});
  splitter->setChildrenCollapsible(false);
  layout->addWidget(splitter, 1);
  retranslate();
}

void ConnectionDetails::Private::build_head(QVBoxLayout* layout) {
  title->setObjectName(QStringLiteral("connections.details.title"));
  title->setTextFormat(Qt::PlainText);
  QFont bold = title->font();
  bold.setBold(true);
  title->setFont(bold);
  title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  copy = new CopyButton([this] { return self.as_text(); }, &self);
  copy->setObjectName(QStringLiteral("connections.details.copy"));
  trace->setObjectName(QStringLiteral("connections.details.trace"));
  close->setObjectName(QStringLiteral("connections.details.close"));
  hide->setObjectName(QStringLiteral("connections.details.hide"));
  hide->setAutoRaise(true);
  hide->setFocusPolicy(Qt::StrongFocus);
  hide->setIcon(symbol(QStringLiteral("close")));
  auto* head = new QHBoxLayout;
  head->addWidget(title, 1);
  for (QWidget* button : std::initializer_list<QWidget*>{copy, trace, close, hide}) head->addWidget(button);
  layout->addLayout(head);
  connect(trace, &QPushButton::clicked, &self, [this] { emit self.trace_wanted(self.id()); });
  connect(close, &QPushButton::clicked, &self, [this] { emit self.close_wanted(self.id()); });
  connect(hide, &QToolButton::clicked, &self, &ConnectionDetails::hide_wanted);
}

void ConnectionDetails::Private::build_facts() {
  auto* facts = new QWidget;
  auto* grid = new QGridLayout(facts);
  grid->setColumnStretch(1, 1);
  for (int i = 0; i < kFields; ++i) {
    Line& line = lines.at(static_cast<std::size_t>(i));
    line.name = new QLabel(facts);
    line.name->setForegroundRole(QPalette::PlaceholderText);
    line.value = new QLabel(facts);
    line.value->setTextFormat(Qt::PlainText);
    line.value->setWordWrap(true);
    line.value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    line.name->setBuddy(line.value);
    grid->addWidget(line.name, i, 0, Qt::AlignTop);
    grid->addWidget(line.value, i, 1, Qt::AlignTop);
  }
  grid->setRowStretch(kFields, 1);
  lines.at(kState).value->setObjectName(QStringLiteral("connections.details.state"));
  lines.at(kDestination).value->setObjectName(QStringLiteral("connections.details.destination"));
  lines.at(kRule).value->setObjectName(QStringLiteral("connections.details.rule"));
  scroll->setObjectName(QStringLiteral("connections.details.facts"));
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setWidget(facts);
  splitter->addWidget(scroll);
}

QString ConnectionDetails::Private::value_of(Field field) const {
  const ConnectionFacts& facts = *shown.facts;
  switch (field) {
    case kState:
      return over ? ConnectionDetails::tr("Over") : model.text(shown, ConnectionsModel::kState);
    case kApplication:
      return model.text(shown, ConnectionsModel::kApplication);
    case kProcess:
      return model.text(shown, ConnectionsModel::kProcess);
    case kProgram:
      return facts.executable;
    case kDestination:
      return facts.target;
    case kRule:
      return facts.rule;
    case kThrough:
      return model.text(shown, ConnectionsModel::kThrough);
    case kProxy:
      if (facts.carrier == 0) return facts.proxy;
      return ConnectionDetails::tr("%1, on connection %2 to it").arg(facts.proxy).arg(facts.carrier);
    case kHttp:
      return facts.http_version;
    case kTraffic:
      return ConnectionDetails::tr("%1 received, %2 sent")
          .arg(bytes_text(shown.traffic.down), bytes_text(shown.traffic.up));
    case kStarted:
      return exact_time(facts.start);
    case kCameIn:
      return facts.listener;
    case kNumber:
      return QString::number(shown.id);
    case kFields:
      break;
  }
  return {};
}

void ConnectionDetails::Private::retranslate() {
  for (int i = 0; i < kFields; ++i) {
    const Line& line = lines.at(static_cast<std::size_t>(i));
    const QString name = name_of(static_cast<Field>(i));
    line.name->setText(name);
    line.value->setAccessibleName(name);
  }
  copy->setAccessibleName(ConnectionDetails::tr("Copy everything about this connection"));
  copy->setToolTip(copy->accessibleName());
  trace->setText(ConnectionDetails::tr("Show in &trace"));
  close->setText(ConnectionDetails::tr("C&lose connection"));
  hide->setAccessibleName(ConnectionDetails::tr("Hide details"));
  hide->setToolTip(hide->accessibleName());
  scroll->setAccessibleName(ConnectionDetails::tr("Facts about this connection"));
  table->setAccessibleName(ConnectionDetails::tr("Steps of this connection"));
  table->set_placeholder(ConnectionDetails::tr("Its steps are not known any more."));
  steps.retranslate();
  if (shown.facts) fill();
}

void ConnectionDetails::Private::fill() {
  const QString who = model.text(shown, ConnectionsModel::kApplication);
  title->setText(who.isEmpty()
                     ? shown.facts->target
                     : ConnectionDetails::tr("%1 to %2", "application to destination").arg(who, shown.facts->target));
  for (int i = 0; i < kFields; ++i) {
    const Line& line = lines.at(static_cast<std::size_t>(i));
    const QString value = value_of(static_cast<Field>(i));
    if (line.value->text() != value) line.value->setText(value);
    line.name->setVisible(!value.isEmpty());
    line.value->setVisible(!value.isEmpty());
  }
  close->setEnabled(!over);
}

// ---- Its steps

void ConnectionDetails::Private::read() {
  reading = true;
  core.read_trace(shown.id, &self, [this, id = shown.id](const QList<TraceRow>& rows) {
    if (id != shown.id) return;
    reading = false;
    steps.append(rows);
    steps.reword(rows);
  });
}

void ConnectionDetails::Private::take(const QList<TraceRow>& rows, quint64 lost) {
  if (!shown.facts || reading || !watch) return;  // what comes while they are read is among what is read
  if (lost != 0) return read();
  QList<TraceRow> own;
  for (const TraceRow& row : rows) {
    const bool carries = row.connection == 0 && row.carrier != 0 && row.carrier == shown.facts->carrier;
    if (row.connection == shown.id || (carries && !over)) own.push_back(row);
  }
  steps.append(own);
  if (!own.isEmpty()) table->scrollToBottom();
}

// ---- The outside

void ConnectionDetails::set_connection(const Connection& connection) {
  if (d_->shown.facts && d_->shown.id == connection.id) return;
  d_->shown = connection;
  d_->over = false;
  d_->steps.forget();
  d_->steps.set_start(connection.facts->steady_start);
  d_->fill();
  if (isVisible()) d_->read();
}

quint64 ConnectionDetails::id() const { return d_->shown.facts ? d_->shown.id : 0; }

void ConnectionDetails::refresh() {
  if (!d_->shown.facts) return;
  const Connection* now = d_->model.find(d_->shown.id);
  if (now != nullptr) {
    d_->shown = *now;
  } else {
    d_->over = true;
  }
  d_->fill();
}

QString ConnectionDetails::as_text() const {
  QString out;
  if (!d_->shown.facts) return out;
  for (int i = 0; i < kFields; ++i) {
    const QString value = d_->value_of(static_cast<Field>(i));
    if (value.isEmpty()) continue;
    out += ConnectionDetails::tr("%1: %2", "name of a fact, and the fact").arg(name_of(static_cast<Field>(i)), value) +
           u'\n';
  }
  if (d_->steps.rowCount() > 0) out += u'\n';
  for (int row = 0; row < d_->steps.rowCount(); ++row) {
    out += d_->steps.text(row, TraceModel::kTime) + u'\t' + d_->steps.text(row, TraceModel::kText) + u'\n';
  }
  return out;
}

QByteArray ConnectionDetails::state_to_keep() const { return d_->splitter->saveState(); }

void ConnectionDetails::take_state(const QByteArray& state) { d_->splitter->restoreState(state); }

void ConnectionDetails::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() != QEvent::LanguageChange) return;
  d_->retranslate();
  if (d_->watch && d_->shown.facts) d_->read();
}

void ConnectionDetails::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  d_->watch = d_->core.watch(CoreBridge::View::kSteps);
  if (d_->shown.facts) d_->read();
}

void ConnectionDetails::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  d_->watch = {};
}

}  // namespace culvert::ui
