#include "kept_state.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace culvert::desktop {

namespace {

constexpr qint64 kLongest = 64 * 1024;

}  // namespace

KeptState::KeptState(QString path) : path_(std::move(path)) {
  QFile file(path_);
  if (!file.open(QIODevice::ReadOnly)) return;
  const QJsonObject all = QJsonDocument::fromJson(file.read(kLongest)).object();
  window_ = QByteArray::fromBase64(all[u"window"].toString().toLatin1());
  on_ = all[u"on"].toBool();
}

void KeptState::keep_window(const QByteArray& window) {
  if (window == window_) return;
  window_ = window;
  save();
}

void KeptState::keep_on(bool on) {
  if (on == on_) return;
  on_ = on;
  save();
}

// Where it cannot be written, the next start is like the first: there is nothing to be done about that.
void KeptState::save() const {
  QDir().mkpath(QFileInfo(path_).path());
  QSaveFile file(path_);
  if (!file.open(QIODevice::WriteOnly)) return;
  const QJsonObject all{{QStringLiteral("window"), QString::fromLatin1(window_.toBase64())},
                        {QStringLiteral("on"), on_}};
  file.write(QJsonDocument(all).toJson(QJsonDocument::Compact));
  file.commit();
}

}  // namespace culvert::desktop
