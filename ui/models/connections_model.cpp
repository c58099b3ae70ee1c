#include "models/connections_model.h"

#include <algorithm>

#include "format.h"
#include "icons.h"
#include "models/connections_row.h"
#include "models/tool_tip.h"

namespace culvert::ui {

namespace {

QString state_text(Connection::Phase phase) {
  switch (phase) {
    case Connection::Phase::kWaiting:
      return ConnectionsModel::tr("Waiting");
    case Connection::Phase::kAsking:
      return ConnectionsModel::tr("Asking");
    case Connection::Phase::kOpen:
      return ConnectionsModel::tr("Open");
    case Connection::Phase::kFinishing:
      return ConnectionsModel::tr("Wrapping up");
  }
  return {};
}

QString state_explained(Connection::Phase phase) {
  switch (phase) {
    case Connection::Phase::kWaiting:
      return ConnectionsModel::tr("Waits for a way to the proxy.");
    case Connection::Phase::kAsking:
      return ConnectionsModel::tr("The proxy was asked, and has not answered yet.");
    case Connection::Phase::kOpen:
      return ConnectionsModel::tr("Data can go both ways.");
    case Connection::Phase::kFinishing:
      return ConnectionsModel::tr("The proxy asks to come to an end soon. Data can still go both ways.");
  }
  return {};
}

QString process_text(const ConnectionFacts& facts) {
  if (!facts.here) return ConnectionsModel::tr("Another computer");
  if (!facts.pid) return facts.program;
  const QString number = QString::number(*facts.pid);
  return facts.program.isEmpty()
             ? number
             : ConnectionsModel::tr("%1 (%2)", "program (process number)").arg(facts.program, number);
}

std::chrono::seconds age_of(const ConnectionFacts& facts) {
  using Clock = std::chrono::steady_clock;
  return std::max(std::chrono::seconds(0),
                  std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - facts.steady_start));
}

QString tip_text(const Connection& connection, ConnectionsModel::Column column, const QString& text) {
  const ConnectionFacts& facts = *connection.facts;
  const auto exactly = [](quint64 n) {
    return ConnectionsModel::tr("%1 bytes", "a large number").arg(QLocale().toString(n));
  };
  switch (column) {
    case ConnectionsModel::kProcess:
      return facts.executable.isEmpty() ? text : facts.executable;
    case ConnectionsModel::kThrough:
      return facts.proxy.isEmpty() ? text : facts.proxy;
    case ConnectionsModel::kState:
      return state_explained(connection.phase);
    case ConnectionsModel::kDown:
      return exactly(connection.traffic.down);
    case ConnectionsModel::kUp:
      return exactly(connection.traffic.up);
    case ConnectionsModel::kAge:
      return exact_time(facts.start);
    default:
      return text;
  }
}

}  // namespace

ConnectionsModel::ConnectionsModel(QObject* parent) : QAbstractTableModel(parent) {
  judging_.setSingleShot(true);
  judging_.setInterval(0);
  connect(&judging_, &QTimer::timeout, this, &ConnectionsModel::judge);
}

ConnectionsModel::~ConnectionsModel() = default;

const Connection& ConnectionsModel::at(int row) const { return shown_[static_cast<std::size_t>(row)]->connection; }

const Connection* ConnectionsModel::find(quint64 id) const {
  const auto found = std::ranges::lower_bound(rows_, id, {}, [](const auto& row) { return row->connection.id; });
  return found != rows_.end() && (*found)->connection.id == id ? &(*found)->connection : nullptr;
}

int ConnectionsModel::row_of(quint64 id) const {
  const auto found = std::ranges::lower_bound(rows_, id, {}, [](const auto& row) { return row->connection.id; });
  if (found == rows_.end() || (*found)->connection.id != id || !(*found)->shown) return -1;
  return static_cast<int>((*found)->place);
}

qsizetype ConnectionsModel::total() const { return static_cast<qsizetype>(rows_.size()); }

