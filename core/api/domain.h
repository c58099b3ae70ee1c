// A provisioning domain, fetched as a profile says. Inside of api/.
#pragma once

#include "config/profile.h"
#include "http/provisioning_domain.h"
#include "net/loop.h"
#include "net/resolver.h"

namespace culvert::api {

// See Engine::fetch_domain(). Errors: those of fetch_provisioning_domain(); kLocal, kInvalid for a URI that is none.
[[nodiscard]] Task<Result<http::ProvisioningDomain>> fetch_domain(Loop& loop, Resolver& resolver,
                                                                  config::Profile profile);

}  // namespace culvert::api
