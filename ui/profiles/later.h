// Work with files, which may take its time, away from the window's thread.
#pragma once

#include <QByteArray>
#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QString>
#include <QThreadPool>
#include <expected>
#include <functional>
#include <memory>

namespace culvert::ui {

// `work` on another thread, then `receive` on that of `context`, unless that is gone by then.
template <class Work, class Receive>
void later(Work work, QObject* context, Receive receive) {
  using T = decltype(work());
  auto promise = std::make_shared<QPromise<T>>();
  promise->start();
  // NOLINTNEXTLINE(performance-unnecessary-value-param): some receivers take a reference
  promise->future().then(context, [receive = std::move(receive)](T result) mutable { receive(std::move(result)); });
  QThreadPool::globalInstance()->start([promise, work = std::move(work)]() mutable {
    promise->addResult(work());
    promise->finish();
  });
}

// Errors: one sentence, in the language of the window.
using Bytes = std::expected<QByteArray, QString>;
void read_later(const QString& path, qint64 most, QObject* context, std::function<void(Bytes)> receive);
// In the place of what is there, whole or not at all; only its owner can read it.
void write_later(const QString& path, const QByteArray& bytes, QObject* context,
                 std::function<void(std::expected<void, QString>)> receive);

enum class FileUse : std::uint8_t { kRead, kWrite, kDirectory };
// What is wrong with a file of that name for this use; an empty sentence if nothing is.
void look_later(const QString& path, FileUse use, QObject* context, std::function<void(QString)> receive);

}  // namespace culvert::ui
