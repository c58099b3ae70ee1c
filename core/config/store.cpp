#include "config/store.h"

#include <algorithm>
#include <filesystem>
#include <format>
#include <memory>
#include <thread>
#include <utility>

#include "config/disk.h"
#include "config/fields.h"

namespace culvert::config {

namespace {

constexpr int kMaxLinks = 40;
constexpr std::chrono::milliseconds kTurn{10};

Result<Parsed<Setup>> parse(std::string_view text, const Setup*) { return read_setup(text); }
Result<Parsed<Settings>> parse(std::string_view text, const Settings*) { return read_settings(text); }
Result<std::string> text_of(const Setup& setup) { return write_setup(setup); }
Result<std::string> text_of(const Settings& settings) { return write_settings(settings); }

std::string utf8(const std::filesystem::path& path) {
  const std::u8string text = path.u8string();
  return {text.begin(), text.end()};
}
std::filesystem::path native(const std::string& path) { return std::u8string(path.begin(), path.end()); }

std::string backup_of(const std::string& path) { return path + ".bak"; }

// Where links lead in the end, be it there or not.
Result<std::string> follow(const std::string& path) {
  std::filesystem::path real = native(path);
  std::error_code error;
  for (int i = 0; std::filesystem::is_symlink(real, error); ++i) {
    const auto next = std::filesystem::read_symlink(real, error);
    if (error || i == kMaxLinks) {
      return fail(Stage::kLocal, Code::kInvalid, path + " is a link that leads nowhere");
    }
    real = real.parent_path() / next;
  }
  return utf8(real);
}

Result<std::unique_ptr<FileLock>> lock(const std::string& path, std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    auto taken = FileLock::try_take(path + ".lock");
    if (!taken || *taken != nullptr) return taken;
    if (std::chrono::steady_clock::now() >= until) {
      return fail(Stage::kLocal, Code::kRetryable, "another program is writing " + path);
    }
    std::this_thread::sleep_for(kTurn);
  }
}

template <class T>
bool is_good(const std::string& path) {
  const auto bytes = read_file(path, kFileLimits.bytes);
  return bytes && *bytes && parse(**bytes, static_cast<const T*>(nullptr));
}

}  // namespace

template <class T>
Store<T>::Store(std::string path, Milliseconds patience) : path_(std::move(path)), patience_(patience) {}

template <class T>
typename Store<T>::Loaded Store<T>::load() {
  seen_.reset();
  Loaded loaded = examine();
  if (loaded.state != FileState::kOk) loaded.backup_good = is_good<T>(backup_of(path_));
  return loaded;
}

template <class T>
typename Store<T>::Loaded Store<T>::examine() {
  Loaded loaded;
  const auto end = [&](FileState state, std::string message) {
    loaded.state = state;
    loaded.message = std::move(message);
    return std::move(loaded);
  };
  auto bytes = read_file(path_, kFileLimits.bytes);
  if (!bytes) {
    const bool damaged = bytes.error().code == Code::kLimit;
    return end(damaged ? FileState::kDamaged : FileState::kUnreadable, std::move(bytes.error().detail));
  }
  if (!*bytes) {
    const auto backup = read_file(backup_of(path_), kFileLimits.bytes);
    if (!backup || *backup) return end(FileState::kDamaged, path_ + " is gone, while its backup is there");
    seen_.emplace(std::nullopt);
    return loaded;
  }
  auto parsed = parse(**bytes, static_cast<const T*>(nullptr));
  if (!parsed) {
    const bool newer = parsed.error().code == Code::kUnsupported;
    return end(newer ? FileState::kNewer : FileState::kDamaged, std::format("{}: {}", path_, parsed.error().detail));
  }
  loaded.state = FileState::kOk;
  loaded.problems = std::move(parsed->problems);
  loaded.value = std::move(parsed->value);
  backup_ = **bytes;
  if (parsed->had_secrets) backup_ = text_of(loaded.value).value_or("");
  seen_.emplace(std::move(**bytes));
  loaded.backup_good = is_good<T>(backup_of(path_));
  return loaded;
}

template <class T>
Result<> Store<T>::save(const T& value) {
  if (!seen_) return fail(Stage::kLocal, Code::kRetryable, path_ + " was not read, and is not written over");
  auto text = text_of(value);
  if (!text) return std::unexpected(std::move(text.error()));
  const auto real = follow(path_);
  if (!real) return std::unexpected(real.error());
  if (auto made = make_private_directories(utf8(native(*real).parent_path())); !made) return made;
  if (auto made = make_private_directories(utf8(native(path_).parent_path())); !made) return made;
  const auto locked = lock(path_, patience_);
  if (!locked) return std::unexpected(locked.error());

  auto now = read_file(path_, kFileLimits.bytes);
  if (!now) return std::unexpected(std::move(now.error()));
  if (*now != *seen_) {
    return fail(Stage::kLocal, Code::kRetryable, path_ + " was changed by another program since it was read");
  }
  if (*now == *text) return {};
  if (*now && !backup_.empty()) {
    if (auto kept = replace_file(backup_of(path_), backup_); !kept) return kept;
  }
  if (auto written = replace_file(*real, *text); !written) return written;
  backup_ = *text;
  seen_.emplace(std::move(*text));
  return {};
}

// The lock is the caller's.
template <class T>
Result<> Store<T>::put_aside(const std::string& real) {
  const auto now = read_file(path_, kFileLimits.bytes);
  if (now && !*now) return {};
  if (now) {
    const auto parsed = parse(**now, static_cast<const T*>(nullptr));
    if (!parsed && parsed.error().code == Code::kUnsupported) {
      return fail(Stage::kLocal, Code::kUnsupported, path_ + ": " + parsed.error().detail);
    }
  }
  return rename_file(real, real + ".damaged");
}

template <class T>
Result<> Store<T>::restore_backup() {
  const auto real = follow(path_);
  if (!real) return std::unexpected(real.error());
  const auto locked = lock(path_, patience_);
  if (!locked) return std::unexpected(locked.error());
  auto bytes = read_file(backup_of(path_), kFileLimits.bytes);
  if (!bytes) return std::unexpected(std::move(bytes.error()));
  if (!*bytes || !parse(**bytes, static_cast<const T*>(nullptr))) {
    return fail(Stage::kLocal, Code::kInvalid, backup_of(path_) + " is no good either");
  }
  if (auto aside = put_aside(*real); !aside) return aside;
  seen_.reset();
  return replace_file(*real, **bytes);
}

template <class T>
Result<> Store<T>::start_over() {
  const auto real = follow(path_);
  if (!real) return std::unexpected(real.error());
  const auto locked = lock(path_, patience_);
  if (!locked) return std::unexpected(locked.error());
  if (auto aside = put_aside(*real); !aside) return aside;
  seen_.emplace(std::nullopt);
  return {};
}

template class Store<Setup>;
template class Store<Settings>;

}  // namespace culvert::config
