// Pictures of what is tested, for somebody who wants to look: in the folder "pictures" below the one that the test runs
// in, if it is there.
#pragma once

#include <QDir>
#include <QWidget>
#include <string>

namespace culvert::ui::test {

inline void save_picture(QWidget& widget, const std::string& name) {
  const QDir folder(QStringLiteral("pictures"));
  if (!folder.exists()) return;
  widget.grab().save(folder.filePath(QString::fromStdString(name) + QStringLiteral(".png")));
}

}  // namespace culvert::ui::test
