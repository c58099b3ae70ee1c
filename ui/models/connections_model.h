// The connections of all applications as a table that is sorted and filtered by itself, for tens of thousands of them.
//
// A new state of all of them is compared with the last one: what is new or gone comes and goes in few ranges of rows,
// and cells are told to have changed only where they have. Rows that are to be looked at anew, since the filter has
// changed, are so a few milliseconds at a time.
#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QIcon>
#include <QTimer>
#include <memory>
#include <vector>

#include "live.h"
#include "models/words.h"

namespace culvert::ui {

class ConnectionsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column : int {
    kApplication,
    kProcess,
    kDestination,
    kRule,
    kThrough,
    kState,
    kHttp,
    kDown,
    kUp,
    kAge,
    kColumns
  };
  struct Names {  // of what the setup has, by id
    struct Application {
      QString name;
      QIcon icon;
    };
    QHash<QString, Application> applications = {};
    QHash<QString, QString> profiles = {};
    QIcon program = {};  // of what is no application
  };

  explicit ConnectionsModel(QObject* parent = nullptr);
  ~ConnectionsModel() override;

  void update(const LivePointer& live);
  void set_names(Names names);
  void set_filter(const QString& typed);
  // Rows are still to be looked at since the filter has changed; counted() is emitted after each part.
  [[nodiscard]] bool filtering() const { return judging_.isActive(); }
  // The ages of these rows have changed, since time goes by.
  void age(int first, int last);
  void retranslate();

  [[nodiscard]] const Connection& at(int row) const;
  [[nodiscard]] int row_of(quint64 id) const;              // -1: it is not shown
  [[nodiscard]] const Connection* find(quint64 id) const;  // null: it is over
  [[nodiscard]] qsizetype total() const;                   // with those that the filter leaves out
  [[nodiscard]] int sort_column() const { return sort_column_; }
  // Whether rows change places while nothing is added: then no row can be held on to.
  [[nodiscard]] bool restless() const;

  [[nodiscard]] QString text(const Connection& connection, Column column) const;
  [[nodiscard]] QIcon icon(const Connection& connection) const;
  [[nodiscard]] static QString title(Column column);

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  void sort(int column, Qt::SortOrder order) override;

 signals:
  // So many are shown, of so many.
  void counted(int shown, qsizetype total);

 private:
  struct Row;
  struct Touched;
  void merge(const std::vector<Connection>& connections, std::vector<std::unique_ptr<Row>>& gone, Touched& touched);
  void judge();
  void make_key(Row& row) const;
  [[nodiscard]] bool before(const Row* a, const Row* b) const;
  void arrange();
  [[nodiscard]] bool arrange_exactly(const std::vector<Row*>& coming);
  void arrange_at_once(const std::vector<Row*>& coming);
  void remove_shown(std::size_t first, std::size_t count);
  void insert_shown(std::size_t at, const std::vector<Row*>& rows);
  void number_from(std::size_t first);
  void tell_changes(const Touched& touched);
  void tell_rows(std::vector<std::size_t> rows, int first_column, int last_column);
  void tell_all(int first_column, int last_column);
  [[nodiscard]] QString everything_of(const Connection& connection) const;

  std::vector<std::unique_ptr<Row>> rows_;  // by id
  std::vector<Row*> shown_;                 // in the order of the table
  Names names_;
  Words words_;
  QTimer judging_;
  int sort_column_ = kAge;
  Qt::SortOrder order_ = Qt::AscendingOrder;
};

}  // namespace culvert::ui
