// A table of many rows that change by themselves: whole rows are chosen, nothing is edited, and the rows are of one
// height, so that ten thousand of them cost no more than those that can be seen.
#pragma once

#include <QList>
#include <QTableView>

namespace culvert::ui {

class RowTable : public QTableView {
  Q_OBJECT

 public:
  explicit RowTable(QWidget* parent = nullptr);

  // In the middle of the table as long as it has no rows.
  void set_placeholder(const QString& text);
  // In average characters, one for each column; what is left over goes to those in `wide`.
  void set_default_widths(const QList<int>& characters, const QList<int>& wide);
  // Columns in which the end of a text matters as much as its beginning.
  void set_middle_elided(int column) { middle_elided_ = column; }
  [[nodiscard]] int middle_elided() const { return middle_elided_; }
  // Widths, places and the order of sorting.
  [[nodiscard]] QByteArray arrangement() const;
  void arrange(const QByteArray& arrangement);

  struct Rows {
    int first = 0;
    int last = -1;  // before the first: none
  };
  [[nodiscard]] Rows visible_rows() const;
  [[nodiscard]] QList<int> selected_rows() const;  // as they stand in the table
  // The chosen rows, with tabulators between the cells, as tables of other programs take them.
  [[nodiscard]] QString selected_text() const;

  // Rows above those that can be seen may come and go without moving these: the first that can be seen is at `offset`
  // pixels from the top.
  [[nodiscard]] int offset_of(int row) const;
  void put_at(int row, int offset);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
  QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;

 private:
  void restyle();
  void take_default_widths();

  QString placeholder_;
  QList<int> characters_;
  QList<int> wide_;
  bool by_default_ = true;  // nobody has chosen widths yet
  bool sizing_ = false;
  int middle_elided_ = -1;
};

}  // namespace culvert::ui
