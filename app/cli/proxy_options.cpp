#include "proxy_options.h"

#include <algorithm>
#include <iostream>

#include "base/escape.h"

namespace culvert::app {

namespace {
constexpr std::size_t kLongest = 1024;  // of a sentence about the command line
}

void add_proxy_options(CLI::App& command, Arguments& a, bool required) {
  command.add_option("--proxy", a.proxy, "URI template of the proxy, or its HOST[:PORT]")->required(required);
  command.add_option("--ca", a.ca_file, "PEM file with the certificates to trust (default: the system's)");
  command.add_option("--pin", a.pins, "sha256/BASE64 of a public key; the proxy must have one of those given");
  command.add_option("--client-cert", a.client_certificate, "PEM file with a certificate to show to the proxy");
  command.add_option("--client-key", a.client_key, "PEM file (mode 0600) with its key");
  command.add_option("--key-log", a.key_log, "file to add the TLS secrets of every connection to (for Wireshark)");
  command.add_flag("--early-data", a.early_data,
                   "send requests with the TLS handshake, where somebody in between can send them once more");
  command.add_flag("--expect-continue", a.expect_continue,
                   "ask the proxy to say at once that it has a request, within 10 seconds");
  command.add_flag("--classic", a.classic, "the proxy is a classic CONNECT proxy (HOST[:PORT]), if it does not object");
  command.add_option("--session-file", a.session_file, "file (mode 0600) that keeps TLS sessions for the next run");
  command.add_option("--user", a.user,
                     "user name for the proxy; the password is asked for, unless there is a file of it");
  command.add_option("--password-file", a.password_file, "file (mode 0600) whose first line is the password");
  command
      .add_option("--password-fd", a.password_fd,
                  "descriptor, such as that of a pipe, whose first line is the password")
      ->check(CLI::NonNegativeNumber);
  command
      .add_option("--auth", a.auth,
                  "how the password is given: auto (when asked, by Digest or Basic), basic (at once), digest")
      ->capture_default_str();
  command.add_option("--token-file", a.token_file, "file (mode 0600) whose first line is a bearer token for the proxy");
  command.add_option("--concealed-key", a.concealed_key,
                     "PEM file (mode 0600) with a private key (Ed25519 or P-256) to sign in with, without being asked");
  command.add_option("--concealed-id", a.concealed_id, "the name that the proxy knows the key by");
  command.add_option("--http", a.http, "versions of HTTP that may be used, in order of preference")
      ->capture_default_str();
  command.add_option("--congestion", a.congestion, "congestion control over HTTP/3: cubic or bbr")
      ->capture_default_str();
  command.add_option("--qlog", a.qlog, "directory for a qlog file of each HTTP/3 connection");
  command
      .add_option("--wire", a.wire, "revision of the protocol: auto, draft-12, draft-08, rfc, or TOKEN,DATA,FINAL_DATA")
      ->capture_default_str();
}

void add_saved_profile(CLI::App& command, Arguments& a) {
  command.get_option("--proxy")->description(
      "URI template of the proxy, or its HOST[:PORT]; without it the profile is used that was saved");
  command.add_option("--profile", a.profile, "id of a saved profile (default: the one in use)")->excludes("--proxy");
}

void choose_saved(const CLI::App& command, Arguments& a, std::span<const std::string_view> anyway) {
  a.saved = command.get_option("--proxy")->count() == 0;
  if (!a.saved) return;
  for (const CLI::Option* option : command.get_options()) {
    const std::string name = option->get_name();
    if (option->count() != 0 && !std::ranges::contains(anyway, name)) {
      throw CLI::RequiredError("--proxy, with " + name + ",");
    }
  }
}

int usage_error(const Error& error) {
  std::cerr << "culvert-cli: " << escape(error.detail, kLongest) << "\n";
  return kUsage;
}

}  // namespace culvert::app
