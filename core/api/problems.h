// Which problems of a setup keep all of it from running, and which only the entry that they name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/setup.h"

namespace culvert::api {

// A rule with a problem cannot be passed over, since what it keeps in would get out; nor can an entry whose name is not
// its own. A profile, a listener or a forward with a problem fails by itself.
[[nodiscard]] config::Problems fatal(const config::Problems& all);
// What is wrong with the entry at `place` ("listeners[0]", "applications[1].forwards[0]"), or with the application
// around it.
[[nodiscard]] std::optional<std::string> problem_at(const config::Problems& all, std::string_view place);

}  // namespace culvert::api
