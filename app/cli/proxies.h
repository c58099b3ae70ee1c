// culvert-cli proxies: what a provisioning domain offers.
#pragma once

#include <string>

#include "arguments.h"
#include "http/provisioning_domain.h"

namespace culvert::app {

// A template a line, with what else is said of it; and what was left out.
[[nodiscard]] std::string to_text(const http::ProvisioningDomain& domain);
// One JSON object.
[[nodiscard]] std::string to_json(const http::ProvisioningDomain& domain);

}  // namespace culvert::app
