#include "api/tls_options.h"

namespace culvert::api {

Result<TlsContext::Client> tls_options(const config::Profile& profile) {
  TlsContext::Client options;
  options.ca_file = profile.ca_file;
  options.alpn = http::alpn_over_tcp(profile.http);
  for (const std::string& text : profile.pins) {
    auto pin = parse_pin(text);
    if (!pin) return std::unexpected(std::move(pin.error()));
    options.pins.push_back(*pin);
  }
  options.certificate_file = profile.client_certificate_file;
  options.key_file = profile.client_key_file;
  options.key_log_file = profile.key_log_file;
  options.early_data = profile.early_data;
  return options;
}

}  // namespace culvert::api
