// Bundles in the folders for applications. Run by nobody yet.
#include <CoreFoundation/CoreFoundation.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "config/entry.h"
#include "programs/installed_programs.h"

namespace culvert::desktop {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMost = 4096;  // bundles
constexpr int kMaxDepth = 2;         // folders in folders ("Utilities")

template <class T>
class Owned {
 public:
  explicit Owned(T ref) : ref_(ref) {}
  ~Owned() {
    if (ref_ != nullptr) CFRelease(ref_);
  }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  [[nodiscard]] T get() const { return ref_; }

 private:
  T ref_;
};

std::string text_of(CFTypeRef value) {
  if (value == nullptr || CFGetTypeID(value) != CFStringGetTypeID()) return {};
  std::array<char, 1024> text{};
  const auto string = static_cast<CFStringRef>(value);
  if (!CFStringGetCString(string, text.data(), text.size(), kCFStringEncodingUTF8)) return {};
  return text.data();
}

std::string path_of(CFURLRef url) {
  std::array<UInt8, 4096> path{};
  if (url == nullptr || !CFURLGetFileSystemRepresentation(url, true, path.data(), path.size())) return {};
  return reinterpret_cast<const char*>(path.data());
}

void take(const fs::path& path, std::vector<InstalledProgram>& all) {
  const std::string text = path.string();
  const Owned<CFURLRef> url(CFURLCreateFromFileSystemRepresentation(
      nullptr, reinterpret_cast<const UInt8*>(text.data()), static_cast<CFIndex>(text.size()), true));
  const Owned<CFBundleRef> bundle(url.get() == nullptr ? nullptr : CFBundleCreate(nullptr, url.get()));
  if (bundle.get() == nullptr) return;
  const Owned<CFURLRef> program(CFBundleCopyExecutableURL(bundle.get()));
  const std::string executable = path_of(program.get());
  if (executable.empty()) return;
  std::string name = text_of(CFBundleGetValueForInfoDictionaryKey(bundle.get(), CFSTR("CFBundleDisplayName")));
  if (name.empty()) name = path.stem().string();
  if (!config::is_name(name)) return;
  all.push_back({.id = text_of(CFBundleGetIdentifier(bundle.get())),
                 .name = std::move(name),
                 .icon = text,
                 .launch = {executable},
                 .executable = executable});
}

void walk(const fs::path& folder, int depth, std::vector<InstalledProgram>& all, const std::stop_token& stop) {
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (all.size() >= kMost || stop.stop_requested()) return;
    if (it->path().extension() == ".app") {
      take(it->path(), all);
    } else if (std::error_code e; depth < kMaxDepth && it->is_directory(e)) {
      walk(it->path(), depth + 1, all, stop);
    }
  }
}

}  // namespace

struct InstalledPrograms::Private {};

InstalledPrograms::InstalledPrograms() = default;
InstalledPrograms::~InstalledPrograms() = default;

std::vector<InstalledProgram> InstalledPrograms::list(std::string_view, const std::stop_token& stop) {
  std::vector<InstalledProgram> all;
  for (const char* folder : {"/Applications", "/System/Applications"}) walk(folder, 0, all, stop);
  if (const char* const home = std::getenv("HOME"); home != nullptr) {
    walk(fs::path(home) / "Applications", 0, all, stop);
  }
  std::ranges::sort(all, {}, &InstalledProgram::name);
  return all;
}

}  // namespace culvert::desktop
