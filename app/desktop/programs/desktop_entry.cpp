#include "programs/desktop_entry.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/escape.h"

namespace culvert::desktop {

namespace {

constexpr std::size_t kText = 256;
constexpr std::string_view kGroup = "[Desktop Entry]";

std::unexpected<Error> bad(std::string why) { return fail(Stage::kLocal, Code::kInvalid, std::move(why)); }

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

// §4: \s, \n, \t, \r, \\, and in lists \; as well. What is no escape stays as it is.
std::string unescaped(std::string_view raw) {
  std::string text;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\\' || i + 1 == raw.size()) {
      text += raw[i];
      continue;
    }
    constexpr std::array<std::pair<char, char>, 6> kEscapes{
        {{'s', ' '}, {'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'\\', '\\'}, {';', ';'}}};
    const char next = raw[++i];
    const auto* const known = std::ranges::find(kEscapes, next, &std::pair<char, char>::first);
    if (known == kEscapes.end()) text += '\\';
    text += known == kEscapes.end() ? next : known->second;
  }
  return text;
}

// To be shown in one line; not cut within a character.
std::string shown(std::string_view raw) {
  std::string text = unescaped(raw);
  std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  if (text.size() > kText) {
    std::size_t end = kText;
    while ((static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80) --end;
    text.resize(end);
  }
  return std::string(trimmed(text));
}

std::vector<std::string> list(std::string_view raw) {
  std::vector<std::string> all;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= raw.size() && all.size() < kEntryDesktops; ++i) {
    if (i < raw.size() && raw[i] == '\\') {
      ++i;
    } else if (i >= raw.size() || raw[i] == ';') {
      if (std::string one = shown(raw.substr(begin, i - begin)); !one.empty()) all.push_back(std::move(one));
      begin = i + 1;
    }
  }
  return all;
}

class Reader {
 public:
  explicit Reader(const std::vector<std::string>& locales) : locales_(locales), best_(locales.size() + 1) {}

  void line(std::string_view key, std::string_view value) {
    std::string_view locale;
    if (const std::size_t bracket = key.find('['); bracket != std::string_view::npos && key.ends_with(']')) {
      locale = key.substr(bracket + 1, key.size() - bracket - 2);
      key = key.substr(0, bracket);
    }
    if (key == "Name") return name(locale, value);
    if (!locale.empty()) return;
    if (key == "Type") type_ = value;
    if (key == "Icon") entry_.icon = shown(value);
    if (key == "Exec") entry_.exec = unescaped(value);
    if (key == "TryExec") entry_.try_exec = shown(value);
    if (key == "Terminal") entry_.terminal = value == "true";
    if (key == "NoDisplay") no_display_ = value == "true";
    if (key == "Hidden") entry_.removed = value == "true";
    if (key == "OnlyShowIn") entry_.only_in = list(value);
    if (key == "NotShowIn") entry_.not_in = list(value);
  }

  Result<DesktopEntry> done() && {
    entry_.shown = !entry_.removed && !no_display_;
    if (entry_.removed) return std::move(entry_);  // nothing else has to be in there
    if (type_ != "Application") return bad("this is no application");
    if (entry_.name.empty()) return bad("it has no name");
    return std::move(entry_);
  }

 private:
  // §5: the first of the person's languages wins, then the one without.
  void name(std::string_view locale, std::string_view value) {
    const auto at = locale.empty() ? locales_.end() : std::ranges::find(locales_, locale);
    if (!locale.empty() && at == locales_.end()) return;
    const auto rank = static_cast<std::size_t>(at - locales_.begin());
    if (rank >= best_) return;
    std::string text = shown(value);
    if (text.empty()) return;
    best_ = rank;
    entry_.name = std::move(text);
  }

  const std::vector<std::string>& locales_;
  std::size_t best_;  // rank of the name that is there; behind the last: none is
  std::string_view type_;
  bool no_display_ = false;
  DesktopEntry entry_;
};

}  // namespace

std::vector<std::string> locale_chain(std::string_view locale) {
  std::string modifier;
  if (const std::size_t at = locale.find('@'); at != std::string_view::npos) {
    modifier = locale.substr(at);
    locale = locale.substr(0, at);
  }
  locale = locale.substr(0, locale.find('.'));
  std::string whole(locale);
  std::ranges::replace(whole, '-', '_');
  const std::string language = whole.substr(0, whole.find('_'));
  std::vector<std::string> chain;
  for (const std::string& one : {whole + modifier, whole, language + modifier, language}) {
    if (!one.empty() && one.front() != '@' && !std::ranges::contains(chain, one)) chain.push_back(one);
  }
  return chain;
}

Result<DesktopEntry> parse_desktop_entry(std::string_view text, const std::vector<std::string>& locales) {
  if (text.size() > kEntryBytes) return fail(Stage::kLocal, Code::kLimit, "the file is too long");
  if (!is_utf8(text)) return bad("this is not UTF-8");
  Reader reader(locales);
  bool inside = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = trimmed(text.substr(begin, end - begin));
    begin = end + 1;
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '[') {
      if (inside) break;  // what follows are actions of it, and the like
      inside = line == kGroup;
      continue;
    }
    const std::size_t equals = line.find('=');
    if (!inside || equals == std::string_view::npos) continue;
    reader.line(trimmed(line.substr(0, equals)), trimmed(line.substr(equals + 1)));
  }
  return std::move(reader).done();
}

bool is_for(const DesktopEntry& entry, const std::vector<std::string>& desktops) {
  for (const std::string& desktop : desktops) {  // the first that is named in either list decides
    if (std::ranges::contains(entry.only_in, desktop)) return true;
    if (std::ranges::contains(entry.not_in, desktop)) return false;
  }
  return entry.only_in.empty();
}

}  // namespace culvert::desktop
