#include "pages/trace_export.h"

#include <QDate>
#include <QDir>
#include <QFileDialog>
#include <QFuture>
#include <QPromise>
#include <QSaveFile>
#include <QStandardPaths>
#include <QThreadPool>
#include <memory>

#include "file_dialog.h"

namespace culvert::ui {

namespace {

// Returns what went wrong; empty: nothing. Blocks.
QString write_file(const QString& path, const QByteArray& bytes) {
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly)) return file.errorString();
  // Where connections went is nobody else's business.
  file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
  if (file.write(bytes) == bytes.size() && file.commit()) return {};
  return file.errorString();
}

}  // namespace

TraceExport::TraceExport(CoreBridge& core, QWidget* window) : QObject(window), core_(core), window_(window) {}

void TraceExport::ask(CoreBridge::TraceFormat format) {
  if (auto* open = window_->findChild<QFileDialog*>()) {
    open->raise();
    return open->activateWindow();
  }
  const bool json = format == CoreBridge::TraceFormat::kJson;
  const QString suffix = json ? QStringLiteral("json") : QStringLiteral("csv");
  auto* dialog = new QFileDialog(window_, tr("Save the trace"));
  dialog->setObjectName(QStringLiteral("trace.dialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilter(json ? tr("JSON (*.json)") : tr("Comma-separated values (*.csv)"));
  dialog->setDefaultSuffix(suffix);
  dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
  dialog->selectFile(u"culvert-trace-" + QDate::currentDate().toString(Qt::ISODate) + u'.' + suffix);
  connect(dialog, &QFileDialog::fileSelected, this, [this, format](const QString& path) { save(format, path); });
  dialog->setModal(false);
  show_file_dialog(*dialog);
}

void TraceExport::save(CoreBridge::TraceFormat format, const QString& path) {
  core_.export_trace(format, this, [this, path](const QByteArray& bytes) {
    auto promise = std::make_shared<QPromise<QString>>();
    promise->start();
    promise->future().then(this, [this, path](const QString& why) {
      const QString shown = QDir::toNativeSeparators(path);
      if (why.isEmpty()) {
        emit saved(shown);
      } else {
        emit failed(shown, why);
      }
    });
    QThreadPool::globalInstance()->start([promise, path, bytes] {
      promise->addResult(write_file(path, bytes));
      promise->finish();
    });
  });
}

}  // namespace culvert::ui
