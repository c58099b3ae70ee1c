#include "http/date_time.h"

#include <algorithm>

namespace culvert::http {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes pieces off the front of a text; after one that was not there everything fails.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  int digits(std::size_t count) {
    if (text_.size() < count || !std::ranges::all_of(text_.substr(0, count), is_digit)) return spoil();
    int value = 0;
    for (const char c : text_.substr(0, count)) value = value * 10 + (c - '0');
    text_.remove_prefix(count);
    return value;
  }
  // One of `characters`, which is returned.
  char one_of(std::string_view characters) {
    if (text_.empty() || !characters.contains(text_.front())) {
      spoil();
      return '\0';
    }
    const char c = text_.front();
    text_.remove_prefix(1);
    return c;
  }
  void skip_fraction() {
    if (!text_.starts_with('.')) return;
    text_.remove_prefix(1);
    digits(1);
    while (!text_.empty() && is_digit(text_.front())) text_.remove_prefix(1);
  }
  [[nodiscard]] bool good() const { return good_ && text_.empty(); }

 private:
  int spoil() {
    good_ = false;
    text_ = {};
    return 0;
  }
  std::string_view text_;
  bool good_ = true;
};

}  // namespace

std::optional<std::chrono::sys_seconds> parse_date_time(std::string_view text) {
  using std::chrono::hours, std::chrono::minutes, std::chrono::seconds, std::chrono::sys_days, std::chrono::sys_seconds;
  Cursor cursor(text);
  const int y = cursor.digits(4);
  cursor.one_of("-");
  const int m = cursor.digits(2);
  cursor.one_of("-");
  const int d = cursor.digits(2);
  cursor.one_of("Tt ");  // §5.6: some write a space
  const int hour = cursor.digits(2);
  cursor.one_of(":");
  const int minute = cursor.digits(2);
  cursor.one_of(":");
  const int second = cursor.digits(2);
  cursor.skip_fraction();
  const char zone = cursor.one_of("Zz+-");
  const bool offset = zone == '+' || zone == '-';
  const int offset_hour = offset ? cursor.digits(2) : 0;
  if (offset) cursor.one_of(":");
  const int offset_minute = offset ? cursor.digits(2) : 0;

  const std::chrono::year_month_day date(std::chrono::year(y), std::chrono::month(static_cast<unsigned>(m)),
                                         std::chrono::day(static_cast<unsigned>(d)));
  const bool in_range =
      date.ok() && hour <= 23 && minute <= 59 && second <= 60 && offset_hour <= 23 && offset_minute <= 59;
  if (!cursor.good() || !in_range) return std::nullopt;
  const seconds east = hours(offset_hour) + minutes(offset_minute);
  const sys_seconds local = sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
  return zone == '-' ? local + east : local - east;
}

}  // namespace culvert::http
