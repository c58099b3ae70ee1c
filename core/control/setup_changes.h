// The changes of a setup that a command line can ask for. Each leaves the setup as it was if it fails. Errors: kLocal;
// kNotFound if there is no entry of that id, else kInvalid.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/setup.h"

namespace culvert::control {

// Where forwards go that are added without an application; it is made when it is needed.
inline constexpr std::string_view kPlainForwards = "command-line";

// Gives it an id if it has none, and says which. `application`: an id, or empty.
[[nodiscard]] Result<std::string> add_forward(config::Setup& setup, config::Forward forward, std::string application);
[[nodiscard]] Result<> remove_forward(config::Setup& setup, std::string_view id);
[[nodiscard]] Result<> switch_forward(config::Setup& setup, std::string_view id, bool on);
// A forward at any port that is free has the one from now on that was found: `address`, as an engine tells it.
[[nodiscard]] Result<> keep_port(config::Setup& setup, std::string_view id, std::string_view address);

// The same for profiles. The first one is the one in use.
[[nodiscard]] Result<std::string> add_profile(config::Setup& setup, config::Profile profile);
[[nodiscard]] Result<> remove_profile(config::Setup& setup,
                                      std::string_view id);  // not the one in use, nor one that is named elsewhere
[[nodiscard]] Result<> use_profile(config::Setup& setup, std::string_view id);

// What an engine can run of it, its secrets being in it: without profiles that cannot be used and that nothing goes
// through, such as those with a password that nobody was asked for.
[[nodiscard]] config::Setup runnable(const config::Setup& setup);

// Profiles on their way from one program of a user to another, whole but for their secrets (what comes from strangers
// is read by config/link.h). Errors as well: kUnsupported for those of a newer Culvert; one that cannot be used is an
// error.
[[nodiscard]] Result<std::vector<config::Profile>> read_own_profiles(std::string_view text);
[[nodiscard]] Result<std::string> write_own_profiles(std::vector<config::Profile> profiles);

}  // namespace culvert::control
