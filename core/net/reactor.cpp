// What a Watch does on every system.
#include "net/reactor.h"

#include <utility>

namespace culvert {

void Watch::tell(News news) {
  ended_ = ended_ || news.end;
  if (news.alarm) alarm_ = true;
  if (news.read || news.end || news.alarm) {
    may_read_ = true;
    readers_.notify_all();
  }
  if (news.write || news.alarm) {
    may_write_ = true;
    writers_.notify_all();
  }
  if (news.alarm) failure_waiters_.notify_all();
}

bool Watch::take_alarm() { return std::exchange(alarm_, false); }

void Watch::notify_all() {
  readers_.notify_all();
  writers_.notify_all();
  failure_waiters_.notify_all();
}

}  // namespace culvert
