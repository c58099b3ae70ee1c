#include "models/words.h"

namespace culvert::ui {

Words::Words(const QString& typed) : words_(fold(typed.simplified()).split(u' ', Qt::SkipEmptyParts)) {}

bool Words::in(QStringView folded) const {
  return all([&](const QString& word) { return folded.contains(word); });
}

}  // namespace culvert::ui