bool ConnectionsModel::restless() const {
  return sort_column_ == kDown || sort_column_ == kUp || sort_column_ == kState;
}

int ConnectionsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

int ConnectionsModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kColumns; }

QString ConnectionsModel::text(const Connection& connection, Column column) const {
  const ConnectionFacts& facts = *connection.facts;
  switch (column) {
    case kApplication: {
      const auto found = names_.applications.constFind(facts.application);
      if (found != names_.applications.cend()) return found->name;
      return facts.application.isEmpty() ? facts.program : facts.application;
    }
    case kProcess:
      return process_text(facts);
    case kDestination:
      return facts.target;
    case kRule:
      return facts.rule;
    case kThrough:
      if (facts.action == config::Rule::Action::kBlock) return tr("Blocked");
      if (!facts.profile.isEmpty()) return names_.profiles.value(facts.profile, facts.profile);
      return facts.rule.isEmpty() ? QString() : tr("Direct");
    case kState:
      return state_text(connection.phase);
    case kHttp:
      return facts.http_version;
    case kDown:
      return bytes_text(connection.traffic.down);
    case kUp:
      return bytes_text(connection.traffic.up);
    case kAge:
      return age_text(age_of(facts));
    case kColumns:
      break;
  }
  return {};
}

QIcon ConnectionsModel::icon(const Connection& connection) const {
  const auto found = names_.applications.constFind(connection.facts->application);
  return found != names_.applications.cend() ? found->icon : names_.program;
}

QString ConnectionsModel::everything_of(const Connection& connection) const {
  QString all;
  for (const Column column : {kApplication, kProcess, kDestination, kRule, kThrough, kState, kHttp}) {
    all += text(connection, column);
    all += u'\n';
  }
  return Words::fold(all);
}

QVariant ConnectionsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const Connection& connection = at(index.row());
  const auto column = static_cast<Column>(index.column());
  switch (role) {
    case Qt::DisplayRole:
      return text(connection, column);
    case Qt::ToolTipRole:
      return tool_tip(tip_text(connection, column, text(connection, column)));
    case Qt::DecorationRole:
      return column == kApplication ? QVariant(icon(connection)) : QVariant();
    case Qt::TextAlignmentRole:
      return QVariant(Qt::Alignment(Qt::AlignVCenter | (column >= kDown ? Qt::AlignRight : Qt::AlignLeft)));
    default:
      return {};
  }
}

QString ConnectionsModel::title(Column column) {
  switch (column) {
    case kApplication:
      return tr("Application");
    case kProcess:
      return tr("Process");
    case kDestination:
      return tr("Destination");
    case kRule:
      return tr("Rule");
    case kThrough:
      return tr("Through");
    case kState:
      return tr("State");
    case kHttp:
      return tr("HTTP");
    case kDown:
      return tr("Received");
    case kUp:
      return tr("Sent");
    case kAge:
      return tr("Age");
    case kColumns:
      break;
  }
  return {};
}

QVariant ConnectionsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= kColumns) return {};
  const auto column = static_cast<Column>(section);
  if (role == Qt::DisplayRole) return title(column);
  if (role == Qt::TextAlignmentRole) {
    return QVariant(Qt::Alignment(Qt::AlignVCenter | (column >= kDown ? Qt::AlignRight : Qt::AlignLeft)));
  }
  return {};
}

void ConnectionsModel::set_names(Names names) {
  names_ = std::move(names);
  retranslate();
}

void ConnectionsModel::age(int first, int last) {
  last = std::min(last, rowCount() - 1);
  if (first < 0 || first > last) return;
  emit dataChanged(index(first, kAge), index(last, kAge), {Qt::DisplayRole});
}

void ConnectionsModel::retranslate() {
  for (const auto& row : rows_) {
    row->everything = QString();
    row->judged = words_.empty();
    make_key(*row);
  }
  emit headerDataChanged(Qt::Horizontal, 0, kColumns - 1);
  tell_all(0, kColumns - 1);
  judge();
}

}  // namespace culvert::ui
