// What is new, what is gone, and in which order the rest stands.
#include <QElapsedTimer>
#include <algorithm>
#include <utility>

#include "models/connections_model.h"
#include "models/connections_row.h"

namespace culvert::ui {

namespace {

// A view takes its time for each range of rows: with more than this, all of them are put in order at once.
constexpr std::size_t kMostRanges = 16;
constexpr qint64 kJudgingNs = 4'000'000;

struct Range {
  std::size_t first = 0;
  std::size_t count = 0;
};

// `places` go up. Those with at most `gap` others between them are put together.
std::vector<Range> ranges_of(const std::vector<std::size_t>& places, std::size_t gap) {
  std::vector<Range> out;
  for (const std::size_t place : places) {
    if (!out.empty() && place <= out.back().first + out.back().count + gap) {
      out.back().count = place + 1 - out.back().first;
    } else {
      out.push_back({.first = place, .count = 1});
    }
  }
  return out;
}

}  // namespace

// ---- What is new

void ConnectionsModel::update(const LivePointer& live) {
  std::vector<std::unique_ptr<Row>> gone;  // until nothing shows them any more
  Touched touched;
  merge(live->connections, gone, touched);
  judge();
  tell_changes(touched);
}

void ConnectionsModel::merge(const std::vector<Connection>& connections, std::vector<std::unique_ptr<Row>>& gone,
                             Touched& touched) {
  std::vector<std::unique_ptr<Row>> old = std::exchange(rows_, {});
  rows_.reserve(connections.size());
  auto before = old.begin();
  const auto leave = [&] {
    (*before)->wanted = false;
    gone.push_back(std::move(*before++));
  };
  for (const Connection& now : connections) {
    while (before != old.end() && (*before)->connection.id < now.id) leave();
    if (before == old.end() || (*before)->connection.id != now.id) {
      auto row = std::make_unique<Row>();
      row->connection = now;
      row->judged = row->wanted = words_.empty();
      make_key(*row);
      rows_.push_back(std::move(row));
      continue;
    }
    Row& row = **before;
    rows_.push_back(std::move(*before++));
    const bool facts = row.connection.facts != now.facts;
    const bool state = row.connection.phase != now.phase;
    const bool down = row.connection.traffic.down != now.traffic.down;
    const bool up = row.connection.traffic.up != now.traffic.up;
    if (!facts && !state && !down && !up) continue;
    row.connection = now;
    if (facts || state) {
      row.everything = QString();
      row.judged = words_.empty();
    }
    if (facts || restless()) make_key(row);
    if (!row.shown) continue;
    if (facts) {
      touched.facts.push_back(&row);
      continue;
    }
    if (state) touched.state.push_back(&row);
    if (down) touched.down.push_back(&row);
    if (up) touched.up.push_back(&row);
  }
  while (before != old.end()) leave();
}

// ---- The filter

void ConnectionsModel::set_filter(const QString& typed) {
  Words words(typed);
  if (words == words_) return;
  words_ = std::move(words);
  for (const auto& row : rows_) row->judged = false;
  judge();
}

void ConnectionsModel::judge() {
  QElapsedTimer clock;
  clock.start();
  std::size_t looked_at = 0;
  for (const auto& row : rows_) {
    if (row->judged) continue;
    if (!words_.empty() && row->everything.isNull()) row->everything = everything_of(row->connection);
    row->wanted = words_.in(row->everything);
    row->judged = true;
    if (++looked_at % 64 == 0 && clock.nsecsElapsed() > kJudgingNs) {
      judging_.start();
      break;
    }
  }
  arrange();
}

// ---- The order

void ConnectionsModel::make_key(Row& row) const {
  const Connection& connection = row.connection;
  const auto column = static_cast<Column>(sort_column_);
  row.key_number = 0;
  row.key_text = QString();
  switch (column) {
    case kDestination: {
      const QString& target = connection.facts->target;
      const qsizetype colon = target.lastIndexOf(u':');
      row.key_text = Words::fold(target.left(colon));
      row.key_number = QStringView(target).mid(colon + 1).toULongLong();
      break;
    }
    case kProcess:
      row.key_text = Words::fold(connection.facts->program);
      row.key_number = connection.facts->pid.value_or(0);
      break;
    case kState:
      row.key_number = static_cast<quint64>(connection.phase);
      break;
    case kDown:
      row.key_number = connection.traffic.down;
      break;
    case kUp:
      row.key_number = connection.traffic.up;
      break;
    case kAge:  // the youngest has the smallest
      row.key_number = ~static_cast<quint64>(connection.facts->steady_start.time_since_epoch().count());
      break;
    default:
      row.key_text = Words::fold(text(connection, column));
  }
}

bool ConnectionsModel::before(const Row* a, const Row* b) const {
  const bool up = order_ == Qt::AscendingOrder;
  if (const int texts = a->key_text.compare(b->key_text); texts != 0) return (texts < 0) == up;
  if (a->key_number != b->key_number) return (a->key_number < b->key_number) == up;
  return a->connection.id < b->connection.id;
}

void ConnectionsModel::sort(int column, Qt::SortOrder order) {
  if (column < 0 || column >= kColumns || (column == sort_column_ && order == order_)) return;
  sort_column_ = column;
  order_ = order;
  for (const auto& row : rows_) make_key(*row);
  arrange();
}

void ConnectionsModel::arrange() {
  std::vector<Row*> coming;
  for (const auto& row : rows_) {
    if (row->wanted && !row->shown) coming.push_back(row.get());
  }
  const auto earlier = [this](const Row* a, const Row* b) { return before(a, b); };
  std::ranges::sort(coming, earlier);
  if (!arrange_exactly(coming)) arrange_at_once(coming);
  emit counted(rowCount(), total());
}

// Row by row, if nothing but rows that come and go has changed, and in few places.
bool ConnectionsModel::arrange_exactly(const std::vector<Row*>& coming) {
  const Row* last = nullptr;
  std::vector<std::size_t> going;
  std::vector<std::size_t> places;  // of `coming`, in the table without those that go
  auto next = coming.begin();
  std::size_t staying = 0;
  for (Row* row : shown_) {
    if (!row->wanted) {
      going.push_back(row->place);
      continue;
    }
    if (last != nullptr && before(row, last)) return false;
    for (; next != coming.end() && before(*next, row); ++next) places.push_back(staying);
    last = row;
    ++staying;
  }
  places.resize(coming.size(), staying);
  const std::vector<Range> removals = ranges_of(going, 0);
  std::size_t insertions = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i == 0 || places[i] != places[i - 1]) ++insertions;
  }
  if (removals.size() + insertions > kMostRanges) return false;
  for (auto range = removals.rbegin(); range != removals.rend(); ++range) remove_shown(range->first, range->count);
  for (std::size_t i = coming.size(); i > 0;) {
    const std::size_t end = i;
    while (i > 0 && places[i - 1] == places[end - 1]) --i;
    insert_shown(places[i],
                 {coming.begin() + static_cast<std::ptrdiff_t>(i), coming.begin() + static_cast<std::ptrdiff_t>(end)});
  }
  return true;
}

