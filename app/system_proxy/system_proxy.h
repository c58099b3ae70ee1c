// The desktop's proxy setting: set for as long as Culvert runs, and given back.
//
//                  set()                             restore(), or repair() when the owner is gone
//   not set ------------------------------> set ------------------------------------------------> not set
//            1 read what is there                1 read, and compare key by key with the journal
//            2 journal: before and after         2 as we set it: write what was before
//              (on the disk)                       as before: nothing to do
//            3 write, on the disk                  neither: somebody else's; left alone, and said
//            4 read back; not taken: undo        3 on the disk, read back
//                                                4 the journal is removed
//
// A journal is there from before the first change until after the last one is undone, whatever happens in between. It
// names the process that wrote it. As long as that one lives, nobody else touches the setting; when it is gone, anybody
// may undo what the journal says, in steps that can be cut off and begun again. A journal that is damaged is not
// obeyed: it is put aside, and said.
//
// Every call blocks, for some seconds at worst, since programs are run and disks are waited for: never on the core
// thread, never on a user interface's. Not to be called from two threads at once; two processes may.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "system_proxy/journal.h"
#include "system_proxy/owner.h"
#include "system_proxy/settings_store.h"

namespace culvert::system_proxy {

struct Remark {
  enum class Kind : std::uint8_t {
    kDone,
    kLeftAlone,  // somebody else's setting, or a desktop that has none
    kInUse,      // by another Culvert, which runs
    kFailed,
  };
  // What has happened, for whoever has words of their own.
  enum class About : std::uint8_t {
    kOther,
    kSet,
    kSetBack,
    kNoSetting,     // the desktop has none that is known
    kOthersChange,  // a setting is neither as it was set nor as it was before
    kOtherCulvert,
    kNotSet,      // `code` says why
    kNotSetBack,  // the same
    kNoJournal,   // it is damaged: nobody knows what was there before
  };
  Kind kind = Kind::kDone;
  std::string sentence = {};  // for people; what came from outside is escaped
  About about = About::kOther;
  Code code = Code::kSystem;  // of what failed

  bool operator==(const Remark&) const = default;
};
[[nodiscard]] std::string_view name_of(Remark::Kind kind);  // "done", "left-alone", "in-use", "failed"

struct Outcome {
  bool in_effect = false;       // the system proxy is what this process has set it to
  std::vector<Remark> remarks;  // empty: there was nothing to do
};

// What it stands on; tests have others.
struct Surroundings {
  std::string directory;                                                      // of the journal; empty: there is none
  std::string store;                                                          // of the desktop of now; empty: unknown
  std::function<std::unique_ptr<SettingsStore>(std::string_view, int)> open;  // by name, with a lock; null: unknown
  Owner self;
  std::function<bool(const Owner&)> alive;
};
[[nodiscard]] Surroundings this_computer();

class SystemProxy {
 public:
  explicit SystemProxy(Surroundings surroundings = this_computer());

  // Undoes first what an earlier process has left, or what this one had set.
  [[nodiscard]] Outcome set(const Target& target);
  // What this process has set.
  [[nodiscard]] Outcome restore();
  // What a process that is gone has left. Quick if there is nothing.
  [[nodiscard]] Outcome repair();

 private:
  enum class Of : std::uint8_t { kThisProcess, kGoneProcesses, kBoth };
  // `otherwise`: what is told if the lock cannot be had.
  [[nodiscard]] Outcome with_lock(Remark::About otherwise, const std::function<Outcome(int)>& work) const;
  [[nodiscard]] Outcome apply(const Target& target, Outcome outcome, int lock) const;
  [[nodiscard]] Outcome clean(Of whose, int lock) const;
  [[nodiscard]] Outcome undo(const Journal& journal, int lock) const;
  [[nodiscard]] Result<> write_journal(const Journal& journal) const;
  [[nodiscard]] Outcome put_aside(const std::string& why) const;

  Surroundings around_;
  std::string file_;
};

// How to be led through `target` where no setting is known.
[[nodiscard]] std::string environment_hint(const Target& target);

}  // namespace culvert::system_proxy
