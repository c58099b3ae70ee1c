// Run by nobody yet.
#include <windows.h>

#include "programs/search_path.h"
#include "programs/wide_win.h"

namespace culvert::desktop {

std::string find_program(std::string_view name) {
  if (name.empty() || name.contains('\0')) return {};
  std::wstring found(32768, L'\0');
  const DWORD length =
      ::SearchPathW(nullptr, wide(name).c_str(), L".exe", static_cast<DWORD>(found.size()), found.data(), nullptr);
  if (length == 0 || length >= found.size()) return {};
  found.resize(length);
  return narrow(found);
}

}  // namespace culvert::desktop
