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

Result<std::string> ask(const NeededSecret& needed, const SecretReaders& readers) {
  if (readers.any) return readers.any(needed);
  const SecretSource& source = needed.source;
  const auto& reader = reader_of(readers, source.kind);
  if (!reader) return fail(Stage::kLocal, Code::kUnsupported, std::string(not_offered(source.kind)));
  return reader(source.kind == Kind::kAsk ? needed.to_string() : source.where);
}

// What is wrong; nothing if the secret is there now.
std::optional<Problem> resolve(const NeededSecret& needed, std::string& secret, const SecretReaders& readers) {
  if (const auto why = problem_of(needed.source); !why.empty()) return Problem{needed.field, std::string(why)};
  auto got = ask(needed, readers);
  if (!got) {
    return Problem{needed.field, got.error().detail.empty() ? "it was not given" : std::move(got.error().detail)};
  }
  if (got->empty()) return Problem{needed.field, "it is empty"};
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

bool is_needed(const SecretSource& source, const std::string& secret) {
  return source.kind != Kind::kNone && secret.empty();
}

// `visit` takes what is needed, and the place where it belongs.
template <class SomeProfile, class Visit>
void visit_profile(SomeProfile& profile, const std::string& where, Visit&& visit) {
  using Scheme = Authentication::Scheme;
  auto& a = profile.authentication;
  NeededSecret needed{.field = where + "authentication.secret",
                      .of_listener = false,
                      .profile = profile.id,
                      .source = a.secret,
                      .user = a.credentials.user,
                      .at = profile.name.empty() ? profile.proxy : profile.name};
  switch (a.scheme) {
    case Scheme::kNone:
    case Scheme::kConcealed:  // its key is a file of its own
      break;
    case Scheme::kPassword:
    case Scheme::kBasic:
    case Scheme::kDigest:
      if (is_needed(a.secret, a.credentials.password)) visit(needed, a.credentials.password);
      break;
    case Scheme::kBearer:
      needed.token = true;
      if (is_needed(a.secret, a.token)) visit(needed, a.token);
      break;
  }
}

template <class Listener, class Visit>
void visit_listener(Listener& listener, const std::string& where, Visit&& visit) {
  if (!listener.credentials || !is_needed(listener.secret, listener.credentials->password)) return;
  const NeededSecret needed{.field = where + "secret",
                            .of_listener = true,
                            .source = listener.secret,
                            .user = listener.credentials->user,
                            .at = listener.listen.to_string()};
  visit(needed, listener.credentials->password);
}

template <class SomeSetup, class Visit>
void visit_setup(SomeSetup& setup, Visit&& visit) {
  const std::set<std::string> used = profiles_in_use(setup);
  for (std::size_t i = 0; i < setup.profiles.size(); ++i) {
    auto& profile = setup.profiles[i];
    if (!profile.kept.problem.empty() || !used.contains(profile.id)) continue;
    visit_profile(profile, std::format("profiles[{}].", i), visit);
  }
  for (std::size_t i = 0; i < setup.listeners.size(); ++i) {
    auto& listener = setup.listeners[i];
    if (!listener.kept.problem.empty()) continue;
    visit_listener(listener, std::format("listeners[{}].", i), visit);
  }
}

auto collect(std::vector<NeededSecret>& into) {
  return [&into](const NeededSecret& needed, const std::string&) { into.push_back(needed); };
}

auto resolver(Problems& problems, const SecretReaders& readers) {
  return [&](const NeededSecret& needed, std::string& secret) {
    if (auto problem = resolve(needed, secret, readers)) problems.push_back(std::move(*problem));
  };
}

}  // namespace

std::string NeededSecret::to_string() const {
  if (token) return std::format("the token for {}", at);
  return std::format("the password of {} {} {}", user, of_listener ? "at" : "for", at);
}

std::vector<NeededSecret> needed_secrets(const Profile& profile) {
  std::vector<NeededSecret> all;
  visit_profile(profile, "", collect(all));
  return all;
}

std::vector<NeededSecret> needed_secrets(const Setup& setup) {
  std::vector<NeededSecret> all;
  visit_setup(setup, collect(all));
  return all;
}

Problems resolve_secrets(Profile& profile, const SecretReaders& readers) {
  Problems problems;
  visit_profile(profile, "", resolver(problems, readers));
  return problems;
}

Problems resolve_secrets(MixedListener& listener, const SecretReaders& readers) {
  Problems problems;
  visit_listener(listener, "", resolver(problems, readers));
  return problems;
}

Problems resolve_secrets(Setup& setup, const SecretReaders& readers) {
  Problems problems;
  visit_setup(setup, resolver(problems, readers));
  return problems;
}

}  // namespace culvert::config
