// Saves the trace to a file that a person chooses, without keeping anybody waiting.
#pragma once

#include <QObject>

#include "core_bridge.h"

class QWidget;

namespace culvert::ui {

class TraceExport : public QObject {
  Q_OBJECT

 public:
  TraceExport(CoreBridge& core, QWidget* window);

  // Asks where to, beside the window. Only one question at a time.
  void ask(CoreBridge::TraceFormat format);
  void save(CoreBridge::TraceFormat format, const QString& path);

 signals:
  void saved(const QString& path);
  void failed(const QString& path, const QString& why);

 private:
  CoreBridge& core_;
  QWidget* window_;
};

}  // namespace culvert::ui
