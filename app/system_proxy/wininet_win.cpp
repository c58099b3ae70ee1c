// INTERNET_OPTION_PER_CONNECTION_OPTION. Compiled with MinGW-w64, run by nobody yet.
#include "system_proxy/wininet_win.h"

#include <windows.h>
// After windows.h, which they need.
#include <ras.h>
#include <raserror.h>
#include <wininet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <ranges>
#include <string>
#include <utility>

namespace culvert::system_proxy {

namespace {

constexpr std::string_view kFlags = "flags";
constexpr std::string_view kServer = "server";
constexpr std::string_view kBypass = "bypass";
constexpr std::array kParts{kFlags, kServer, kBypass};
constexpr const char* kSeparator = ";";

std::string narrow(const wchar_t* text) {
  const int size = ::WideCharToMultiByte(CP_UTF8, 0, text, -1, nullptr, 0, nullptr, nullptr);
  if (size <= 1) return {};
  std::string out(static_cast<std::size_t>(size), '\0');
  ::WideCharToMultiByte(CP_UTF8, 0, text, -1, out.data(), size, nullptr, nullptr);
  out.pop_back();  // the zero at the end
  return out;
}

std::wstring wide(const std::string& text) {
  const int size = ::MultiByteToWideChar(CP_UTF8, 0, text.c_str(), -1, nullptr, 0);
  if (size <= 1) return {};
  std::wstring out(static_cast<std::size_t>(size), L'\0');
  ::MultiByteToWideChar(CP_UTF8, 0, text.c_str(), -1, out.data(), size);
  out.pop_back();
  return out;
}

std::unexpected<Error> failed(const std::string& doing) {
  return fail(Stage::kLocal, Code::kSystem, doing + ": error " + std::to_string(::GetLastError()));
}

// A key is "PART CONNECTION", with an empty name for the local network.
std::string key_of(std::string_view part, const std::string& connection) {
  return std::string(part) + " " + connection;
}
std::string part_of(std::string_view key) { return std::string(key.substr(0, key.find(' '))); }
std::string connection_of(std::string_view key) {
  const std::size_t space = key.find(' ');
  return space == std::string_view::npos ? std::string() : std::string(key.substr(space + 1));
}

std::vector<std::string> connections() {
  std::vector<std::string> names{""};
  DWORD bytes = sizeof(RASENTRYNAMEW);
  DWORD count = 0;
  std::vector<RASENTRYNAMEW> entries(1);
  entries[0].dwSize = sizeof(RASENTRYNAMEW);
  DWORD result = ::RasEnumEntriesW(nullptr, nullptr, entries.data(), &bytes, &count);
  if (result == ERROR_BUFFER_TOO_SMALL) {
    entries.assign(bytes / sizeof(RASENTRYNAMEW) + 1, {});
    entries[0].dwSize = sizeof(RASENTRYNAMEW);
    bytes = static_cast<DWORD>(entries.size() * sizeof(RASENTRYNAMEW));
    result = ::RasEnumEntriesW(nullptr, nullptr, entries.data(), &bytes, &count);
  }
  if (result != ERROR_SUCCESS) return names;  // there are none, or there is no such service
  for (const RASENTRYNAMEW& entry : entries | std::views::take(count)) names.push_back(narrow(&entry.szEntryName[0]));
  return names;
}

struct Options {
  DWORD flags = PROXY_TYPE_DIRECT;
  Value server;
  Value bypass;
};

Result<Options> query(const std::string& connection) {
  std::wstring name = wide(connection);
  std::array<INTERNET_PER_CONN_OPTIONW, 3> options{};
  options[0].dwOption = INTERNET_PER_CONN_FLAGS;
  options[1].dwOption = INTERNET_PER_CONN_PROXY_SERVER;
  options[2].dwOption = INTERNET_PER_CONN_PROXY_BYPASS;
  INTERNET_PER_CONN_OPTION_LISTW list{};
  list.dwSize = sizeof(list);
  list.pszConnection = connection.empty() ? nullptr : name.data();
  list.dwOptionCount = static_cast<DWORD>(options.size());
  list.pOptions = options.data();
  DWORD size = sizeof(list);
  if (::InternetQueryOptionW(nullptr, INTERNET_OPTION_PER_CONNECTION_OPTION, &list, &size) == FALSE) {
    return failed("reading the proxy of Windows");
  }
  const auto take = [](wchar_t* text) {
    if (text == nullptr) return Value();
    Value value = narrow(text);
    ::GlobalFree(text);
    return value->empty() ? Value() : value;  // the same for Windows
  };
  return Options{.flags = options[0].Value.dwValue,
                 .server = take(options[1].Value.pszValue),
                 .bypass = take(options[2].Value.pszValue)};
}

Result<> apply(const std::string& connection, const Options& wanted) {
  std::wstring name = wide(connection);
  std::wstring server = wide(wanted.server.value_or(""));
  std::wstring bypass = wide(wanted.bypass.value_or(""));
  std::array<INTERNET_PER_CONN_OPTIONW, 3> options{};
  options[0].dwOption = INTERNET_PER_CONN_FLAGS;
  options[0].Value.dwValue = wanted.flags;
  options[1].dwOption = INTERNET_PER_CONN_PROXY_SERVER;
  options[1].Value.pszValue = server.data();
  options[2].dwOption = INTERNET_PER_CONN_PROXY_BYPASS;
  options[2].Value.pszValue = bypass.data();
  INTERNET_PER_CONN_OPTION_LISTW list{};
  list.dwSize = sizeof(list);
  list.pszConnection = connection.empty() ? nullptr : name.data();
  list.dwOptionCount = static_cast<DWORD>(options.size());
  list.pOptions = options.data();
  if (::InternetSetOptionW(nullptr, INTERNET_OPTION_PER_CONNECTION_OPTION, &list, sizeof(list)) == FALSE) {
    return failed("setting the proxy of Windows");
  }
  return {};
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  for (const auto part : std::views::split(list, ';')) {
    if (!part.empty()) parts.emplace_back(part.begin(), part.end());
  }
  return parts;
}

Options wanted(const Target& target, const Options& before) {
  const std::string host = target.host.contains(':') ? "[" + target.host + "]" : target.host;
  const std::string at = host + ":" + std::to_string(target.port);
  std::vector<std::string> direct =
      merge(split(before.bypass.value_or("")), {"localhost", "127.*", "[::1]", "<local>"});
  std::string bypass;
  for (const std::string& one : merge(std::move(direct), target.bypass)) {
    bypass += (bypass.empty() ? "" : kSeparator) + one;
  }
  return {.flags = PROXY_TYPE_DIRECT | PROXY_TYPE_PROXY,
          .server = target.http ? "http=" + at + ";https=" + at + ";socks=" + at : "socks=" + at,
          .bypass = bypass};
}

Value value_of(const Options& options, std::string_view part) {
  if (part == kFlags) return std::to_string(options.flags);
  return part == kServer ? options.server : options.bypass;
}

class WinInetStore : public SettingsStore {
 public:
  [[nodiscard]] std::string name() const override { return std::string(kWinInet); }
  [[nodiscard]] std::string title() const override { return "the settings of Windows"; }
  [[nodiscard]] bool knows(std::string_view key) const override {
    return key.contains(' ') && std::ranges::find(kParts, part_of(key)) != kParts.end();
  }

