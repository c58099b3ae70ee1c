#include "http/structured_fields.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/escape.h"

namespace culvert::http::sf {

namespace {

constexpr std::size_t kMaxMembers = 1024;  // RFC 9651 §3.1 asks for that many at least

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

bool is_token_char(char c) {  // RFC 9110 tchar, ':' and '/'
  return is_alpha(c) || is_digit(c) || std::string_view("!#$%&'*+-.^_`|~:/").find(c) != std::string_view::npos;
}

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (is_digit(c)) return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// RFC 9651 §4.2.7: padding may be missing and the spare bits may be anything, but there is no padding too many.
std::optional<std::string> decode_base64(std::string_view text) {
  const std::size_t padded = text.size();
  while (text.ends_with('=')) text.remove_suffix(1);
  if (text.size() != padded && (padded % 4 != 0 || padded - text.size() > 2)) return {};
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const int value = base64_value(c);
    if (value < 0) return {};
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>((bits >> count) & 0xff);
    }
  }
  if (count >= 6) return {};  // a single character left over
  return out;
}

// Takes things off the front of the text; each function follows its section of RFC 9651 §4.2.
class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  void skip_spaces() {
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
  }
  void skip_white_space() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) rest_.remove_prefix(1);
  }
  [[nodiscard]] bool done() const { return rest_.empty(); }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::optional<Member> member() {
    if (!rest_.empty() && rest_.front() == '(') {
      auto list = inner_list();
      if (!list) return {};
      return std::move(*list);
    }
    auto one = item();
    if (!one) return {};
    return std::move(*one);
  }

  std::optional<Item> item() {
    auto value = bare();
    if (!value) return {};
    auto params = parameters();
    if (!params) return {};
    return Item{std::move(*value), std::move(*params)};
  }

 private:
  std::optional<InnerList> inner_list() {
    if (!take('(')) return {};
    InnerList list;
    while (list.items.size() <= kMaxMembers) {
      skip_spaces();
      if (take(')')) {
        auto params = parameters();
        if (!params) return {};
        list.parameters = std::move(*params);
        return list;
      }
      auto one = item();
      if (!one) return {};
      list.items.push_back(std::move(*one));
      if (rest_.empty() || (rest_.front() != ' ' && rest_.front() != ')')) return {};
    }
    return {};
  }

  std::optional<Parameters> parameters() {
    Parameters all;
    while (take(';')) {
      skip_spaces();
      auto name = key();
      if (!name) return {};
      Bare value = true;
      if (take('=')) {
        auto given = bare();
        if (!given) return {};
        value = std::move(*given);
      }
      std::erase_if(all, [&](const auto& p) { return p.first == *name; });
      all.emplace_back(std::move(*name), std::move(value));
      if (all.size() > kMaxMembers) return {};
    }
    return all;
  }

  std::optional<std::string> key() {
    if (rest_.empty() || (!is_lower(rest_.front()) && rest_.front() != '*')) return {};
    return std::string(
        take_while([](char c) { return is_lower(c) || is_digit(c) || c == '_' || c == '-' || c == '.' || c == '*'; }));
  }

  std::optional<Bare> bare() {
    if (rest_.empty()) return {};
    const char c = rest_.front();
    if (c == '-' || is_digit(c)) return number();
    if (c == '"') return string();
    if (c == '*' || is_alpha(c)) return Bare(Token{std::string(take_while(is_token_char))});
    if (c == ':') return bytes();
    if (c == '?') return boolean();
    if (c == '@') return date();
    if (c == '%') return display_string();
    return {};
  }

  std::optional<Bare> number() {
    const bool negative = take('-');
    const std::string_view whole = take_while(is_digit);
    if (whole.empty()) return {};
    if (rest_.empty() || rest_.front() != '.') {
      if (whole.size() > 15) return {};
      std::int64_t value = 0;
      std::from_chars(whole.data(), whole.data() + whole.size(), value);
      return Bare(negative ? -value : value);
    }
    if (whole.size() > 12) return {};
    rest_.remove_prefix(1);
    const std::string_view fraction = take_while(is_digit);
    if (fraction.empty() || fraction.size() > 3) return {};
    const std::string text = std::string(whole) + "." + std::string(fraction);
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return Bare(negative ? -value : value);
  }

  std::optional<Bare> string() {
    rest_.remove_prefix(1);
    std::string out;
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return Bare(std::move(out));
      if (c < 0x20 || c > 0x7e) return {};
      if (c != '\\') {
        out += c;
        continue;
      }
      if (rest_.empty() || (rest_.front() != '"' && rest_.front() != '\\')) return {};
      out += rest_.front();
      rest_.remove_prefix(1);
    }
    return {};
  }

  std::optional<Bare> bytes() {
    rest_.remove_prefix(1);
    const std::size_t end = rest_.find(':');
    if (end == std::string_view::npos) return {};
    auto decoded = decode_base64(rest_.substr(0, end));
    if (!decoded) return {};
    rest_.remove_prefix(end + 1);
    return Bare(Bytes{std::move(*decoded)});
  }

  std::optional<Bare> boolean() {
    rest_.remove_prefix(1);
    if (take('1')) return Bare(true);
    if (take('0')) return Bare(false);
    return {};
  }

  std::optional<Bare> date() {
    rest_.remove_prefix(1);
    auto value = number();
    if (!value || !std::holds_alternative<std::int64_t>(*value)) return {};
    return Bare(Date{std::get<std::int64_t>(*value)});
  }

  std::optional<Bare> display_string() {
    rest_.remove_prefix(1);
    if (!take('"')) return {};
    std::string out;
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"' && !is_utf8(out)) return {};
      if (c == '"') return Bare(DisplayString{std::move(out)});
      if (c < 0x20 || c > 0x7e) return {};
      if (c != '%') {
        out += c;
        continue;
      }
      unsigned value = 0;
      if (rest_.size() < 2 || std::ranges::any_of(rest_.substr(0, 2), [](char d) { return d >= 'A' && d <= 'F'; })) {
        return {};
      }
      const auto [end, ec] = std::from_chars(rest_.data(), rest_.data() + 2, value, 16);
      if (ec != std::errc{} || end != rest_.data() + 2) return {};
      out += static_cast<char>(value);
      rest_.remove_prefix(2);
    }
    return {};
  }

  template <class Is>
  std::string_view take_while(Is is) {
    const auto end = static_cast<std::size_t>(std::ranges::find_if_not(rest_, is) - rest_.begin());
    const std::string_view taken = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return taken;
  }

  std::string_view rest_;
};

