#include "profiles/later.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace culvert::ui {

namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(culvert::ui::Files)
};

Bytes read(const QString& path, qint64 most) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    return std::unexpected(Words::tr("The file %1 cannot be read: %2").arg(path, file.errorString()));
  }
  QByteArray bytes = file.read(most + 1);
  if (bytes.size() > most) return std::unexpected(Words::tr("The file %1 is too large.").arg(path));
  return bytes;
}

std::expected<void, QString> write(const QString& path, const QByteArray& bytes) {
  QSaveFile file(path);
  const bool good = file.open(QIODevice::WriteOnly) &&
                    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) &&
                    file.write(bytes) == bytes.size() && file.commit();
  if (good) return {};
  return std::unexpected(Words::tr("The file %1 cannot be written: %2").arg(path, file.errorString()));
}

QString look(const QString& path, FileUse use) {
  const QFileInfo info(path);
  switch (use) {
    case FileUse::kRead:
      if (!info.exists()) return Words::tr("There is no such file.");
      if (info.isDir()) return Words::tr("This is a folder, not a file.");
      return info.isReadable() ? QString() : Words::tr("This file cannot be read.");
    case FileUse::kWrite:
      if (info.isDir()) return Words::tr("This is a folder, not a file.");
      return info.dir().exists() ? QString() : Words::tr("There is no such folder for the file.");
    case FileUse::kDirectory:
      if (!info.exists()) return Words::tr("There is no such folder.");
      return info.isDir() ? QString() : Words::tr("This is a file, not a folder.");
  }
  return {};
}

}  // namespace

void read_later(const QString& path, qint64 most, QObject* context, std::function<void(Bytes)> receive) {
  later([path, most] { return read(path, most); }, context, std::move(receive));
}

void write_later(const QString& path, const QByteArray& bytes, QObject* context,
                 std::function<void(std::expected<void, QString>)> receive) {
  later([path, bytes] { return write(path, bytes); }, context, std::move(receive));
}

void look_later(const QString& path, FileUse use, QObject* context, std::function<void(QString)> receive) {
  later([path, use] { return look(path, use); }, context, std::move(receive));
}

}  // namespace culvert::ui
