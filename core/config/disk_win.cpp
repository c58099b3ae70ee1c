// Compiled by nobody yet, run by nobody. Who may read a file is what the user's own directories say.

#include <windows.h>

#include <filesystem>
#include <format>

#include "config/disk.h"

namespace culvert::config {

namespace {

std::filesystem::path native(const std::string& path) {
  return std::filesystem::path(std::u8string(path.begin(), path.end()));
}

std::unexpected<Error> failed(const std::string& path, std::string_view what, DWORD error) {
  return std::unexpected(system_error(Stage::kLocal, static_cast<int>(error), std::format("{} {}", path, what)));
}

class Handle {
 public:
  explicit Handle(HANDLE handle) : handle_(handle) {}
  ~Handle() { close(); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  void close() {
    if (handle_ != INVALID_HANDLE_VALUE) ::CloseHandle(handle_);
    handle_ = INVALID_HANDLE_VALUE;
  }
  [[nodiscard]] HANDLE get() const { return handle_; }
  [[nodiscard]] explicit operator bool() const { return handle_ != INVALID_HANDLE_VALUE; }

 private:
  HANDLE handle_;
};

bool is_missing(DWORD error) { return error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND; }

bool write_all(HANDLE file, std::string_view content) {
  while (!content.empty()) {
    DWORD written = 0;
    if (::WriteFile(file, content.data(), static_cast<DWORD>(content.size()), &written, nullptr) == 0) return false;
    content.remove_prefix(written);
  }
  return ::FlushFileBuffers(file) != 0;
}

}  // namespace

Result<std::optional<std::string>> read_file(const std::string& path, std::size_t most) {
  const Handle file(::CreateFileW(native(path).c_str(), GENERIC_READ,
                                  FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING,
                                  FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file && is_missing(::GetLastError())) return std::nullopt;
  if (!file) return failed(path, "cannot be opened", ::GetLastError());
  if (::GetFileType(file.get()) != FILE_TYPE_DISK) return fail(Stage::kLocal, Code::kInvalid, path + " is no file");
  std::string all(most + 1, '\0');
  std::size_t size = 0;
  while (size < all.size()) {
    DWORD n = 0;
    if (::ReadFile(file.get(), all.data() + size, static_cast<DWORD>(all.size() - size), &n, nullptr) == 0) {
      return failed(path, "cannot be read", ::GetLastError());
    }
    if (n == 0) break;
    size += n;
  }
  if (size > most) return fail(Stage::kLocal, Code::kLimit, std::format("{} has more than {} bytes", path, most));
  all.resize(size);
  return all;
}

Result<> replace_file(const std::string& path, std::string_view content) {
  const auto target = native(path);
  const auto temporary = native(path + ".new");
  Handle file(
      ::CreateFileW(temporary.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file) return failed(path, "cannot be written", ::GetLastError());
  bool done = write_all(file.get(), content);
  DWORD error = ::GetLastError();
  file.close();
  if (done) {
    // ReplaceFile() keeps the access list of what was there, and wants that to be there.
    done = ::ReplaceFileW(target.c_str(), temporary.c_str(), nullptr, REPLACEFILE_IGNORE_MERGE_ERRORS, nullptr,
                          nullptr) != 0;
    if (!done && is_missing(::GetLastError())) {
      done = ::MoveFileExW(temporary.c_str(), target.c_str(), MOVEFILE_WRITE_THROUGH) != 0;
    }
    error = ::GetLastError();
  }
  if (done) return {};
  ::DeleteFileW(temporary.c_str());
  return failed(path, "cannot be written", error);
}

Result<> rename_file(const std::string& from, const std::string& to) {
  if (::MoveFileExW(native(from).c_str(), native(to).c_str(), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) !=
      0) {
    return {};
  }
  return failed(from, "cannot be renamed", ::GetLastError());
}

Result<> make_private_directories(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(native(path), error);
  if (error) return failed(path, "cannot be made", static_cast<DWORD>(error.value()));
  return {};
}

struct FileLock::Handle {
  config::Handle file;
};

FileLock::FileLock(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
FileLock::~FileLock() = default;

Result<std::unique_ptr<FileLock>> FileLock::try_take(const std::string& path) {
  constexpr DWORD kFlags = FILE_ATTRIBUTE_NORMAL | FILE_FLAG_DELETE_ON_CLOSE;
  // Shared with nobody: that is the lock.
  std::unique_ptr<Handle> handle(new Handle{
      config::Handle(::CreateFileW(native(path).c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, kFlags, nullptr))});
  if (handle->file) return std::unique_ptr<FileLock>(new FileLock(std::move(handle)));
  const DWORD error = ::GetLastError();
  if (error == ERROR_SHARING_VIOLATION || error == ERROR_ACCESS_DENIED) return nullptr;
  return failed(path, "cannot be opened", error);
}

}  // namespace culvert::config
