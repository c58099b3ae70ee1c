// Desktop entries below the data directories (XDG Base Directory Specification, Desktop Entry Specification §3). What
// is found there was put there by anybody: sizes and numbers are bounded, and nothing is opened that could block.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "config/entry.h"
#include "programs/desktop_entry.h"
#include "programs/installed_programs.h"
#include "programs/search_path.h"

namespace culvert::desktop {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFolders = 2048;
constexpr std::size_t kMaxEntries = 8192;
constexpr int kMaxDepth = 8;
constexpr std::size_t kMaxBytes = std::size_t{128} * 1024 * 1024;  // of all files together
constexpr std::string_view kSuffix = ".desktop";

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(':'), text.size());
    if (end != 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// In order of precedence; paths that are not whole count for nothing.
std::vector<std::string> data_folders() {
  std::string home = variable("XDG_DATA_HOME");
  if (!home.starts_with('/')) home = variable("HOME") + "/.local/share";
  std::string others = variable("XDG_DATA_DIRS");
  if (others.empty()) others = "/usr/local/share:/usr/share";
  std::vector<std::string> all{home};
  for (std::string& one : parts_of(others)) {
    if (!std::ranges::contains(all, one)) all.push_back(std::move(one));
  }
  std::erase_if(all, [](const std::string& path) { return !path.starts_with('/'); });
  return all;
}

// A folder as it was looked at; whoever adds or replaces a file in it changes its time.
struct Folder {
  std::string path;
  std::optional<timespec> changed;  // none: it is not there
};
std::optional<timespec> changed_at(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) return std::nullopt;
  return status.st_mtim;
}
bool as_before(const Folder& folder) {
  const auto now = changed_at(folder.path);
  if (!now || !folder.changed) return now.has_value() == folder.changed.has_value();
  return now->tv_sec == folder.changed->tv_sec && now->tv_nsec == folder.changed->tv_nsec;
}

// All of a plain file of this size at most; nothing if it is none. No pipe holds this up.
std::optional<std::string> read_plain(const std::string& path, std::size_t most) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return std::nullopt;
  std::optional<std::string> text;
  struct stat status{};
  if (::fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && std::cmp_less_equal(status.st_size, most)) {
    text.emplace(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t had = 0;
    while (had < text->size()) {
      const ssize_t n = ::read(fd, text->data() + had, text->size() - had);
      if (n <= 0) break;
      had += static_cast<std::size_t>(n);
    }
    text->resize(had);
  }
  ::close(fd);
  return text;
}

// What the processes run that this command starts, as far as it can be seen from outside.
std::string executable_of(std::span<const std::string> words) {
  if (!words.empty() && fs::path(words.front()).filename() == "env") {
    do {
      words = words.subspan(1);
    } while (!words.empty() && words.front().contains('='));
  }
  if (words.empty()) return {};
  const std::string path = find_program(words.front());
  const fs::path name = fs::path(path).filename();
  if (path.empty() || name == "flatpak" || name == "snap" || path.contains("/snap/bin/")) return {};
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return path;  // it may be executed without being read
  std::array<char, 2> start{};
  const ssize_t n = ::read(fd, start.data(), start.size());
  ::close(fd);
  return n == 2 && start[0] == '#' && start[1] == '!' ? "" : path;
}

// What opens a terminal for the words behind it; empty if there is none.
std::vector<std::string> terminal() {
  if (const std::string chosen = find_program(variable("TERMINAL")); !chosen.empty()) return {chosen, "-e"};
  if (!find_program("xdg-terminal-exec").empty()) return {"xdg-terminal-exec"};
  if (!find_program("x-terminal-emulator").empty()) return {"x-terminal-emulator", "-e"};
  return {};
}

class Scan {
 public:
  Scan(std::string_view locale, const std::stop_token& stop)
      : locales_(locale_chain(locale)), desktops_(parts_of(variable("XDG_CURRENT_DESKTOP"))), stop_(stop) {}

