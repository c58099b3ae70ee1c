// Named pipes. Compiled with MinGW-w64, never run so far.
#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include "net/local_listener.h"

#include <windows.h>

#include <sddl.h>

#include <array>
#include <format>

#include "net/local_peer_win.h"
#include "net/overlapped_win.h"

namespace culvert {

using namespace std::chrono_literals;

namespace {

constexpr DWORD kBuffer = 64 * 1024;

Error win_error(DWORD number, std::string_view doing) {
  return {Stage::kLocal, number == ERROR_ACCESS_DENIED ? Code::kDenied : Code::kSystem,
          std::format("{}: error {} of Windows", doing, number)};
}

// The server's end of one connection.
class PipeStream final : public ByteStream {
 public:
  PipeStream(Loop& loop, HANDLE pipe) : loop_(loop), pipe_(pipe), reading_(loop), writing_(loop), failure_(loop) {}
  ~PipeStream() override { close(); }

  void consume(std::size_t) override {}
  void reset(const Error& why) override {
    if (error_ == nullptr) error_ = std::make_unique<Error>(why);
    close();
    failure_.notify_all();
  }

  Poll<Result<ChunkQueue>> poll_next(Waiter& w) override {
    if (error_ != nullptr) return std::unexpected(*error_);
    if (ended_) return ChunkQueue{};
    if (!reading_.under_way()) {
      reading_.begin([this](OVERLAPPED* o) { return ::ReadFile(pipe_, in_.data(), kBuffer, nullptr, o) != 0; });
    }
    const auto end = reading_.poll_end(pipe_, w);
    if (!end) return {};
    ended_ = end->error == ERROR_BROKEN_PIPE || end->error == ERROR_PIPE_NOT_CONNECTED;
    if (ended_) return ChunkQueue{};
    if (end->error != ERROR_SUCCESS) return std::unexpected(broken(end->error, "reading from a pipe"));
    return ChunkQueue(Chunk::copy_of(loop_.pool(), std::span(in_).first(end->bytes)));
  }

  void start_write(ChunkQueue chunks) override {
    if (error_ != nullptr) return;
    chunks.own(loop_.pool());
    out_.append(std::move(chunks));
  }
  Poll<Result<>> poll_writable(Waiter& w) override {
    if (error_ != nullptr) return std::unexpected(*error_);
    while (!out_.empty()) {
      if (!writing_.under_way()) {
        writing_.begin([this](OVERLAPPED* o) {
          const auto bytes = out_.front().bytes();
          return ::WriteFile(pipe_, bytes.data(), static_cast<DWORD>(bytes.size()), nullptr, o) != 0;
        });
      }
      const auto end = writing_.poll_end(pipe_, w);
      if (!end) return {};
      if (end->error != ERROR_SUCCESS) return std::unexpected(broken(end->error, "writing to a pipe"));
      out_.consume(end->bytes);
    }
    return Result<>{};
  }

  // A pipe has no half-closed state: what was written can be read until the client closes.
  void start_finish() override {}
  Poll<Result<>> poll_finished(Waiter& w) override { return poll_writable(w); }
  Poll<Error> poll_failed(Waiter& w) override {
    if (error_ != nullptr) return *error_;
    failure_.add(w);
    return {};
  }

 private:
  const Error& broken(DWORD number, std::string_view doing) {
    error_ = std::make_unique<Error>(win_error(number, doing));
    failure_.notify_all();
    return *error_;
  }
  // Without DisconnectNamedPipe(), which would throw away what the client has not read.
  void close() {
    if (pipe_ == INVALID_HANDLE_VALUE) return;
    reading_.cancel(pipe_);
    writing_.cancel(pipe_);
    ::CloseHandle(pipe_);
    pipe_ = INVALID_HANDLE_VALUE;
  }

