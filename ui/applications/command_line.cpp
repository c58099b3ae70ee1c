#include "applications/command_line.h"

#include <QStringList>
#include <optional>
#include <utility>

#include "sentences.h"

namespace culvert::ui {

namespace {

constexpr QChar kSingle = u'\'';
constexpr QChar kDouble = u'"';
constexpr QChar kBackslash = u'\\';

bool is_special(QChar c) { return c == kSingle || c == kDouble || c == kBackslash || c.isSpace(); }

}  // namespace

CommandLine read_command(const QString& line) {
  CommandLine read;
  std::optional<QString> word;
  QChar quote;
  const auto add = [&](QChar c) { word = word.value_or(QString()) + c; };
  for (qsizetype i = 0; i < line.size(); ++i) {
    const QChar c = line[i];
    if (c == kBackslash && quote != kSingle && i + 1 < line.size() && is_special(line[i + 1])) {
      add(line[++i]);
    } else if (quote.isNull() ? c == kSingle || c == kDouble : c == quote) {
      quote = quote.isNull() ? c : QChar();
      if (!word) word.emplace();  // also if nothing is between the quotation marks
    } else if (quote.isNull() && c.isSpace()) {
      if (word) read.words.push_back(std::exchange(word, std::nullopt)->toStdString());
    } else {
      add(c);
    }
  }
  if (word) read.words.push_back(word->toStdString());
  if (!quote.isNull()) read.trouble = CommandLine::Trouble::kOpenQuote;
  return read;
}

QString write_command(const std::vector<std::string>& words) {
  QStringList line;
  for (const std::string& one : words) {
    const QString word = QString::fromStdString(one);
    QString out;
    bool quoted = word.isEmpty();
    for (qsizetype i = 0; i < word.size(); ++i) {
      const QChar c = word[i];
      quoted = quoted || c.isSpace() || c == kSingle || c == kDouble;
      // A backslash means itself unless one of these, or the quotation mark at the end, comes next.
      const bool last = i + 1 == word.size();
      if (c == kDouble || (c == kBackslash && (last || is_special(word[i + 1])))) out += kBackslash;
      out += c;
    }
    line += quoted ? kDouble + out + kDouble : out;
  }
  return line.join(u' ');
}

QString shown_words(const std::vector<std::string>& words) {
  QStringList all;
  for (const std::string& word : words) all += u'\u2039' + shown(word) + u'\u203a';
  return all.join(u' ');
}

}  // namespace culvert::ui
