// Where the control socket of this user is. One implementation per platform.
#pragma once

#include <string>

#include "base/error.h"

namespace culvert::control {

// $XDG_RUNTIME_DIR/culvert/control, or /tmp/culvert-UID/control where there is no such directory, or its name is too
// long for a socket; on Windows the name of a pipe with the user's SID.
[[nodiscard]] std::string place();
// The same, in a directory that is there now and this user's alone. Errors: kLocal; kDenied if the directory is
// somebody else's, or open to others.
[[nodiscard]] Result<std::string> prepared_place();

}  // namespace culvert::control
