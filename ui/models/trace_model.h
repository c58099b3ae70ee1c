// Steps of the trace as a table that grows at its end, keeps the last ones, and is filtered by itself.
#pragma once

#include <QAbstractTableModel>
#include <QList>
#include <chrono>
#include <deque>
#include <optional>
#include <set>

#include "live.h"
#include "models/words.h"

namespace culvert::ui {

class TraceModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column : int { kTime, kConnection, kCarrier, kStep, kText, kColumns };
  static constexpr std::size_t kMost = 20'000;

  explicit TraceModel(QObject* parent = nullptr, std::size_t most = kMost);

  // Those that are known already are passed over. `lost`: so many came before them that nobody has read; a row says so.
  void append(const QList<TraceRow>& rows, quint64 lost = 0);
  // The same steps in another language; others are passed over.
  void reword(const QList<TraceRow>& rows);
  void clear();   // what was known stays known
  void forget();  // everything, to begin anew
  void set_filter(const QString& typed);
  // Only steps of this connection, and of the connections to a proxy that carried it; 0: of all.
  void set_connection(quint64 id);
  // From when the times count; else from the first step of all.
  void set_start(std::chrono::steady_clock::time_point start);
  void retranslate();

  [[nodiscard]] quint64 last() const { return last_; }  // number of the last step that is known; 0: none
  [[nodiscard]] quint64 connection() const { return connection_; }
  [[nodiscard]] std::size_t total() const { return rows_.size(); }  // with those that a filter leaves out
  [[nodiscard]] quint64 dropped() const { return dropped_; }        // old ones that had to make room
  [[nodiscard]] const TraceRow& at(int row) const { return entry(row).row; }
  [[nodiscard]] int row_of(quint64 number) const;  // -1: it is not shown
  [[nodiscard]] QString text(int row, Column column) const;

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  struct Entry {
    TraceRow row;
    quint64 lost = 0;  // not 0: no step, but so many that are missing here
    QDateTime wall;
  };
  [[nodiscard]] const Entry& entry(int row) const;
  [[nodiscard]] bool wanted(const Entry& entry) const;
  bool learn_carrier(const TraceRow& row);
  void make_room(std::size_t coming);
  void select_again();

  const std::size_t most_;
  std::deque<Entry> rows_;
  std::deque<quint64> shown_;  // by serial number: that of rows_.front() is first_
  quint64 first_ = 0;
  quint64 last_ = 0;
  quint64 dropped_ = 0;
  quint64 connection_ = 0;
  std::set<quint64> carriers_;  // of `connection_`
  std::optional<std::chrono::steady_clock::time_point> start_;
  Words words_;
};

}  // namespace culvert::ui
