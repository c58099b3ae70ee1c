#include "desktop_font.h"

#include <QStringList>
#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace culvert::ui {

namespace {

constexpr qsizetype kLongest = 256;
constexpr double kUsual = 10;  // points, where none are said
constexpr double kLeast = 5;
constexpr double kMost = 48;
constexpr double kPixelsToPoints = 72.0 / 96;

struct Weight {
  std::string_view word;
  int weight;
};
constexpr std::array kWeights{
    Weight{"thin", 100},     Weight{"ultralight", 200}, Weight{"extralight", 200},  Weight{"light", 300},
    Weight{"book", 380},     Weight{"semilight", 350},  Weight{"demilight", 350},   Weight{"regular", 400},
    Weight{"normal", 400},   Weight{"roman", 400},      Weight{"medium", 500},      Weight{"semibold", 600},
    Weight{"demibold", 600}, Weight{"bold", 700},       Weight{"ultrabold", 800},   Weight{"extrabold", 800},
    Weight{"black", 900},    Weight{"heavy", 900},      Weight{"ultrablack", 1000},
};
struct Stretch {
  std::string_view word;
  int stretch;
};
constexpr std::array kStretches{
    Stretch{"ultracondensed", QFont::UltraCondensed}, Stretch{"extracondensed", QFont::ExtraCondensed},
    Stretch{"condensed", QFont::Condensed},           Stretch{"semicondensed", QFont::SemiCondensed},
    Stretch{"semiexpanded", QFont::SemiExpanded},     Stretch{"expanded", QFont::Expanded},
    Stretch{"extraexpanded", QFont::ExtraExpanded},   Stretch{"ultraexpanded", QFont::UltraExpanded},
};

// Whether it is a word of the style, which `font` has then.
bool take_style(const QString& text, QFont& font) {
  const std::string word = QString(text).remove(u'-').toLower().toStdString();
  if (const auto* const at = std::ranges::find(kWeights, word, &Weight::word); at != kWeights.end()) {
    if (at->weight != QFont::Normal) font.setWeight(static_cast<QFont::Weight>(at->weight));
    return true;
  }
  if (const auto* const at = std::ranges::find(kStretches, word, &Stretch::word); at != kStretches.end()) {
    font.setStretch(at->stretch);
    return true;
  }
  if (word == "italic" || word == "oblique") {
    font.setStyle(word == "italic" ? QFont::StyleItalic : QFont::StyleOblique);
    return true;
  }
  if (word == "smallcaps") font.setCapitalization(QFont::SmallCaps);
  return word == "smallcaps";
}

std::optional<double> take_size(QStringList& words) {
  if (words.isEmpty()) return kUsual;
  QString last = words.constLast();
  const bool pixels = last.endsWith(QStringLiteral("px"));
  if (pixels) last.chop(2);
  bool good = false;
  const double number = last.toDouble(&good);  // of the C locale
  if (!good) return kUsual;
  words.removeLast();
  if (!std::isfinite(number)) return std::nullopt;
  return pixels ? number * kPixelsToPoints : number;
}

}  // namespace

std::optional<QFont> font_of(const QString& description, double scale) {
  if (description.size() > kLongest || !(scale > 0)) return std::nullopt;
  QStringList words = description.split(u' ', Qt::SkipEmptyParts);
  // Features and variations of the font.
  while (!words.isEmpty() && (words.constLast().startsWith(u'@') || words.constLast().startsWith(u'#'))) {
    words.removeLast();
  }
  const std::optional<double> size = take_size(words);
  if (!size) return std::nullopt;
  QFont font(QStringList{QStringLiteral("Sans Serif")});  // not the program's, which has a weight of its own
  while (!words.isEmpty() && take_style(words.constLast(), font)) words.removeLast();
  QStringList families;
  for (const QString& family : words.join(u' ').split(u',', Qt::SkipEmptyParts)) {
    if (!family.trimmed().isEmpty()) families += family.trimmed();
  }
  const double points = *size * scale;
  if (families.isEmpty() || !(points >= kLeast && points <= kMost)) return std::nullopt;
  font.setFamilies(families);
  font.setPointSizeF(points);
  return font;
}

}  // namespace culvert::ui
