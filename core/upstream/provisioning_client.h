// Fetches a provisioning domain from the host that it is named after: an ordinary GET, with nothing in it that says who
// asks (requirement T5; RFC 8801 §4.1, draft-ietf-intarea-proxy-config §2).
#pragma once

#include <chrono>

#include "http/provisioning_domain.h"
#include "upstream/origin_pool.h"

namespace culvert {

inline constexpr Duration kProvisioningLimit = std::chrono::seconds(30);  // from the lookup to the last byte

// https://HOST/.well-known/pvd of the host and port in `options`, whose limits and versions of HTTP hold; the server
// need not know extended CONNECT. `tls` says who is trusted; it should present no client's certificate, since the host
// need not be the proxy's. `now` is the time of the day.
//
// Redirects are not followed (requirement R7), also not those that RFC 8801 §4.1 allows: the answer counts because this
// host's certificate and the identifier in it are of one name. Errors: those of connecting, kTimedOut, kUnsupported
// for any answer but a 200 of the right type, kLimit for too long a one, and those of parse_provisioning_domain().
[[nodiscard]] Task<Result<http::ProvisioningDomain>> fetch_provisioning_domain(Loop& loop, Resolver& resolver,
                                                                               TlsContext tls,
                                                                               OriginPool::Options options,
                                                                               std::chrono::sys_seconds now,
                                                                               Duration limit = kProvisioningLimit);

}  // namespace culvert
