#include "config/profile_json.h"

#include <algorithm>
#include <array>
#include <format>

#include "http/version.h"

namespace culvert::config {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using Scheme = Authentication::Scheme;

constexpr Names<Scheme, 6> kSchemes{{{"none", Scheme::kNone},
                                     {"password", Scheme::kPassword},
                                     {"basic", Scheme::kBasic},
                                     {"digest", Scheme::kDigest},
                                     {"bearer", Scheme::kBearer},
                                     {"concealed", Scheme::kConcealed}}};
constexpr std::array<std::string_view, 3> kSecretNames{"password", "passphrase", "token"};

void read_authentication(FieldReader& from, Authentication& a) {
  read_scheme(from, a);
  from.text("user", a.credentials.user);
  from.text("key_id", a.key_id);
  from.text("key_file", a.key_file);
  read_source(from, a.secret);
}

FieldWriter write_authentication(const Authentication& a) {
  FieldWriter to;
  write_scheme(to, a);
  to.put("user", a.credentials.user, {});
  to.put("key_id", a.key_id, {});
  to.put("key_file", a.key_file, {});
  write_source(to, a.secret, a.credentials.password + a.token);
  return to;
}

bool is_secret(const std::string& name, const json& value) {
  return std::ranges::contains(kSecretNames, name) || (name == "secret" && !value.is_object());
}

void strip(json& tree, const std::string& place, const std::function<void(std::string)>& found) {
  if (tree.is_array()) {
    for (std::size_t i = 0; i < tree.size(); ++i) strip(tree[i], std::format("{}[{}]", place, i), found);
    return;
  }
  if (!tree.is_object()) return;
  bool any = false;
  for (auto it = tree.begin(); it != tree.end();) {
    std::string field = place.empty() ? it.key() : place + "." + it.key();
    if (is_secret(it.key(), it.value())) {
      any = true;
      found(std::move(field));
      it = tree.erase(it);
    } else {
      strip(it.value(), field, found);
      ++it;
    }
  }
  const bool says_who = tree.contains("user") || tree.contains("scheme");
  if (any && says_who && !tree.contains("secret")) tree["secret"] = {{"ask", true}};
}

}  // namespace

std::string text_of(const http::Versions& versions) {
  std::string text;
  for (const http::Version version : versions) {
    if (!text.empty()) text += ',';
    text += http::name_of(version).substr(std::string_view("HTTP/").size());
  }
  return text;
}

void read_scheme(FieldReader& from, Authentication& a) { from.choice("scheme", a.scheme, kSchemes); }

void write_scheme(FieldWriter& to, const Authentication& a) { to.put("scheme", a.scheme, Scheme::kNone, kSchemes); }

void read_source(FieldReader& from, SecretSource& source) {
  using Kind = SecretSource::Kind;
  from.inner("secret", [&](FieldReader& inner) {
    std::string keychain;
    std::string file;
    bool ask = false;
    inner.text("keychain", keychain);
    inner.text("file", file);
    inner.flag("ask", ask);
    const int ways = static_cast<int>(inner.has("keychain")) + static_cast<int>(inner.has("file")) +
                     static_cast<int>(inner.has("ask"));
    if (ways != 1 || (inner.has("ask") && !ask)) {
      inner.wrong("secret", R"(this has to be one of "keychain": NAME, "file": PATH, "ask": true)");
    }
    if (inner.has("keychain")) source = {Kind::kKeychain, std::move(keychain)};
    if (inner.has("file")) source = {Kind::kFile, std::move(file)};
    if (inner.has("ask")) source = {Kind::kAsk, {}};
  });
}

void write_source(FieldWriter& to, const SecretSource& source, const std::string& secret) {
  FieldWriter inner;
  switch (source.kind) {
    case SecretSource::Kind::kKeychain:
      inner.put("keychain", source.where);
      break;
    case SecretSource::Kind::kFile:
      inner.put("file", source.where);
      break;
    case SecretSource::Kind::kNone:
      if (secret.empty()) break;
      [[fallthrough]];
    case SecretSource::Kind::kAsk:
      inner.put("ask", true);
      break;
  }
  to.put("secret", std::move(inner));
}

void read_profile(FieldReader& from, Profile& p) {
  from.text("id", p.id);
  from.text("name", p.name);
  from.text("proxy", p.proxy);
  from.texts("fallbacks", p.fallbacks);
  from.flag("classic_connect", p.classic_connect);
  from.text("wire", p.wire);
  from.form("http", p.http, http::parse_versions);
  from.text("ca_file", p.ca_file);
  from.texts("pins", p.pins);
  from.text("client_certificate_file", p.client_certificate_file);
  from.text("client_key_file", p.client_key_file);
  from.flag("early_data", p.early_data);
  from.flag("expect_continue", p.expect_continue);
  from.flag("answer_early", p.answer_early);
  from.text("session_file", p.session_file);
  from.text("key_log_file", p.key_log_file);
  from.text("congestion", p.congestion);
  from.text("qlog_directory", p.qlog_directory);
  from.inner("authentication", [&](FieldReader& inner) { read_authentication(inner, p.authentication); });
}

ordered_json write_profile(const Profile& profile) {
  return write_entry(profile, [](FieldWriter& to, const Profile& p) {
    const Profile preset;
    to.put("id", p.id);
    to.put("name", p.name, {});
    to.put("proxy", p.proxy);
    to.put("fallbacks", p.fallbacks, {});
    to.put("classic_connect", p.classic_connect, preset.classic_connect);
    to.put("wire", p.wire, preset.wire);
    to.put("http", text_of(p.http), text_of(preset.http));
    to.put("ca_file", p.ca_file, {});
    to.put("pins", p.pins, {});
    to.put("client_certificate_file", p.client_certificate_file, {});
    to.put("client_key_file", p.client_key_file, {});
    to.put("early_data", p.early_data, preset.early_data);
    to.put("expect_continue", p.expect_continue, preset.expect_continue);
    to.put("answer_early", p.answer_early, preset.answer_early);
    to.put("session_file", p.session_file, {});
    to.put("key_log_file", p.key_log_file, {});
    to.put("congestion", p.congestion, preset.congestion);
    to.put("qlog_directory", p.qlog_directory, {});
    to.put("authentication", write_authentication(p.authentication));
  });
}

void strip_secrets(json& tree, const std::function<void(std::string)>& found) { strip(tree, {}, found); }

}  // namespace culvert::config