  [[nodiscard]] Result<std::vector<Change>> plan(const Target& target) override {
    std::vector<Change> changes;
    for (const std::string& connection : connections()) {
      const auto before = query(connection);
      if (!before) return std::unexpected(before.error());
      const Options after = wanted(target, *before);
      for (const std::string_view part : kParts) {
        const Value was = value_of(*before, part);
        const Value will = value_of(after, part);
        if (was != will) changes.push_back({.key = key_of(part, connection), .before = was, .after = will});
      }
    }
    return changes;
  }
  [[nodiscard]] Result<Values> read(const std::vector<std::string>& keys) override {
    Values values;
    for (const std::string& key : keys) {
      const auto options = query(connection_of(key));
      if (!options) return std::unexpected(options.error());
      values[key] = value_of(*options, part_of(key));
    }
    return values;
  }
  [[nodiscard]] Result<> write(const Values& values) override {
    std::map<std::string, Options> all;
    for (const auto& [key, value] : values) {
      const std::string connection = connection_of(key);
      if (!all.contains(connection)) {
        const auto now = query(connection);
        if (!now) return std::unexpected(now.error());
        all[connection] = *now;
      }
      Options& options = all[connection];
      const std::string part = part_of(key);
      if (part == kServer) options.server = value;
      if (part == kBypass) options.bypass = value;
      if (part == kFlags) {
        const std::string digits = value.value_or("");
        const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), options.flags);
        if (ec != std::errc{} || end != digits.data() + digits.size()) {
          return fail(Stage::kLocal, Code::kInvalid, "the flags of a connection are a number");
        }
      }
    }
    for (const auto& [connection, options] : all) {
      if (auto ok = apply(connection, options); !ok) return ok;
    }
    // Programs that run are told.
    ::InternetSetOptionW(nullptr, INTERNET_OPTION_SETTINGS_CHANGED, nullptr, 0);
    ::InternetSetOptionW(nullptr, INTERNET_OPTION_REFRESH, nullptr, 0);
    // The values are in the user's registry; on the disk before the journal goes.
    if (::RegFlushKey(HKEY_CURRENT_USER) != ERROR_SUCCESS) return failed("writing the proxy of Windows to the disk");
    return {};
  }
};

}  // namespace

std::unique_ptr<SettingsStore> make_wininet_store() { return std::make_unique<WinInetStore>(); }

}  // namespace culvert::system_proxy
