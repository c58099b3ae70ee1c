#include "config/secrets.h"

#include <format>
#include <optional>
#include <set>
#include <utility>

namespace culvert::config {

namespace {

using Kind = SecretSource::Kind;

const SecretReaders::Reader& reader_of(const SecretReaders& readers, Kind kind) {
  switch (kind) {
    case Kind::kKeychain:
      return readers.keychain;
    case Kind::kFile:
      return readers.file;
    case Kind::kNone:
    case Kind::kAsk:
      break;
  }
  return readers.ask;
}

std::string_view not_offered(Kind kind) {
  switch (kind) {
    case Kind::kKeychain:
      return "there is no keychain here";
    case Kind::kFile:
      return "files are not read for it here";
    case Kind::kNone:
    case Kind::kAsk:
      break;
  }
  return "nobody can be asked for it here";
}

// What is wrong; nothing if the secret is there now.
std::optional<std::string> resolve(std::string& secret, const SecretSource& source, const std::string& question,
                                   const SecretReaders& readers) {
  if (source.kind == Kind::kNone || !secret.empty()) return std::nullopt;
  if (const auto why = problem_of(source); !why.empty()) return std::string(why);
  const auto& reader = reader_of(readers, source.kind);
  if (!reader) return std::string(not_offered(source.kind));
  auto got = reader(source.kind == Kind::kAsk ? question : source.where);
  if (!got) return got.error().detail.empty() ? "it was not given" : std::move(got.error().detail);
  if (got->empty()) return "it is empty";
  secret = std::move(*got);
  return std::nullopt;
}

std::set<std::string> profiles_in_use(const Setup& setup) {
  std::set<std::string> ids{setup.profile};
  for (const MixedListener& listener : setup.listeners) ids.insert(listener.profile);
  for (const Application& application : setup.applications) {
    if (!application.on) continue;
    for (const Forward& forward : application.forwards) {
      if (forward.on) ids.insert(forward.profile);
    }
  }
  for (const Rule& rule : setup.rules) {
    if (rule.on) ids.insert(rule.profile);
  }
  ids.erase("");
  return ids;
}

}  // namespace

Problems resolve_secrets(Profile& profile, const SecretReaders& readers) {
  using Scheme = Authentication::Scheme;
  Authentication& a = profile.authentication;
  const std::string& proxy = profile.name.empty() ? profile.proxy : profile.name;
  std::optional<std::string> why;
  switch (a.scheme) {
    case Scheme::kNone:
    case Scheme::kConcealed:  // its key is a file of its own
      break;
    case Scheme::kPassword:
    case Scheme::kBasic:
    case Scheme::kDigest:
      why = resolve(a.credentials.password, a.secret,
                    std::format("the password of {} for {}", a.credentials.user, proxy), readers);
      break;
    case Scheme::kBearer:
      why = resolve(a.token, a.secret, std::format("the token for {}", proxy), readers);
      break;
  }
  if (!why) return {};
  return {{"authentication.secret", std::move(*why)}};
}

Problems resolve_secrets(MixedListener& listener, const SecretReaders& readers) {
  if (!listener.credentials) return {};
  auto why = resolve(listener.credentials->password, listener.secret,
                     std::format("the password of {} at {}", listener.credentials->user, listener.listen.to_string()),
                     readers);
  if (!why) return {};
  return {{"secret", std::move(*why)}};
}

Problems resolve_secrets(Setup& setup, const SecretReaders& readers) {
  Problems problems;
  const auto add = [&](const std::string& where, Problems&& found) {
    for (Problem& p : found) problems.push_back({where + "." + p.field, std::move(p.message)});
  };
  const std::set<std::string> used = profiles_in_use(setup);
  for (std::size_t i = 0; i < setup.profiles.size(); ++i) {
    Profile& profile = setup.profiles[i];
    if (!profile.kept.problem.empty() || !used.contains(profile.id)) continue;
    add(std::format("profiles[{}]", i), resolve_secrets(profile, readers));
  }
  for (std::size_t i = 0; i < setup.listeners.size(); ++i) {
    MixedListener& listener = setup.listeners[i];
    if (!listener.kept.problem.empty()) continue;
    add(std::format("listeners[{}]", i), resolve_secrets(listener, readers));
  }
  return problems;
}

}  // namespace culvert::config