// What comes is added at the end, everything moves to where it belongs, and what goes is removed from the end.
void ConnectionsModel::arrange_at_once(const std::vector<Row*>& coming) {
  if (!coming.empty()) insert_shown(shown_.size(), coming);
  emit layoutAboutToBeChanged({}, VerticalSortHint);
  const std::vector<Row*> old = shown_;
  const auto going = std::ranges::stable_partition(shown_, [](const Row* row) { return row->wanted; });
  const std::size_t staying = shown_.size() - going.size();
  std::ranges::sort(shown_.begin(), going.begin(), [this](const Row* a, const Row* b) { return before(a, b); });
  number_from(0);
  const QModelIndexList kept = persistentIndexList();
  QModelIndexList moved;
  moved.reserve(kept.size());
  for (const QModelIndex& index : kept) {
    moved.push_back(createIndex(static_cast<int>(old[static_cast<std::size_t>(index.row())]->place), index.column()));
  }
  changePersistentIndexList(kept, moved);
  emit layoutChanged({}, VerticalSortHint);
  if (staying < shown_.size()) remove_shown(staying, shown_.size() - staying);
}

void ConnectionsModel::remove_shown(std::size_t first, std::size_t count) {
  beginRemoveRows({}, static_cast<int>(first), static_cast<int>(first + count) - 1);
  const auto begin = shown_.begin() + static_cast<std::ptrdiff_t>(first);
  const auto end = begin + static_cast<std::ptrdiff_t>(count);
  std::for_each(begin, end, [](Row* row) { row->shown = false; });
  shown_.erase(begin, end);
  number_from(first);
  endRemoveRows();
}

void ConnectionsModel::insert_shown(std::size_t at, const std::vector<Row*>& rows) {
  beginInsertRows({}, static_cast<int>(at), static_cast<int>(at + rows.size()) - 1);
  for (Row* row : rows) row->shown = true;
  shown_.insert(shown_.begin() + static_cast<std::ptrdiff_t>(at), rows.begin(), rows.end());
  number_from(at);
  endInsertRows();
}

void ConnectionsModel::number_from(std::size_t first) {
  for (std::size_t i = first; i < shown_.size(); ++i) shown_[i]->place = i;
}

// ---- What has changed

void ConnectionsModel::tell_changes(const Touched& touched) {
  const auto tell = [this](const std::vector<Row*>& rows, int first_column, int last_column) {
    std::vector<std::size_t> places;
    places.reserve(rows.size());
    for (const Row* row : rows) {
      if (row->shown) places.push_back(row->place);
    }
    tell_rows(std::move(places), first_column, last_column);
  };
  tell(touched.facts, 0, kColumns - 1);
  tell(touched.state, kState, kState);
  tell(touched.down, kDown, kDown);
  tell(touched.up, kUp, kUp);
}

void ConnectionsModel::tell_rows(std::vector<std::size_t> rows, int first_column, int last_column) {
  std::ranges::sort(rows);
  std::size_t gap = 0;
  std::vector<Range> ranges = ranges_of(rows, gap);
  while (ranges.size() > kMostRanges) {
    gap = gap * 4 + 1;
    ranges = ranges_of(rows, gap);
  }
  for (const Range& range : ranges) {
    emit dataChanged(index(static_cast<int>(range.first), first_column),
                     index(static_cast<int>(range.first + range.count) - 1, last_column));
  }
}

void ConnectionsModel::tell_all(int first_column, int last_column) {
  if (shown_.empty()) return;
  emit dataChanged(index(0, first_column), index(rowCount() - 1, last_column));
}

}  // namespace culvert::ui
