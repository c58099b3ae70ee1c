// Which library does the work of TLS, for who has to find out what is wrong.
#pragma once

#include <string_view>

namespace culvert {

[[nodiscard]] std::string_view tls_library_version();  // "OpenSSL 3.5.1 1 Jul 2025"; of the one that runs

}  // namespace culvert
