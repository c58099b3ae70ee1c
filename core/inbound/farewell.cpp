#include "inbound/farewell.h"

#include "net/with_timeout.h"

namespace culvert::inbound {

namespace {

constexpr Duration kLimit = std::chrono::seconds(2);
constexpr std::size_t kMaxRead = 16 * 1024 * 1024UL;

Task<bool> read_away(ByteStream& application) {
  for (std::size_t read = 0; read < kMaxRead;) {
    const auto got = co_await application.next();
    if (!got || got->empty()) co_return true;
    application.consume(got->size());
    read += got->size();
  }
  co_return false;
}

}  // namespace

Task<> let_go(Loop& loop, ByteStream& application) {
  const auto finished = co_await application.finish();
  if (finished) static_cast<void>(co_await with_timeout(loop, kLimit, read_away(application)));
}

}  // namespace culvert::inbound
