// Compiled with MinGW-w64, never run so far.
#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include "net/local_peer_win.h"

#include <windows.h>

#include <sddl.h>

namespace culvert {

std::vector<unsigned char> user_sid() {
  HANDLE token = nullptr;
  if (::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY, &token) == 0) return {};
  DWORD size = 0;
  ::GetTokenInformation(token, TokenUser, nullptr, 0, &size);
  std::vector<unsigned char> user(size);
  const bool known =
      size >= sizeof(TOKEN_USER) && ::GetTokenInformation(token, TokenUser, user.data(), size, &size) != 0;
  ::CloseHandle(token);
  if (!known) return {};
  PSID sid = reinterpret_cast<const TOKEN_USER*>(user.data())->User.Sid;
  std::vector<unsigned char> copy(::GetLengthSid(sid));
  if (::CopySid(static_cast<DWORD>(copy.size()), copy.data(), sid) == 0) return {};
  return copy;
}

std::wstring user_sid_text() {
  std::vector<unsigned char> sid = user_sid();
  LPWSTR text = nullptr;
  if (sid.empty() || ::ConvertSidToStringSidW(sid.data(), &text) == 0) return {};
  std::wstring copy(text);
  ::LocalFree(text);
  return copy;
}

std::wstring wide(const std::string& text) {
  const int size = static_cast<int>(text.size());
  std::wstring out(static_cast<std::size_t>(::MultiByteToWideChar(CP_UTF8, 0, text.data(), size, nullptr, 0)), L'\0');
  ::MultiByteToWideChar(CP_UTF8, 0, text.data(), size, out.data(), static_cast<int>(out.size()));
  return out;
}

}  // namespace culvert
