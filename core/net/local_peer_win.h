// Who this user is, in the words of Windows.
#pragma once

#include <string>
#include <vector>

namespace culvert {

// The security identifier of the user this process runs as; empty if the system does not say. Its bytes are a SID.
[[nodiscard]] std::vector<unsigned char> user_sid();
[[nodiscard]] std::wstring user_sid_text();  // "S-1-5-21-…"
[[nodiscard]] std::wstring wide(const std::string& text);

}  // namespace culvert