std::unexpected<Error> bad() { return culvert::fail(Stage::kHttp, Code::kInvalid, "this is no structured field"); }

}  // namespace

const Bare* Item::parameter(std::string_view key) const {
  const auto it = std::ranges::find(parameters, key, [](const auto& p) { return std::string_view(p.first); });
  return it != parameters.end() ? &it->second : nullptr;
}

Result<Item> parse_item(std::string_view text) {
  Parser parser(text);
  parser.skip_spaces();
  auto item = parser.item();
  parser.skip_spaces();
  if (!item || !parser.done()) return bad();
  return std::move(*item);
}

Result<std::vector<Member>> parse_list(std::string_view text) {
  Parser parser(text);
  std::vector<Member> members;
  parser.skip_spaces();
  while (!parser.done()) {
    auto member = parser.member();
    if (!member || members.size() == kMaxMembers) return bad();
    members.push_back(std::move(*member));
    parser.skip_white_space();
    if (parser.done()) break;
    if (!parser.take(',')) return bad();
    parser.skip_white_space();
    if (parser.done()) return bad();  // a comma at the end
  }
  return members;
}

std::string write_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c >= 0x20 && c <= 0x7e ? c : '?';
  }
  return out + "\"";
}

bool is_token(std::string_view text) {
  return !text.empty() && (is_alpha(text.front()) || text.front() == '*') && std::ranges::all_of(text, is_token_char);
}

}  // namespace culvert::http::sf
