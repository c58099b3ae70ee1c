// What a settings manager of X11 says (ui/xsettings.h): any program on the screen can be one.
#include "ui/xsettings.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto settings = culvert::ui::read_xsettings(culvert::fuzz::text_of({data, size}));
  if (!settings) return 0;
  FUZZ_CHECK(size <= culvert::ui::kMostXSettingsBytes);
  std::size_t known = 0;
  for (const auto& [name, value] : *settings) {
    known += name.size();
    if (const auto* text = std::get_if<std::string>(&value)) known += text->size();
  }
  FUZZ_CHECK(known <= size);
  return 0;
}
