// What can be done about something that went wrong, and where. Inside of the conductor.
#pragma once

#include <QString>
#include <vector>

#include "conductor.h"
#include "config/setup.h"
#include "happening.h"
#include "secrets.h"
#include "setup_document.h"

namespace culvert::ui {

// "proxy.example", with its port if that is not 443.
[[nodiscard]] QString proxy_of(const config::Profile& profile);
[[nodiscard]] QString name_of(const config::Profile& profile);  // its own, or the proxy's
// Null: none is in use, or it is not there.
[[nodiscard]] const config::Profile* profile_in_use(const config::Setup& setup);

[[nodiscard]] Trouble no_profile(const config::Setup& setup);
[[nodiscard]] Trouble no_file(const SetupDocument::File& file);
// It cannot be reached, or not be signed in to, or it cannot be used at all; `profile` may be null.
[[nodiscard]] Trouble profile_trouble(const Error& error, const config::Profile* profile);
[[nodiscard]] Trouble missing_secret(const Secrets::Missing& missing, const config::Setup& setup);
[[nodiscard]] Trouble listener_trouble(const Happening& happening);
[[nodiscard]] Trouble setup_trouble(const Happening& happening, const config::Setup& setup);

}  // namespace culvert::ui
