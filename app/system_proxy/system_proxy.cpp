#include "system_proxy/system_proxy.h"

#include <algorithm>
#include <array>
#include <format>
#include <utility>

#include "base/escape.h"
#include "base/private_file.h"
#include "system_proxy/state.h"

namespace culvert::system_proxy {

namespace {

using Kind = Remark::Kind;
using About = Remark::About;

constexpr std::size_t kLongest = 1024;  // of what came from outside, in a sentence

void add(Outcome& outcome, Kind kind, About about, std::string sentence) {
  outcome.remarks.push_back({.kind = kind, .sentence = std::move(sentence), .about = about});
}

Outcome just(Remark remark) {
  Outcome outcome;
  outcome.remarks.push_back(std::move(remark));
  return outcome;
}

Outcome failed(About about, Code code, std::string sentence) {
  return just({.kind = Kind::kFailed, .sentence = std::move(sentence), .about = about, .code = code});
}

// Of what Culvert keeps itself: that something is missing or denied there says nothing of the desktop's settings.
Error own(const Error& error) {
  return {error.stage, error.code == Code::kLimit ? error.code : Code::kSystem, error.detail};
}

const Error& nobody_knows() {
  static const Error error{Stage::kLocal, Code::kSystem, "a change was not taken, and nothing said why"};
  return error;
}

bool has(const Outcome& outcome, Kind kind) { return std::ranges::contains(outcome.remarks, kind, &Remark::kind); }

std::string words(const Error& error) { return escape(error.detail, kLongest); }

std::string list_of(const std::vector<std::string>& keys) {
  std::string text;
  for (const std::string& key : keys) text += (text.empty() ? "" : ", ") + escape(key);
  return text;
}

std::string address(const Target& target) {
  const bool v6 = target.host.contains(':');
  return std::format("{}{}{}:{}", v6 ? "[" : "", escape(target.host), v6 ? "]" : "", target.port);
}

std::vector<std::string> keys_of(const std::vector<Change>& changes) {
  std::vector<std::string> keys;
  keys.reserve(changes.size());
  for (const Change& change : changes) keys.push_back(change.key);
  return keys;
}

}  // namespace

std::string_view name_of(Remark::Kind kind) {
  constexpr std::array<std::string_view, 4> kNames{"done", "left-alone", "in-use", "failed"};
  return kNames.at(static_cast<std::size_t>(kind));
}

std::string environment_hint(const Target& target) {
  const std::string http = target.http ? std::format(" and http_proxy=https_proxy=http://{}", address(target)) : "";
  return std::format("start programs with ALL_PROXY=socks5h://{}{} in their environment", address(target), http);
}

SystemProxy::SystemProxy(Surroundings surroundings)
    : around_(std::move(surroundings)), file_(around_.directory + "/system-proxy.journal") {}

Outcome SystemProxy::set(const Target& target) {
  if (around_.directory.empty()) {
    return failed(About::kNotSet, Code::kSystem,
                  "The system proxy was not set: there is no home directory to keep a journal in.");
  }
  if (auto made = make_directory(around_.directory); !made) {
    return failed(About::kNotSet, Code::kSystem, "The system proxy was not set: " + words(made.error()) + ".");
  }
  return with_lock(About::kNotSet, [&](int lock) {
    Outcome before = clean(Of::kBoth, lock);
    if (has(before, Kind::kFailed) || has(before, Kind::kInUse)) return before;
    return apply(target, std::move(before), lock);
  });
}

Outcome SystemProxy::restore() {
  if (around_.directory.empty() || !file_exists(file_)) return {};
  return with_lock(About::kNotSetBack, [this](int lock) { return clean(Of::kThisProcess, lock); });
}

Outcome SystemProxy::repair() {
  if (around_.directory.empty() || !file_exists(file_)) return {};
  return with_lock(About::kNotSetBack, [this](int lock) { return clean(Of::kGoneProcesses, lock); });
}

Outcome SystemProxy::with_lock(About otherwise, const std::function<Outcome(int)>& work) const {
  const auto lock = StateLock::take(around_.directory + "/system-proxy.lock");
  if (!lock) {
    return failed(otherwise, own(lock.error()).code,
                  "The system proxy was left as it is: " + words(lock.error()) + ".");
  }
  return work(lock->handle());
}

Outcome SystemProxy::apply(const Target& target, Outcome outcome, int lock) const {
  const auto store = around_.store.empty() ? nullptr : around_.open(around_.store, lock);
  if (!store) {
    add(outcome, Kind::kLeftAlone, About::kNoSetting,
        "This desktop has no proxy setting that Culvert knows, so nothing was changed: " + environment_hint(target) +
            ".");
    return outcome;
  }
  const auto fail_with = [&](const Error& error, const std::string& what = {}) {
    outcome.remarks.push_back({.kind = Kind::kFailed,
                               .sentence = std::format("The system proxy was not set: {}{}.", what, words(error)),
                               .about = About::kNotSet,
                               .code = error.code});
  };
  auto changes = store->plan(target);
  if (!changes) {
    fail_with(changes.error());
    return outcome;
  }
  if (!changes->empty()) {
    const Journal journal{.owner = around_.self, .store = store->name(), .changes = std::move(*changes)};
    if (auto written = write_journal(journal); !written) {
      fail_with(own(written.error()), "its journal " + escape(file_, kLongest) + " ");
      return outcome;
    }
    Values wanted;
    for (const Change& change : journal.changes) wanted[change.key] = change.after;
    auto written = store->write(wanted);
    const auto now = store->read(keys_of(journal.changes));
    if (!written || !now || *now != wanted) {
      fail_with(!written ? written.error() : !now ? now.error() : nobody_knows());
      for (Remark& remark : undo(journal, lock).remarks) outcome.remarks.push_back(std::move(remark));
      return outcome;
    }
  }
  outcome.in_effect = true;
  add(outcome, Kind::kDone, About::kSet,
      std::format("The system proxy is {} now ({}).", address(target), store->title()));
  return outcome;
}

Outcome SystemProxy::clean(Of whose, int lock) const {
  if (!file_exists(file_)) return {};
  const auto text = read_private_file(file_, kJournalBytes + 1);
  if (!text) {
    return failed(
        About::kNotSetBack, Code::kSystem,
        std::format("The journal of the system proxy, {}, {}.", escape(file_, kLongest), words(text.error())));
  }
  const auto journal = parse_journal(*text);
  if (!journal) return put_aside(words(journal.error()));
  const bool ours = journal->owner == around_.self;
  if (whose == Of::kThisProcess && !ours) return {};
  if (!ours && around_.alive(journal->owner)) {
    return just({.kind = Kind::kInUse,
                 .sentence = std::format("Another Culvert, process {}, has set the system proxy and still runs: it is "
                                         "left as it is.",
                                         journal->owner.pid),
                 .about = About::kOtherCulvert});
  }
  if (ours && whose == Of::kGoneProcesses) {
    Outcome outcome;
    outcome.in_effect = true;
    return outcome;
  }
  return undo(*journal, lock);
}

Outcome SystemProxy::undo(const Journal& journal, int lock) const {
  const auto fail_with = [](const Error& error) {
    return failed(
        About::kNotSetBack, error.code,
        std::format("The system proxy could not be set back: {}. culvert-cli repair tries again.", words(error)));
  };
  const auto store = around_.open(journal.store, lock);
  if (!store || !std::ranges::all_of(journal.changes, [&](const Change& c) { return store->knows(c.key); })) {
    return put_aside("it speaks of settings that Culvert never changes");
  }
  const auto now = store->read(keys_of(journal.changes));
  if (!now) return fail_with(now.error());
  const Undo undo = compare(journal.changes, *now);
  if (!undo.to_write.empty()) {
    if (auto written = store->write(undo.to_write); !written) return fail_with(written.error());
    std::vector<std::string> keys;
    for (const auto& [key, value] : undo.to_write) keys.push_back(key);
    const auto after = store->read(keys);
    if (!after) return fail_with(after.error());
    if (*after != undo.to_write) return fail_with(nobody_knows());
  }
  if (auto removed = remove_file(file_); !removed) return fail_with(own(removed.error()));
  Outcome outcome;
  if (undo.left.size() < journal.changes.size()) {
    add(outcome, Kind::kDone, About::kSetBack,
        std::format("The system proxy is as it was before ({}).", store->title()));
  }
  if (!undo.left.empty()) {
    add(outcome, Kind::kLeftAlone, About::kOthersChange,
        std::format("Somebody else has changed these settings meanwhile, so they are left as they are: {}.",
                    list_of(undo.left)));
  }
  return outcome;
}

Result<> SystemProxy::write_journal(const Journal& journal) const {
  const auto text = to_text(journal);
  if (!text) return fail(Stage::kLocal, Code::kInvalid, "cannot hold them: " + text.error().detail);
  if (auto written = write_private_file(file_, *text); !written) return written;
  return sync_file(file_);
}

Outcome SystemProxy::put_aside(const std::string& why) const {
  const std::string aside = file_ + ".damaged";
  const auto renamed = rename_file(file_, aside);
  return failed(
      About::kNoJournal, Code::kInvalid,
      std::format("The journal of the system proxy is damaged ({}), so nothing was set back: look at the proxy in "
                  "the desktop's settings. The journal is {} now.",
                  why, escape(renamed ? aside : file_, kLongest)));
}

}  // namespace culvert::system_proxy
