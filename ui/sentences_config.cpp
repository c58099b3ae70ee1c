// The messages of core/config, found again by their English text.

#include <QCoreApplication>
#include <QRegularExpression>
#include <optional>
#include <vector>

#include "config_messages.h"
#include "sentences.h"

namespace culvert::ui {

namespace {

constexpr qsizetype kLongest = 1024;

QString translated(const char* english) { return QCoreApplication::translate("config", english); }

struct Pattern {
  QRegularExpression form;
  const char* english;
};

// Those with something put in, the most telling ones first.
const std::vector<Pattern>& patterns() {
  static const std::vector<Pattern> all = [] {
    std::vector<Pattern> made;
    for (const char* english : config_messages()) {
      QString form = QRegularExpression::escape(QString::fromUtf8(english));
      if (!form.contains(QStringLiteral("\\%1"))) continue;
      form.replace(QStringLiteral("\\%1"), QStringLiteral("(.+)"))
          .replace(QStringLiteral("\\%2"), QStringLiteral("(.+)"));
      made.push_back({QRegularExpression(QRegularExpression::anchoredPattern(form),
                                         QRegularExpression::DotMatchesEverythingOption),
                      english});
    }
    return made;
  }();
  return all;
}

std::optional<QString> known(const QString& message) {
  const QByteArray bytes = message.toUtf8();
  for (const char* english : config_messages()) {
    if (bytes == english) return translated(english);
  }
  for (const Pattern& pattern : patterns()) {
    const auto match = pattern.form.match(message);
    if (!match.hasMatch()) continue;
    // What was put in may be a message itself: "… (at character 17)".
    QString first = match.captured(1);
    if (auto inner = known(first)) first = *inner;
    const QString text = translated(pattern.english);
    return match.lastCapturedIndex() == 2 ? text.arg(first, match.captured(2)) : text.arg(first);
  }
  return std::nullopt;
}

QString text_of(const QString& text) {
  if (auto found = known(text)) return *found;
  // "proxy: this has to be a text": a field before it, or several.
  static const QRegularExpression with_field(QStringLiteral("^([a-z_.\\[\\]0-9]+): (.+)$"));
  const auto match = with_field.match(text);
  if (!match.hasMatch()) return text;
  return QCoreApplication::translate("config", "%1: %2", "field, what is wrong with it")
      .arg(match.captured(1), text_of(match.captured(2)));
}

}  // namespace

QString message_text(std::string_view message) { return text_of(shown(message, kLongest)); }

QString problem_text(const config::Problem& problem) { return message_text(problem.message); }

}  // namespace culvert::ui
