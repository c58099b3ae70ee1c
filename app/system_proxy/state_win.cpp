// Compiled with MinGW-w64, run by nobody yet.

#include <windows.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>
#include <utility>

#include "system_proxy/state.h"

namespace culvert::system_proxy {

namespace {

using namespace std::chrono_literals;

std::unexpected<Error> failed(const std::string& doing) {
  return fail(Stage::kLocal, Code::kSystem, doing + ": error " + std::to_string(::GetLastError()));
}

std::wstring wide(const std::string& path) { return std::filesystem::path(path).wstring(); }

}  // namespace

struct StateLock::Held {
  explicit Held(HANDLE opened) : file(opened) {}
  ~Held() {
    if (file != INVALID_HANDLE_VALUE) ::CloseHandle(file);
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  HANDLE file;
};

StateLock::StateLock(std::unique_ptr<Held> held) : held_(std::move(held)) {}
StateLock::~StateLock() = default;
StateLock::StateLock(StateLock&&) noexcept = default;
StateLock& StateLock::operator=(StateLock&&) noexcept = default;
int StateLock::handle() const { return -1; }  // no programs are run

std::string state_directory() {
  const char* local = std::getenv("LOCALAPPDATA");
  return local == nullptr ? std::string() : std::string(local) + "\\Culvert";
}

Result<> make_directory(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return fail(Stage::kLocal, Code::kSystem, "making " + path + ": " + error.message());
  return {};
}

Result<> sync_file(const std::string& path) {
  const HANDLE file =
      ::CreateFileW(wide(path).c_str(), GENERIC_WRITE, FILE_SHARE_READ, nullptr, OPEN_EXISTING, 0, nullptr);
  if (file == INVALID_HANDLE_VALUE)
    return ::GetLastError() == ERROR_FILE_NOT_FOUND ? Result<>() : failed("opening " + path);
  const bool done = ::FlushFileBuffers(file) != 0;
  ::CloseHandle(file);
  if (!done) return failed("writing to the disk");
  return {};
}

Result<> remove_file(const std::string& path) {
  if (::DeleteFileW(wide(path).c_str()) == 0 && ::GetLastError() != ERROR_FILE_NOT_FOUND) {
    return failed("removing " + path);
  }
  return {};
}

Result<> rename_file(const std::string& from, const std::string& to) {
  if (::MoveFileExW(wide(from).c_str(), wide(to).c_str(), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) == 0) {
    return failed("renaming " + from);
  }
  return {};
}

Result<StateLock> StateLock::take(const std::string& path) {
  const auto last = std::chrono::steady_clock::now() + 10s;
  while (true) {
    // Shared with nobody: open is held.
    auto held = std::make_unique<Held>(
        ::CreateFileW(wide(path).c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_ALWAYS, 0, nullptr));
    if (held->file != INVALID_HANDLE_VALUE) return StateLock(std::move(held));
    if (::GetLastError() != ERROR_SHARING_VIOLATION) return failed("opening " + path);
    if (std::chrono::steady_clock::now() > last) {
      return fail(Stage::kLocal, Code::kLimit, "another Culvert is at the system proxy right now");
    }
    std::this_thread::sleep_for(20ms);
  }
}

}  // namespace culvert::system_proxy
