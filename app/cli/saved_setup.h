// The setup that is kept on the disk (core/config/store.h), for one command or one run.
#pragma once

#include <memory>
#include <string>

#include "arguments.h"
#include "base/error.h"
#include "config/store.h"

namespace culvert::app {

class SavedSetup {
 public:
  // An empty one if there is none yet. Errors: kLocal; what is damaged is left alone.
  [[nodiscard]] static Result<SavedSetup> load();

  // What was wrong with single entries.
  [[nodiscard]] const config::Problems& problems() const { return problems_; }
  [[nodiscard]] const config::Setup& setup() const { return setup_; }
  // In the place of what was there. Errors: kLocal; kRetryable if somebody else has changed it since.
  [[nodiscard]] Result<> save(const config::Setup& setup);
  [[nodiscard]] const std::string& path() const { return store_->path(); }

 private:
  explicit SavedSetup(std::string path) : store_(std::make_unique<config::Store<config::Setup>>(std::move(path))) {}
  std::unique_ptr<config::Store<config::Setup>> store_;
  config::Setup setup_;
  config::Problems problems_;
};

// A profile of options, as it can be saved: with whole paths, and with the name of a file in the place of a secret, or
// a note to ask for it. It has no id yet. Errors: of the option that is wrong, by its name.
[[nodiscard]] Result<config::Profile> profile_to_save(Arguments a, std::string name);

// Gets the secrets that the setup needs and that are not in memory from where it says that they are; `may_ask`: also
// from whoever sits at the terminal. Errors: kLocal, kInvalid, naming the entry.
[[nodiscard]] Result<> reveal_secrets(config::Setup& setup, bool may_ask);

// What is saved, for tunnels of this command's own: through `profile` (empty: the one in use), as the rules say,
// without listeners. Secrets are there, or were asked for. Errors: kLocal, kInvalid.
[[nodiscard]] Result<config::Setup> saved_to_connect(const std::string& profile);

}  // namespace culvert::app
