// culvert-cli profiles: those that are saved. A Culvert that runs with the saved setup makes the changes itself, so
// that what runs and what is saved stay the same.

#include <format>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "asking.h"
#include "base/escape.h"
#include "config/link.h"
#include "control/engine_view.h"
#include "control/place.h"
#include "control/setup_changes.h"
#include "proxy_options.h"
#include "saved_setup.h"

namespace culvert::app {

namespace {

using control::Json;

constexpr std::size_t kMostBytes = std::size_t{1024} * 1024;  // of a file with profiles

struct Options {
  Asking asking;
  std::string id;
  std::string source;
  bool link = false;
  std::string name;
  Arguments arguments;  // of a new one
};

int tell_error(const Asking& asking, const Error& error, int code = kFailed) {
  return tell_failure(asking, {std::string(name_of(error.stage)), std::string(name_of(error.code)), error.detail + "."},
                      code);
}

std::string list_text(const Json& profiles) {
  std::vector<std::vector<std::string>> rows{{"", "ID", "NAME", "PROXY"}};
  for (const Json& row : profiles) {
    rows.push_back(
        {flag_in(row, "in_use") ? "*" : "", text_in(row, "id"), text_in(row, "name"), text_in(row, "proxy")});
  }
  return rows.size() == 1 ? "There is no profile.\n" : in_columns(rows);
}

int list(const Options& o) {
  const auto saved = SavedSetup::load();
  if (!saved) return tell_error(o.asking, saved.error());
  const Json profiles = control::profiles_of(saved->setup());
  if (o.asking.json) {
    print(profiles);
  } else {
    std::cout << list_text(profiles);
  }
  return kDone;
}

// What import takes; `whole`: with all that is this computer's own business.
int show(const Options& o, bool whole) {
  const auto saved = SavedSetup::load();
  if (!saved) return tell_error(o.asking, saved.error());
  const config::Profile* profile = config::find_profile(saved->setup(), o.id);
  if (profile == nullptr) {
    return tell_error(o.asking, {Stage::kLocal, Code::kNotFound, "there is no profile " + o.id});
  }
  Result<std::string> text;
  if (whole) {
    text = control::write_own_profiles({*profile});
  } else if (o.link) {
    text = config::write_link(*profile);
  } else {
    text = config::write_profiles({*profile});
  }
  if (!text) return tell_error(o.asking, text.error());
  std::cout << *text << (text->ends_with('\n') ? "" : "\n");
  return kDone;
}

// Whether a Culvert runs that keeps what is saved; an exit code if that cannot be found out.
std::expected<bool, int> engine_keeps(const Asking& asking) {
  const std::string place = asking.place.empty() ? control::place() : asking.place;
  if (const auto there = control::Remote::connect(place); !there && there.error().code == Code::kNotFound) return false;
  const auto status = ask(asking, "status");
  if (!status) return std::unexpected(status.error());
  return flag_in(*status, "saved");
}

using Change = std::function<Result<std::string>(config::Setup&)>;

int change(const Options& o, const char* command, const nlohmann::json& arguments, const Change& here) {
  const auto by_engine = engine_keeps(o.asking);
  if (!by_engine) return by_engine.error();
  Json result;
  if (*by_engine) {
    auto answer = ask(o.asking, command, arguments);
    if (!answer) return answer.error();
    result = std::move(*answer);
  } else {
    auto saved = SavedSetup::load();
    if (!saved) return tell_error(o.asking, saved.error());
    config::Setup setup = saved->setup();
    const auto id = here(setup);
    if (!id) return tell_error(o.asking, id.error());
    if (const auto done = saved->save(setup); !done) return tell_error(o.asking, done.error());
    result = {{"profile", *id}, {"saved", true}};
  }
  if (o.asking.json) {
    print(result);
  } else {
    std::cout << text_in(result, "profile") << "\n";
  }
  return kDone;
}

Result<std::string> all_of(const std::string& file) {
  std::ifstream opened;
  if (file != "-") opened.open(file, std::ios::binary);
  std::istream& from = file == "-" ? std::cin : opened;
  std::string text(kMostBytes + 1, '\0');
  from.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(from.gcount()));
  if (text.size() > kMostBytes) return fail(Stage::kLocal, Code::kLimit, "the file " + file + " is too long");
  if (text.empty()) return fail(Stage::kLocal, Code::kInvalid, "the file " + file + " is empty or cannot be read");
  return text;
}

// Adds profiles; the id of the last one is told.
int add(const Options& o, const std::vector<config::Profile>& profiles) {
  const auto text = control::write_own_profiles(profiles);
  if (!text) return tell_error(o.asking, text.error(), kUsage);
  return change(o, "profile-add", {{"profiles", nlohmann::json::parse(*text)}},
                [&](config::Setup& setup) -> Result<std::string> {
                  std::string last;
                  for (const config::Profile& profile : profiles) {
                    auto id = control::add_profile(setup, profile);
                    if (!id) return id;
                    last = std::move(*id);
                  }
                  return last;
                });
}

Result<std::vector<config::Offer>> offers_of(const std::string& source) {
  if (source.starts_with("culvert:")) {
    auto offer = config::read_link(source);
    if (!offer) return std::unexpected(std::move(offer.error()));
    std::vector<config::Offer> one;
    one.push_back(std::move(*offer));
    return one;
  }
  const auto text = all_of(source);
  if (!text) return std::unexpected(text.error());
  if (text->starts_with("culvert:")) return offers_of(*text);
  return config::read_profiles(*text);
}

int import(const Options& o) {
  auto offers = offers_of(o.source);
  if (!offers) return tell_error(o.asking, offers.error(), kUsage);
  std::vector<config::Profile> profiles;
  for (config::Offer& offer : *offers) {
    for (const config::Problem& problem : offer.left_out) {
      std::cerr << "culvert-cli: left out: " << escape(problem.field + ": " + problem.message) << "\n";
    }
    if (!offer.secret.empty()) std::cerr << "culvert-cli: a password came along; it is not kept, but asked for\n";
    profiles.push_back(std::move(offer.profile));
  }
  return add(o, profiles);
}

int add_new(const Options& o) {
  auto profile = profile_to_save(o.arguments, o.name);
  if (!profile) return usage_error(profile.error());
  return add(o, {std::move(*profile)});
}

template <class F>
Change by_id(const Options& o, F what) {
  return [&o, what](config::Setup& setup) -> Result<std::string> {
    if (auto done = what(setup, o.id); !done) return std::unexpected(std::move(done.error()));
    return o.id;
  };
}

}  // namespace

