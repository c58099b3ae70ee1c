// A filter as people type it: words, all of which have to be there, in any order, in capitals or not.
#pragma once

#include <QString>
#include <QStringList>

namespace culvert::ui {

class Words {
 public:
  Words() = default;
  explicit Words(const QString& typed);

  [[nodiscard]] bool empty() const { return words_.isEmpty(); }
  // `folded` is a text that went through fold(), for one that is asked again and again.
  [[nodiscard]] bool in(QStringView folded) const;
  // The same for a single word each: every one has to be accepted.
  template <class Accepts>
  [[nodiscard]] bool all(Accepts accepts) const {
    for (const QString& word : words_) {
      if (!accepts(word)) return false;
    }
    return true;
  }
  [[nodiscard]] static QString fold(const QString& text) { return text.toCaseFolded(); }
  bool operator==(const Words&) const = default;

 private:
  QStringList words_;
};

}  // namespace culvert::ui
