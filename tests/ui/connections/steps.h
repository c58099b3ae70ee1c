// Made-up steps of the trace.
#pragma once

#include <QList>

#include "live.h"

namespace culvert::ui::test {

inline TraceRow step(quint64 number, quint64 connection, quint64 carrier, const char* name, const char* text) {
  TraceRow row;
  row.number = number;
  row.at = std::chrono::steady_clock::now();
  row.connection = connection;
  row.carrier = carrier;
  row.step = QString::fromLatin1(name);
  row.text = QString::fromLatin1(text);
  return row;
}

inline QList<TraceRow> steps(quint64 first, quint64 last) {
  QList<TraceRow> rows;
  for (quint64 n = first; n <= last; ++n) {
    rows.push_back(step(n, 1 + n % 50, 1 + n % 3, n % 4 == 0 ? "answer" : "request", "asked the proxy"));
  }
  return rows;
}

}  // namespace culvert::ui::test
