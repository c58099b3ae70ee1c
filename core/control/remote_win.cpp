// Compiled with MinGW-w64, never run so far.
#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <windows.h>

#include <aclapi.h>

#include <format>

#include "control/remote.h"
#include "net/local_peer_win.h"

namespace culvert::control {

namespace {

constexpr DWORD kBusyMs = 5000;  // for an instance of the pipe to become free

std::unexpected<Error> failure(std::string_view doing) {
  return fail(Stage::kLocal, Code::kSystem, std::format("{}: error {} of Windows", doing, ::GetLastError()));
}

bool is_ours(HANDLE pipe) {
  PSID owner = nullptr;
  PSECURITY_DESCRIPTOR about = nullptr;
  if (::GetSecurityInfo(pipe, SE_KERNEL_OBJECT, OWNER_SECURITY_INFORMATION, &owner, nullptr, nullptr, nullptr,
                        &about) != ERROR_SUCCESS) {
    return false;
  }
  std::vector<unsigned char> user = user_sid();
  const bool same = !user.empty() && ::EqualSid(owner, user.data()) != 0;
  ::LocalFree(about);
  return same;
}

}  // namespace

struct Remote::Pipe {
  explicit Pipe(HANDLE h) : handle(h), over(::CreateEventW(nullptr, TRUE, FALSE, nullptr)) {}
  ~Pipe() {
    ::CloseHandle(handle);
    ::CloseHandle(over);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  // Bytes moved, or nothing and GetLastError(): WAIT_TIMEOUT if it took too long.
  template <class F>
  std::optional<DWORD> wait(F call, DWORD patience_ms) const {
    OVERLAPPED o{};
    o.hEvent = over;
    if (!call(&o) && ::GetLastError() != ERROR_IO_PENDING) return {};
    DWORD bytes = 0;
    const bool late = ::WaitForSingleObject(over, patience_ms) == WAIT_TIMEOUT;
    if (late) ::CancelIoEx(handle, &o);
    const bool done = ::GetOverlappedResult(handle, &o, &bytes, TRUE) != 0;
    if (done) return bytes;
    if (late) ::SetLastError(WAIT_TIMEOUT);
    return {};
  }

  const HANDLE handle;
  const HANDLE over;
};

Remote::Remote(std::unique_ptr<Pipe> pipe) : pipe_(std::move(pipe)) {}
Remote::~Remote() = default;
Remote::Remote(Remote&&) noexcept = default;
Remote& Remote::operator=(Remote&&) noexcept = default;

Result<Remote> Remote::connect(const std::string& place) {
  const std::wstring name = wide(place);
  HANDLE handle = INVALID_HANDLE_VALUE;
  for (int attempt = 0; attempt < 10 && handle == INVALID_HANDLE_VALUE; ++attempt) {
    handle = ::CreateFileW(name.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING,
                           FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, nullptr);
    if (handle != INVALID_HANDLE_VALUE) break;
    if (::GetLastError() == ERROR_FILE_NOT_FOUND) return fail(Stage::kLocal, Code::kNotFound, "Culvert does not run");
    if (::GetLastError() != ERROR_PIPE_BUSY) return failure("connecting to " + place);
    ::WaitNamedPipeW(name.c_str(), kBusyMs);
  }
  if (handle == INVALID_HANDLE_VALUE) return failure("connecting to " + place);
  auto pipe = std::make_unique<Pipe>(handle);
  // Somebody else's would be told what this user wants.
  if (!is_ours(handle)) {
    return fail(Stage::kLocal, Code::kDenied, "what listens at " + place + " belongs to another user");
  }
  return Remote(std::move(pipe));
}

Result<> Remote::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = pipe_->wait(
        [&](OVERLAPPED* o) {
          return ::WriteFile(pipe_->handle, bytes.data(), static_cast<DWORD>(bytes.size()), nullptr, o) != 0;
        },
        INFINITE);
    if (!n && (::GetLastError() == ERROR_NO_DATA || ::GetLastError() == ERROR_BROKEN_PIPE))
      return {};  // it may have said why
    if (!n) return failure("asking Culvert");
    bytes.remove_prefix(*n);
  }
  return {};
}

Result<std::string> Remote::receive(std::chrono::milliseconds patience) {
  std::string bytes(std::size_t{64} * 1024, '\0');
  const DWORD limit = patience.count() == 0 ? INFINITE : static_cast<DWORD>(patience.count());
  const auto n = pipe_->wait(
      [&](OVERLAPPED* o) {
        return ::ReadFile(pipe_->handle, bytes.data(), static_cast<DWORD>(bytes.size()), nullptr, o) != 0;
      },
      limit);
  if (!n && ::GetLastError() == WAIT_TIMEOUT) return fail(Stage::kLocal, Code::kTimedOut, "Culvert does not answer");
  if (!n && ::GetLastError() != ERROR_BROKEN_PIPE) return failure("asking Culvert");
  bytes.resize(n.value_or(0));
  return bytes;
}

}  // namespace culvert::control
