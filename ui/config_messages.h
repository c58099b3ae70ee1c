// Every message of core/config and of what it is made of, so that translators see them. tests/ui/foundation keeps the
// table complete.
#pragma once

#include <span>

namespace culvert::ui {

// In English, with %1, %2 where the core puts something in.
[[nodiscard]] std::span<const char* const> config_messages();

}  // namespace culvert::ui