  void run(const std::vector<std::string>& folders) {
    for (const std::string& folder : folders) walk(folder + "/applications", "", 0);
    std::ranges::sort(found_, {}, [](const InstalledProgram& p) { return std::pair(p.name, p.id); });
  }
  std::vector<InstalledProgram> take_programs() { return std::move(found_); }
  std::vector<Folder> take_folders() { return std::move(folders_); }

 private:
  // `prefix`: of the ids, which are paths with hyphens in them.
  void walk(const std::string& path, const std::string& prefix, int depth) {
    if (depth > kMaxDepth || folders_.size() >= kMaxFolders || stop_.stop_requested()) return;
    folders_.push_back({path, changed_at(path)});
    std::error_code error;
    std::vector<fs::directory_entry> entries;
    for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
      if (entries.size() < kMaxEntries) entries.push_back(*it);
    }
    std::ranges::sort(entries);  // the order of a folder is nobody's
    for (const fs::directory_entry& entry : entries) {
      std::string name = entry.path().filename().string();
      if (entry.is_directory(error)) {
        walk(entry.path().string(), prefix + name + "-", depth + 1);
      } else if (name.ends_with(kSuffix) && !stop_.stop_requested()) {
        name.resize(name.size() - kSuffix.size());
        take(entry.path().string(), prefix + name);
      }
    }
  }

  void take(const std::string& path, const std::string& id) {
    if (ids_.size() >= kMaxEntries || bytes_ >= kMaxBytes || !config::is_name(id)) return;
    if (!ids_.insert(id).second) return;  // one that comes first hides it
    const auto text = read_plain(path, kEntryBytes);
    if (!text) return;
    bytes_ += text->size();
    const auto entry = parse_desktop_entry(*text, locales_);
    if (!entry || !entry->shown || !is_for(*entry, desktops_)) return;
    if (!entry->try_exec.empty() && find_program(entry->try_exec).empty()) return;
    auto command = command_of(*entry, path);
    if (!command) return;
    InstalledProgram program{.id = id,
                             .name = entry->name,
                             .icon = entry->icon,
                             .launch = std::move(*command),
                             .executable = {},
                             .terminal = entry->terminal};
    program.executable = executable_of(program.launch);
    if (program.terminal) {
      if (!terminal_) terminal_ = terminal();
      program.launch.insert(program.launch.begin(), terminal_->begin(), terminal_->end());
    }
    found_.push_back(std::move(program));
  }

  const std::vector<std::string> locales_;
  const std::vector<std::string> desktops_;
  const std::stop_token& stop_;
  std::optional<std::vector<std::string>> terminal_;
  std::set<std::string> ids_;
  std::size_t bytes_ = 0;
  std::vector<Folder> folders_;
  std::vector<InstalledProgram> found_;
};

}  // namespace

struct InstalledPrograms::Private {
  std::vector<std::string> asked;  // what the answer depends on besides the folders
  std::vector<Folder> folders;
  std::vector<InstalledProgram> programs;
};

InstalledPrograms::InstalledPrograms() : d_(std::make_unique<Private>()) {}
InstalledPrograms::~InstalledPrograms() = default;

std::vector<InstalledProgram> InstalledPrograms::list(std::string_view locale, const std::stop_token& stop) {
  const std::vector<std::string> folders = data_folders();
  std::vector<std::string> asked = folders;
  asked.insert(asked.end(), {std::string(locale), variable("XDG_CURRENT_DESKTOP"), variable("PATH")});
  if (asked == d_->asked && std::ranges::all_of(d_->folders, as_before)) return d_->programs;
  Scan scan(locale, stop);
  scan.run(folders);
  if (stop.stop_requested()) return scan.take_programs();
  *d_ = {std::move(asked), scan.take_folders(), scan.take_programs()};
  return d_->programs;
}

}  // namespace culvert::desktop
