// How the client proves to the proxy who it is, as a profile has it.
#pragma once

#include "config/profile.h"
#include "http/auth/authenticator.h"

namespace culvert::api {

// Reads the private key, if there is one. Errors: kLocal, kInvalid.
[[nodiscard]] Result<http::Identity> identity_of(const config::Authentication& a);

}  // namespace culvert::api
