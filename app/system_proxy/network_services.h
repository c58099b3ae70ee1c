// macOS: each network service (Wi-Fi, Ethernet, …) has proxies of its own, which networksetup(8) shows and sets. What
// it says and what it is told are pure, and tested; running it is network_services_mac.cpp's.
//
// A key is "PART SERVICE". Values: of web, secureweb and socks "on HOST PORT", "off HOST PORT" or "off", with
// "password" behind it where it has one (in the keychain, where networksetup does not read it); of autourl "on
// URL", "off URL" or "off"; of autodiscovery "on" or "off"; of bypass one name a line.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "system_proxy/settings_store.h"

namespace culvert::system_proxy {

constexpr std::string_view kNetworkServices = "network-services";

[[nodiscard]] std::unique_ptr<SettingsStore> make_network_service_store(int lock);  // macOS only; see child.h

using Command = std::vector<std::string>;  // of networksetup, without its name

// Those that are on, from -listallnetworkservices.
[[nodiscard]] std::vector<std::string> parse_services(std::string_view output);
[[nodiscard]] bool is_service_key(std::string_view key);
[[nodiscard]] std::vector<std::string> keys_of_service(const std::string& service);
// How to ask for a key, and what the answer means. Errors: kLocal, kInvalid.
[[nodiscard]] Command question(std::string_view key);
[[nodiscard]] Result<std::string> parse_answer(std::string_view key, std::string_view output);
// How to give it a value. Errors: kLocal, kInvalid: it is none that parse_answer() yields.
[[nodiscard]] Result<std::vector<Command>> orders(std::string_view key, std::string_view value);
// `now` has all keys of the services. kUnsupported: a proxy that would have to be set back has a password.
[[nodiscard]] Result<std::vector<Change>> plan_services(const Values& now, const Target& target);

}  // namespace culvert::system_proxy
