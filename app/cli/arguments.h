// What was typed on the command line, and what it means. Nothing is opened but files of secrets and certificates.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/trace.h"
#include "common/secret_input.h"
#include "config/setup.h"

namespace culvert::app {

struct Arguments {
  std::string proxy;
  bool saved = false;   // what is saved is meant, instead of `proxy` and what belongs to it
  std::string profile;  // of what is saved; empty: the one in use
  std::string ca_file;
  std::vector<std::string> pins;
  std::string client_certificate;
  std::string client_key;
  std::string key_log;
  bool early_data = false;
  bool expect_continue = false;
  bool classic = false;
  bool answer_early = false;
  std::string session_file;
  std::string wire = "draft-12";
  std::string http = "3,2,1.1";
  std::string congestion = "bbr";
  std::string qlog;
  std::string user;
  std::string password_file;
  int password_fd = -1;
  std::string auth = "auto";
  std::string token_file;
  std::string concealed_key;
  std::string concealed_id;
  std::vector<std::string> socks;
  std::string socks_user;
  std::string socks_password_file;
  std::vector<std::string> forwards;
  bool system_proxy = false;
  bool trace = false;
  std::string trace_of;
  std::string trace_file;
  bool json = false;
  bool verbose = false;
  std::string host;
  std::string port;
  // For a password that a user name wants and nothing gives.
  std::function<Result<std::string>(std::string_view prompt)> ask = ask_for_secret;
};

// A profile that can be used. Errors: of the option that is wrong, by its name.
[[nodiscard]] Result<config::Profile> profile_of(const Arguments& a);
// That one alone, which is in use; for `run` with listeners.
[[nodiscard]] Result<config::Setup> setup_to_connect(const Arguments& a);
[[nodiscard]] Result<config::Setup> setup_to_run(const Arguments& a);
// --trace-of: "tunnel:12", "connection:3"; empty: all.
[[nodiscard]] Result<TraceSubject> traced(const Arguments& a);
// HOST and PORT; an IPv6 address with or without brackets.
[[nodiscard]] Result<http::HostPort> destination(const Arguments& a);

}  // namespace culvert::app
