#include "xsettings.h"

#include <cstring>

namespace culvert::ui {

namespace {

constexpr std::size_t kMostSettings = 1024;
enum Type : std::uint8_t { kInteger, kString, kColour };

class Reader {
 public:
  explicit Reader(std::string_view bytes) : left_(bytes) {}

  [[nodiscard]] bool good() const { return good_; }
  void set_big_endian(bool big) { big_ = big; }

  std::string_view take(std::size_t size) {
    if (size > left_.size()) {
      good_ = false;
      left_ = {};
    }
    const std::string_view taken = good_ ? left_.substr(0, size) : std::string_view();
    left_.remove_prefix(taken.size());
    return taken;
  }
  std::uint32_t number(std::size_t size) {
    const std::string_view bytes = take(size);
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const auto byte = static_cast<std::uint8_t>(bytes[big_ ? i : bytes.size() - 1 - i]);
      number = number << 8 | byte;
    }
    return number;
  }
  // With what fills it up to four bytes.
  std::string_view text(std::size_t size) {
    const std::string_view text = take(size);
    take((4 - size % 4) % 4);
    return text;
  }

 private:
  std::string_view left_;
  bool big_ = false;
  bool good_ = true;
};

}  // namespace

std::optional<XSettings> read_xsettings(std::string_view bytes) {
  if (bytes.size() > kMostXSettingsBytes) return std::nullopt;
  Reader reader(bytes);
  const std::uint32_t order = reader.number(1);
  if (order > 1) return std::nullopt;
  reader.set_big_endian(order == 1);
  reader.take(3 + 4);  // and the serial
  const std::uint32_t count = reader.number(4);
  if (count > kMostSettings) return std::nullopt;
  XSettings settings;
  for (std::uint32_t i = 0; i < count && reader.good(); ++i) {
    const std::uint32_t type = reader.number(1);
    reader.take(1);
    const std::string_view name = reader.text(reader.number(2));
    reader.take(4);  // the serial of its last change
    XSetting value = 0;
    if (type == kInteger) {
      value = static_cast<std::int32_t>(reader.number(4));
    } else if (type == kString) {
      value = std::string(reader.text(reader.number(4)));
    } else if (type == kColour) {
      reader.take(8);
      continue;
    } else {
      return std::nullopt;  // nobody knows how long it is
    }
    settings.insert_or_assign(std::string(name), std::move(value));
  }
  return reader.good() ? std::optional(std::move(settings)) : std::nullopt;
}

}  // namespace culvert::ui
