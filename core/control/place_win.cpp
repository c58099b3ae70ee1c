// Compiled with MinGW-w64, never run so far.
#include "control/place.h"
#include "net/local_peer_win.h"

namespace culvert::control {

std::string place() {
  std::string name = R"(\\.\pipe\culvert-control-)";
  for (const wchar_t c : user_sid_text()) name += static_cast<char>(c);  // of a SID: letters, digits, hyphens
  return name;
}

// The pipe itself says who may open it.
Result<std::string> prepared_place() { return place(); }

}  // namespace culvert::control
