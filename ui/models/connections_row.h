// A row of ConnectionsModel. Inside of it only.
#pragma once

#include "models/connections_model.h"

namespace culvert::ui {

struct ConnectionsModel::Row {
  Connection connection;
  QString everything;  // folded, for the filter; null: not made yet
  // By what it is sorted: the text first, then the number, then the id, so that the order is always the same.
  QString key_text;
  quint64 key_number = 0;
  std::size_t place = 0;  // in shown_, if it is
  bool shown = false;
  bool judged = false;  // `wanted` is what the filter says
  bool wanted = false;
};

// Rows in which something has changed that can be seen.
struct ConnectionsModel::Touched {
  std::vector<Row*> facts;  // every cell may have
  std::vector<Row*> state;
  std::vector<Row*> down;
  std::vector<Row*> up;
};

}  // namespace culvert::ui