void add_profiles(CLI::App& program, Chosen& chosen) {
  auto o = std::make_shared<Options>();
  CLI::App* profiles = program.add_subcommand("profiles", "list and change the profiles that are saved");
  profiles->require_subcommand(1);
  const auto leaf = [&](const char* name, const char* what, std::function<int()> run) {
    CLI::App* command = profiles->add_subcommand(name, what);
    add_asking_options(*command, o->asking);
    command->callback([&chosen, run = std::move(run)] { chosen = run; });
    return command;
  };
  const auto named = [&](CLI::App* command) { command->add_option("ID", o->id, "the profile")->required(); };
  leaf("list", "tell of every profile; * is in use", [o] { return list(*o); });
  named(leaf("show", "print all of one as JSON, without secrets", [o] { return show(*o, true); }));
  CLI::App* exporting = leaf("export", "print what others need of one", [o] { return show(*o, false); });
  named(exporting);
  exporting->add_flag("--link", o->link, "as a culvert:// link instead of JSON");
  leaf("import", "add those that somebody gave away", [o] { return import(*o); })
      ->add_option("SOURCE", o->source, "a culvert:// link, or a file as export prints it; - is standard input")
      ->required();
  CLI::App* adding = leaf("add", "add one that is made of options", [o] { return add_new(*o); });
  adding->add_option("--name", o->name, "what it is called");
  add_proxy_options(*adding, o->arguments);
  named(leaf("remove", "forget one",
             [o] { return change(*o, "profile-remove", {{"profile", o->id}}, by_id(*o, control::remove_profile)); }));
  named(leaf("use", "go through this one from now on",
             [o] { return change(*o, "profile-use", {{"profile", o->id}}, by_id(*o, control::use_profile)); }));
}

}  // namespace culvert::app
