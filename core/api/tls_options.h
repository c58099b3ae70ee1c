// What a profile asks of TLS.
#pragma once

#include "config/profile.h"
#include "tls/context.h"

namespace culvert::api {

// Errors: kTls, kInvalid, for a pin that is none. Files are looked at when a context is made of it.
[[nodiscard]] Result<TlsContext::Client> tls_options(const config::Profile& profile);

}  // namespace culvert::api
