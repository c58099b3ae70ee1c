#include "saved_setup.h"

#include <algorithm>
#include <filesystem>

#include "common/secret_input.h"
#include "config/paths.h"
#include "config/secret_file.h"
#include "config/secrets.h"

namespace culvert::app {

Result<SavedSetup> SavedSetup::load() {
  auto directory = config::config_directory();
  if (!directory) return std::unexpected(std::move(directory.error()));
  SavedSetup saved(*directory + "/" + config::kSetupFile);
  auto loaded = saved.store_->load();
  if (loaded.state != config::FileState::kOk && loaded.state != config::FileState::kMissing) {
    return fail(Stage::kLocal, Code::kInvalid, std::move(loaded.message));
  }
  saved.setup_ = std::move(loaded.value);
  saved.problems_ = std::move(loaded.problems);
  return saved;
}

Result<> SavedSetup::save(const config::Setup& setup) {
  auto done = store_->save(setup);
  if (done) setup_ = setup;
  return done;
}

Result<config::Profile> profile_to_save(Arguments a, std::string name) {
  using Kind = config::SecretSource::Kind;
  if (a.password_fd >= 0) {
    return fail(Stage::kLocal, Code::kInvalid,
                "--password-fd is for a run: what is saved names a --password-file, or asks");
  }
  for (std::string* path : {&a.ca_file, &a.client_certificate, &a.client_key, &a.key_log, &a.session_file, &a.qlog,
                            &a.password_file, &a.token_file, &a.concealed_key}) {
    if (!path->empty()) *path = std::filesystem::absolute(*path).lexically_normal().string();
  }
  a.ask = [](std::string_view) -> Result<std::string> { return "to be asked for"; };
  auto profile = profile_of(a);
  if (!profile) return profile;
  profile->id.clear();
  profile->name = std::move(name);
  config::Authentication& who = profile->authentication;
  who.credentials.password.clear();
  who.token.clear();
  const std::string& file = a.token_file.empty() ? a.password_file : a.token_file;
  if (!file.empty()) {
    who.secret = {Kind::kFile, file};
  } else if (!a.user.empty()) {
    who.secret = {Kind::kAsk, {}};
  }
  return profile;
}

Result<> reveal_secrets(config::Setup& setup, bool may_ask) {
  config::SecretReaders readers;
  readers.file = [](const std::string& path) { return config::read_secret_file(path); };
  readers.ask = [may_ask](const std::string& what) -> Result<std::string> {
    if (may_ask) return ask_for_secret(what);
    return fail(Stage::kLocal, Code::kUnsupported, "it has to be asked for, when culvert-cli run starts");
  };
  const config::Problems problems = config::resolve_secrets(setup, readers);
  if (problems.empty()) return {};
  return fail(Stage::kLocal, Code::kInvalid, problems.front().field + ": " + problems.front().message);
}

Result<config::Setup> saved_to_connect(const std::string& profile) {
  auto saved = SavedSetup::load();
  if (!saved) return std::unexpected(std::move(saved.error()));
  config::Setup setup = saved->setup();
  if (!profile.empty()) setup.profile = profile;
  if (config::find_profile(setup, setup.profile) == nullptr) {
    return fail(Stage::kLocal, Code::kInvalid,
                profile.empty()
                    ? "no profile is saved: see culvert-cli profiles --help, or say which proxy is meant with --proxy"
                    : "there is no profile " + profile + "; culvert-cli profiles list tells of those that there are");
  }
  setup.listeners.clear();
  for (config::Application& application : setup.applications) application.forwards.clear();  // rules may name them
  // Nobody is asked for secrets that are not needed.
  std::erase_if(setup.profiles, [&](const config::Profile& one) {
    return one.id != setup.profile && !std::ranges::contains(setup.rules, one.id, &config::Rule::profile);
  });
  if (auto ok = reveal_secrets(setup, true); !ok) return std::unexpected(std::move(ok.error()));
  return setup;
}

}  // namespace culvert::app
