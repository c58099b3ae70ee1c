#include "names.h"

#include <QList>
#include <algorithm>

#include "config/entry.h"
#include "sentences.h"

namespace culvert::ui {

namespace {

bool runs_from_right(const QString& text) {
  const auto points = text.toUcs4();
  return std::ranges::any_of(points, [](char32_t c) {
    const QChar::Direction direction = QChar::direction(c);
    return direction == QChar::DirR || direction == QChar::DirAL;
  });
}

// `size` characters or one less, so that none is cut in two.
QString first_part(const QString& text, qsizetype size) {
  if (size > 0 && size < text.size() && text.at(size - 1).isHighSurrogate()) --size;
  return text.first(std::clamp<qsizetype>(size, 0, text.size()));
}

}  // namespace

QString shown_name(const std::string& name, const std::string& otherwise, qsizetype longest) {
  constexpr qsizetype kBytes = 4;  // of a character, at most
  QString text = shown(name, kBytes * longest).trimmed();
  if (text.isEmpty()) text = shown(otherwise, kBytes * longest);
  if (text.size() > longest) text = first_part(text, longest - 1) + u'…';
  if (!runs_from_right(text)) return text;
  // Numbers and signs beside it would change places with it (Unicode Standard Annex 9, FSI and PDI).
  return QChar(0x2068) + text + QChar(0x2069);
}

QString without_markup(QString sentence) {
  // Escapes would be shown by those that read none.
  return sentence.replace(u'<', u'‹').replace(u'>', u'›');
}

QString name_of_copy(const std::string& name, const QString& otherwise, const QString& pattern) {
  const QString whole = name.empty() ? otherwise : QString::fromStdString(name);
  QString copy = pattern.arg(whole);
  for (qsizetype size = whole.size(); size > 0 && !config::is_name(copy.toStdString()); --size) {
    copy = pattern.arg(first_part(whole, size - 1).trimmed() + u'…');
  }
  return copy;
}

}  // namespace culvert::ui
