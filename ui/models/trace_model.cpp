#include "models/trace_model.h"

#include <QLocale>
#include <algorithm>

#include "models/tool_tip.h"

namespace culvert::ui {

namespace {

using Clock = std::chrono::steady_clock;

QString exact_text(const QDateTime& wall) {
  const QLocale locale;
  return locale.toString(wall, locale.dateFormat(QLocale::ShortFormat) + u" HH:mm:ss.zzz");
}

QString number_text(quint64 n) { return n == 0 ? QString() : QString::number(n); }

}  // namespace

TraceModel::TraceModel(QObject* parent, std::size_t most) : QAbstractTableModel(parent), most_(most) {}

// ---- What is kept

void TraceModel::append(const QList<TraceRow>& rows, quint64 lost) {
  auto fresh = std::ranges::upper_bound(rows, last_, {}, &TraceRow::number);
  if (rows.end() - fresh > static_cast<std::ptrdiff_t>(most_ / 2)) {  // only the end of it would be seen
    const auto rest = rows.end() - static_cast<std::ptrdiff_t>(most_ / 2);
    lost += static_cast<quint64>(rest - fresh);
    fresh = rest;
  }
  if (fresh == rows.end()) return;
  const Clock::time_point now = Clock::now();
  const QDateTime wall = QDateTime::currentDateTime();
  const auto wall_of = [&](Clock::time_point at) {
    return wall.addMSecs(-std::chrono::duration_cast<std::chrono::milliseconds>(now - at).count());
  };
  if (!start_) start_ = fresh->at;
  make_room(static_cast<std::size_t>(rows.end() - fresh) + 1);

  bool again = false;
  std::vector<quint64> coming;
  const auto add = [&](Entry entry) {
    again |= learn_carrier(entry.row);
    rows_.push_back(std::move(entry));
    if (wanted(rows_.back())) coming.push_back(first_ + rows_.size() - 1);
  };
  if (lost != 0) add({.row = TraceRow(), .lost = lost, .wall = wall_of(fresh->at)});
  for (; fresh != rows.end(); ++fresh) add({.row = *fresh, .lost = 0, .wall = wall_of(fresh->at)});
  last_ = rows.back().number;
  if (again) return select_again();
  if (coming.empty()) return;
  beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(coming.size()) - 1);
  shown_.insert(shown_.end(), coming.begin(), coming.end());
  endInsertRows();
}

void TraceModel::make_room(std::size_t coming) {
  if (rows_.size() + coming <= most_) return;
  const std::size_t leaving = std::min(rows_.size(), rows_.size() + coming - most_);
  const quint64 first = first_ + leaving;
  const auto staying = std::ranges::lower_bound(shown_, first);
  if (const auto n = static_cast<int>(staying - shown_.begin()); n > 0) {
    beginRemoveRows({}, 0, n - 1);
    shown_.erase(shown_.begin(), staying);
    endRemoveRows();
  }
  rows_.erase(rows_.begin(), rows_.begin() + static_cast<std::ptrdiff_t>(leaving));
  first_ = first;
  dropped_ += leaving;
}

void TraceModel::reword(const QList<TraceRow>& rows) {
  auto next = rows.begin();
  for (Entry& entry : rows_) {
    while (next != rows.end() && next->number < entry.row.number) ++next;
    if (next == rows.end()) break;
    if (entry.lost == 0 && next->number == entry.row.number) entry.row.text = next->text;
  }
  retranslate();
}

void TraceModel::clear() {
  beginResetModel();
  first_ += rows_.size();
  rows_.clear();
  shown_.clear();
  dropped_ = 0;
  endResetModel();
}

void TraceModel::forget() {
  last_ = 0;
  carriers_.clear();
  start_.reset();
  clear();
}

void TraceModel::set_start(Clock::time_point start) { start_ = start; }

// ---- What is shown

void TraceModel::set_filter(const QString& typed) {
  Words words(typed);
  if (words == words_) return;
  words_ = std::move(words);
  select_again();
}

