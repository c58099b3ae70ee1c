#include "config/link.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <format>
#include <optional>

#include "base/escape.h"
#include "config/document.h"
#include "config/fields.h"
#include "config/profile_json.h"
#include "http/auth/base64.h"

namespace culvert::config {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using Scheme = Authentication::Scheme;

constexpr std::string_view kPrefix = "culvert://profile/";
constexpr unsigned kVersion = 1;
constexpr std::size_t kMaxLink = 16'384;
constexpr std::size_t kMaxProfiles = 256;
constexpr std::size_t kMaxSecret = 4096;
constexpr http::JsonLimits kLinkLimits{.bytes = 8192, .depth = 4, .values = 256};
constexpr http::JsonLimits kProfilesLimits{.bytes = std::size_t{1} * 1024 * 1024, .depth = 8, .values = 65'536};

std::unexpected<Error> bad(Code code, std::string why) { return fail(Stage::kLocal, code, std::move(why)); }

// ---- What is read
// ----------------------------------------------------------------------------------------------------

// For people to read: nothing in it can pass for something else (requirement K4). Backslashes are for names of domains.
bool is_plain(std::string text) {
  std::ranges::replace(text, '\\', '/');
  return escape(text, text.size()) == text;
}

bool is_pin(std::string_view text) {
  constexpr std::string_view kHash = "sha256/";
  constexpr std::size_t kBytes = 32;
  if (!text.starts_with(kHash)) return false;
  const auto hash = http::decode_base64(text.substr(kHash.size()));
  return hash && hash->size() == kBytes;
}

bool has_secret(Scheme scheme) { return scheme != Scheme::kNone && scheme != Scheme::kConcealed; }

void read_who(FieldReader& from, Offer& offer) {
  Authentication& a = offer.profile.authentication;
  std::string password;
  std::string token;
  read_scheme(from, a);
  from.text("user", a.credentials.user);
  from.text("key_id", a.key_id);
  from.text("password", password);
  from.text("token", token);
  offer.secret = a.scheme == Scheme::kBearer ? std::move(token) : std::move(password);
  if (!has_secret(a.scheme)) offer.secret.clear();
  if (has_secret(a.scheme)) a.secret.kind = SecretSource::Kind::kAsk;
}

void read_fields(FieldReader& from, Offer& offer) {
  Profile& p = offer.profile;
  from.skip("id");  // it is for the reader to choose
  from.text("name", p.name);
  from.text("proxy", p.proxy);
  from.texts("fallbacks", p.fallbacks);
  from.flag("classic_connect", p.classic_connect);
  from.text("wire", p.wire);
  from.form("http", p.http, http::parse_versions);
  from.texts("pins", p.pins);
  from.text("congestion", p.congestion);
  from.flag("expect_continue", p.expect_continue);
  from.flag("answer_early", p.answer_early);
  from.inner("authentication", [&](FieldReader& inner) { read_who(inner, offer); });
}

std::string_view why_left_out(std::string_view field) {
  constexpr std::array<std::string_view, 6> kFiles{
      "ca_file", "client_certificate_file", "client_key_file", "session_file", "key_log_file", "qlog_directory"};
  if (std::ranges::contains(kFiles, field)) return "others do not choose files of this computer";
  if (field == "early_data") return "whoever uses it decides whether requests may be made twice";
  return "this is not taken from others";
}

void leave_out(const json& rest, const std::string& where, Problems& left_out) {
  for (const auto& [name, value] : rest.items()) {
    if (name == "authentication" && value.is_object() && where.empty()) {
      leave_out(value, "authentication.", left_out);
    } else {
      left_out.push_back({where + name, std::string(why_left_out(name))});
    }
  }
}

std::optional<Problem> problem_of(const Offer& offer) {
  Profile p = offer.profile;
  if (p.authentication.scheme == Scheme::kConcealed) p.authentication.key_file = "chosen later";
  if (auto problems = validate(p, Secrets::kToCome); !problems.empty()) return problems.front();
  if (!offer.secret.empty()) {
    p.authentication.credentials.password = p.authentication.token = offer.secret;
    if (!validate(p).empty() || offer.secret.size() > kMaxSecret || !is_utf8(offer.secret)) {
      return Problem{"authentication", "this is no secret"};
    }
  }
  for (const auto& [field, value] : offer.says) {
    if (!is_plain(value)) return Problem{field, "it has characters that are not shown"};
  }
  if (!std::ranges::all_of(p.pins, is_pin)) return Problem{"pins", "a pin is sha256/ and a hash in base64"};
  return std::nullopt;
}

// ---- What is written
// -------------------------------------------------------------------------------------------------

// What goes from one person to another, without a secret.
FieldWriter write_fields(const Profile& p) {
  const Profile preset;
  FieldWriter to;
  to.put("name", p.name, {});
  to.put("proxy", p.proxy);
  to.put("fallbacks", p.fallbacks, {});
  to.put("classic_connect", p.classic_connect, preset.classic_connect);
  to.put("wire", p.wire, preset.wire);
  to.put("http", text_of(p.http), text_of(preset.http));
  to.put("pins", p.pins, {});
  to.put("congestion", p.congestion, preset.congestion);
  to.put("expect_continue", p.expect_continue, preset.expect_continue);
  to.put("answer_early", p.answer_early, preset.answer_early);
  FieldWriter who;
  write_scheme(who, p.authentication);
  who.put("user", p.authentication.credentials.user, {});
  who.put("key_id", p.authentication.key_id, {});
  to.put("authentication", std::move(who));
  return to;
}

ordered_json write_offer(const Profile& profile, WithSecret with) {
  ordered_json tree = write_fields(profile).done({});
  const Authentication& a = profile.authentication;
  const bool token = a.scheme == Scheme::kBearer;
  const std::string& secret = token ? a.token : a.credentials.password;
  if (with == WithSecret::kYes && has_secret(a.scheme) && !secret.empty()) {
    tree["authentication"][token ? "token" : "password"] = secret;
  }
  return tree;
}

std::string shown(const ordered_json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  std::string list;
  for (const ordered_json& part : value) list += (list.empty() ? "" : ", ") + shown(part);
  return list;
}

void tell(const ordered_json& tree, const std::string& where, Offer& offer) {
  for (const auto& [name, value] : tree.items()) {
    if (value.is_object()) {
      tell(value, where + name + ".", offer);
    } else {
      offer.says.emplace_back(where + name, shown(value));
    }
  }
}

Result<Offer> read_offer(const json& tree) {
  if (!tree.is_object()) return bad(Code::kInvalid, "a profile has to be an object");
  Offer offer;
  FieldReader from(tree);
  read_fields(from, offer);
  if (!from.problems().empty()) return bad(Code::kInvalid, to_string(from.problems().front()));
  leave_out(from.rest(), {}, offer.left_out);
  tell(write_fields(offer.profile).done({}), {}, offer);
  if (const auto problem = problem_of(offer)) return bad(Code::kInvalid, to_string(*problem));
  if (!offer.secret.empty()) offer.says.emplace_back("authentication.secret", "comes along");
  return offer;
}

// The same as a reader will find it.
Result<ordered_json> offered(const Profile& profile, WithSecret with) {
  if (!profile.kept.problem.empty()) return bad(Code::kInvalid, profile.kept.problem);
  ordered_json tree = write_offer(profile, with);
  const auto again = read_offer(json(tree));
  if (!again) return std::unexpected(again.error());
  return tree;
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Without what mail and chat programs put into it and around it.
std::string unwrapped(std::string_view text) {
  std::string link;
  for (const char c : text) {
    if (!is_space(c)) link += c;
  }
  constexpr std::string_view kBefore = "<\"'([`";
  constexpr std::string_view kBehind = ">\"')]`.,;:!?";
  link.erase(0, std::min(link.find_first_not_of(kBefore), link.size()));
  link.resize(link.find_last_not_of(kBehind) + 1);
  return link;
}

bool begins_with_prefix(std::string_view link) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(link.substr(0, kPrefix.size()), kPrefix, {}, lower);
}

}  // namespace

Result<Offer> read_link(std::string_view text) {
  if (text.size() > kMaxLink) return bad(Code::kLimit, "this is longer than any link of Culvert");
  const std::string link = unwrapped(text);
  if (!begins_with_prefix(link)) return bad(Code::kInvalid, "this is no link of Culvert (culvert://profile/…)");
  const std::string_view rest = std::string_view(link).substr(kPrefix.size());
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  unsigned version = 0;
  const std::string_view digits = rest.substr(0, slash);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
  if (error != std::errc{} || end != digits.data() + digits.size() || version == 0 || slash == rest.size()) {
    return bad(Code::kInvalid, "the link is not whole, or was changed on its way");
  }
  if (version > kVersion) return bad(Code::kUnsupported, "a newer Culvert made this link");
  const auto bytes = http::decode_base64url(rest.substr(slash + 1));
  if (!bytes) return bad(Code::kInvalid, "the link is not whole, or was changed on its way");
  auto tree = http::parse_json(*bytes, kLinkLimits);
  if (!tree && tree.error().code == Code::kLimit) return bad(Code::kLimit, std::move(tree.error().detail));
  if (!tree) return bad(Code::kInvalid, "the link is not whole, or was changed on its way");
  return read_offer(*tree);
}

Result<std::string> write_link(const Profile& profile, WithSecret with) {
  const auto tree = offered(profile, with);
  if (!tree) return std::unexpected(tree.error());
  const std::string bytes = tree->dump();
  if (!http::parse_json(bytes, kLinkLimits)) return bad(Code::kLimit, "this is too much for a link; a file holds it");
  return std::format("{}{}/{}", kPrefix, kVersion, http::encode_base64url(bytes));
}

Result<std::vector<Offer>> read_profiles(std::string_view text) {
  auto tree = http::parse_json(text, kProfilesLimits);
  if (!tree) return bad(tree.error().code, std::move(tree.error().detail));
  if (const auto schema = check_schema(*tree); !schema) return std::unexpected(schema.error());
  const auto profiles = tree->find("profiles");
  if (profiles == tree->end() || !profiles->is_array()) return bad(Code::kInvalid, "this is no file of profiles");
  if (profiles->size() > kMaxProfiles) return bad(Code::kLimit, "a file has at most 256 profiles");
  std::vector<Offer> offers;
  for (const json& profile : *profiles) {
    auto offer = read_offer(profile);
    if (!offer) {
      return bad(offer.error().code, std::format("profiles[{}]: {}", offers.size(), offer.error().detail));
    }
    offers.push_back(std::move(*offer));
  }
  return offers;
}

Result<std::string> write_profiles(const std::vector<Profile>& profiles, WithSecret with) {
  if (profiles.size() > kMaxProfiles) return bad(Code::kLimit, "a file has at most 256 profiles");
  ordered_json list = ordered_json::array();
  for (const Profile& profile : profiles) {
    auto tree = offered(profile, with);
    if (!tree) return std::unexpected(std::move(tree.error()));
    list.push_back(std::move(*tree));
  }
  auto text = written({{kSchemaField, kSchema}, {"profiles", std::move(list)}});
  if (text && !http::parse_json(*text, kProfilesLimits)) return bad(Code::kLimit, "these are too many for a file");
  return text;
}

std::string new_profile_id(const Setup& setup, std::string_view name) {
  constexpr std::size_t kMost = 48;  // room for a number
  std::string id;
  for (const char c : name.substr(0, kMost)) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool good = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
    if (good) id += lower;
    if (!good && !id.empty() && !id.ends_with('-')) id += '-';
  }
  while (id.ends_with('-')) id.pop_back();
  if (id.empty()) id = "profile";
  std::string unique = id;
  for (std::size_t i = 2; find_profile(setup, unique) != nullptr; ++i) unique = std::format("{}-{}", id, i);
  return unique;
}

}  // namespace culvert::config