  Loop& loop_;
  HANDLE pipe_;
  Overlapped reading_;
  Overlapped writing_;
  WaitList failure_;
  std::array<std::uint8_t, kBuffer> in_{};
  ChunkQueue out_;
  bool ended_ = false;
  std::unique_ptr<Error> error_;
};

// Who made the pipe that is there.
std::string process_behind(const std::wstring& name) {
  const HANDLE there = ::CreateFileW(name.c_str(), GENERIC_READ, 0, nullptr, OPEN_EXISTING,
                                     SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS, nullptr);
  ULONG process = 0;
  if (there == INVALID_HANDLE_VALUE) return {};
  const bool known = ::GetNamedPipeServerProcessId(there, &process) != 0;
  ::CloseHandle(there);
  return known ? std::format(", process {}", process) : std::string();
}

}  // namespace

struct LocalListener::Impl {
  Impl(Loop& l, std::wstring n) : loop(l), name(std::move(n)), connecting(l), pause(l) {}
  ~Impl() { close(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  // The instance of the pipe that the next client gets. Only this user may open it (the access list names nobody else),
  // and nobody over the network.
  DWORD make_instance(bool first) {
    const std::wstring rule = L"D:P(A;;GA;;;" + user_sid_text() + L")";
    SECURITY_ATTRIBUTES access{.nLength = sizeof access, .lpSecurityDescriptor = nullptr, .bInheritHandle = FALSE};
    if (::ConvertStringSecurityDescriptorToSecurityDescriptorW(rule.c_str(), SDDL_REVISION_1,
                                                               &access.lpSecurityDescriptor, nullptr) == 0) {
      return ::GetLastError();
    }
    pipe = ::CreateNamedPipeW(name.c_str(),
                              PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | (first ? FILE_FLAG_FIRST_PIPE_INSTANCE : 0UL),
                              PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
                              PIPE_UNLIMITED_INSTANCES, kBuffer, kBuffer, 0, &access);
    const DWORD error = pipe != INVALID_HANDLE_VALUE ? ERROR_SUCCESS : ::GetLastError();
    ::LocalFree(access.lpSecurityDescriptor);
    return error;
  }

  void close() {
    closed = true;
    pause.cancel();
    if (pipe == INVALID_HANDLE_VALUE) return;
    connecting.cancel(pipe);
    ::CloseHandle(pipe);
    pipe = INVALID_HANDLE_VALUE;
  }

  Loop& loop;
  const std::wstring name;
  HANDLE pipe = INVALID_HANDLE_VALUE;
  Overlapped connecting;
  Timer pause;
  bool closed = false;
};

LocalListener::LocalListener(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
LocalListener::LocalListener(LocalListener&&) noexcept = default;
LocalListener& LocalListener::operator=(LocalListener&&) noexcept = default;

LocalListener::~LocalListener() {
  if (impl_ != nullptr) impl_->close();  // whoever waits in accept() has a share in it
}

Result<LocalListener> LocalListener::open(Loop& loop, const std::string& place) {
  auto impl = std::make_shared<Impl>(loop, wide(place));
  const DWORD error = impl->make_instance(true);
  // The first instance of a pipe that is there already.
  if (error == ERROR_ACCESS_DENIED) {
    return fail(Stage::kLocal, Code::kDenied, "Culvert runs already" + process_behind(impl->name));
  }
  if (error != ERROR_SUCCESS) return std::unexpected(win_error(error, "listening on " + place));
  return LocalListener(std::move(impl));
}

Poll<LocalListener::Arrival> LocalListener::poll_accept(Impl& s, Waiter& w) {
  if (s.closed) return {};
  if (s.pause.running()) {
    static_cast<void>(s.pause.poll_expired(w));
    return {};
  }
  if (s.pipe != INVALID_HANDLE_VALUE || s.make_instance(false) == ERROR_SUCCESS) {
    if (!s.connecting.under_way()) {
      s.connecting.begin([&s](OVERLAPPED* o) { return ::ConnectNamedPipe(s.pipe, o) != 0; });
    }
    const auto end = s.connecting.poll_end(s.pipe, w);
    if (!end) return {};
    const HANDLE connected = std::exchange(s.pipe, INVALID_HANDLE_VALUE);
    // There is always an instance to connect to: without one a client would be told that nobody is there.
    static_cast<void>(s.make_instance(false));
    if (end->error == ERROR_SUCCESS || end->error == ERROR_PIPE_CONNECTED) {
      return Arrival{std::make_unique<PipeStream>(s.loop, connected), true};
    }
    ::CloseHandle(connected);
  }
  // Out of memory, or a client that was gone before it was taken.
  s.pause.start(50ms);
  static_cast<void>(s.pause.poll_expired(w));
  return {};
}

}  // namespace culvert