void TraceModel::set_connection(quint64 id) {
  if (id == connection_) return;
  connection_ = id;
  carriers_.clear();
  for (const Entry& entry : rows_) learn_carrier(entry.row);
  select_again();
}

// True if more is wanted than before.
bool TraceModel::learn_carrier(const TraceRow& row) {
  return connection_ != 0 && row.connection == connection_ && row.carrier != 0 && carriers_.insert(row.carrier).second;
}

bool TraceModel::wanted(const Entry& entry) const {
  if (entry.lost != 0) return true;
  const TraceRow& row = entry.row;
  if (connection_ != 0 && row.connection != connection_ && (row.connection != 0 || !carriers_.contains(row.carrier))) {
    return false;
  }
  return words_.all([&](const QString& word) {
    if (row.step.contains(word, Qt::CaseInsensitive) || row.text.contains(word, Qt::CaseInsensitive)) return true;
    bool number = false;
    const quint64 id = word.toULongLong(&number);
    return number && id != 0 && (id == row.connection || id == row.carrier);
  });
}

void TraceModel::select_again() {
  beginResetModel();
  shown_.clear();
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (wanted(rows_[i])) shown_.push_back(first_ + i);
  }
  endResetModel();
}

const TraceModel::Entry& TraceModel::entry(int row) const {
  return rows_[static_cast<std::size_t>(shown_[static_cast<std::size_t>(row)] - first_)];
}

int TraceModel::row_of(quint64 number) const {
  for (int row = rowCount() - 1; row >= 0; --row) {
    if (entry(row).row.number == number && entry(row).lost == 0) return row;
  }
  return -1;
}

// ---- How it is shown

int TraceModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

int TraceModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kColumns; }

QString TraceModel::text(int row, Column column) const {
  const Entry& shown = entry(row);
  if (shown.lost != 0) {
    return column != kText ? QString()
                           : tr("%n steps were left out here: they came quicker than they can be read.", nullptr,
                                static_cast<int>(std::min<quint64>(shown.lost, 1'000'000'000)));
  }
  switch (column) {
    case kTime: {
      const std::chrono::duration<double> since = shown.row.at - start_.value_or(shown.row.at);
      return QLocale().toString(since.count(), 'f', 3);
    }
    case kConnection:
      return number_text(shown.row.connection);
    case kCarrier:
      return number_text(shown.row.carrier);
    case kStep:
      return shown.row.step;
    case kText:
      return shown.row.text;
    case kColumns:
      break;
  }
  return {};
}

QVariant TraceModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const auto column = static_cast<Column>(index.column());
  switch (role) {
    case Qt::DisplayRole:
      return text(index.row(), column);
    case Qt::ToolTipRole:
      return tool_tip(column == kTime ? exact_text(entry(index.row()).wall) : text(index.row(), column));
    case Qt::TextAlignmentRole:
      return QVariant(Qt::Alignment(Qt::AlignVCenter | (column <= kCarrier ? Qt::AlignRight : Qt::AlignLeft)));
    default:
      return {};
  }
}

QVariant TraceModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= kColumns) return {};
  const auto column = static_cast<Column>(section);
  if (role == Qt::TextAlignmentRole) {
    return QVariant(Qt::Alignment(Qt::AlignVCenter | (column <= kCarrier ? Qt::AlignRight : Qt::AlignLeft)));
  }
  if (role == Qt::ToolTipRole && column == kCarrier) {
    return tr("Number of the connection to the proxy, which carries connections of applications.");
  }
  if (role != Qt::DisplayRole) return {};
  switch (column) {
    case kTime:
      return tr("Seconds");
    case kConnection:
      return tr("Connection");
    case kCarrier:
      return tr("To proxy");
    case kStep:
      return tr("Step");
    case kText:
      return tr("What happened");
    case kColumns:
      break;
  }
  return {};
}

void TraceModel::retranslate() {
  emit headerDataChanged(Qt::Horizontal, 0, kColumns - 1);
  if (!shown_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
}

}  // namespace culvert::ui
