#include "inbound/http_exchange.h"

#include <utility>

#include "inbound/http_reply.h"

namespace culvert::inbound {

namespace {
constexpr std::size_t kMaxSkipped = 1024 * 1024UL;
}  // namespace

HttpExchange::HttpExchange(Loop& loop, std::unique_ptr<TcpStream> application, OriginRequest request,
                           std::string target)
    : loop_(loop),
      application_(std::move(application)),
      target_(std::move(target)),
      head_(std::move(request.head)),
      body_(std::move(request.parser), request.chunked),
      upgrade_(request.upgrade),
      head_only_(request.head_only),
      response_(request.upgrade),
      answer_waiters_(loop) {}

Result<ChunkQueue> HttpExchange::broke(Error error) {
  error_ = std::make_unique<Error>(std::move(error));
  return std::unexpected(*error_);
}

Poll<Result<ChunkQueue>> HttpExchange::poll_next(Waiter& w) {
  if (error_ != nullptr) return std::unexpected(*error_);
  if (!head_.empty()) {
    auto out = take({});  // most requests are over with their heads
    if (out) out->append(to_queue(loop_.pool(), std::exchange(head_, {})));
    return out;
  }
  while (!body_.done()) {
    auto got = application_->poll_next(w);
    if (!got || !*got) return got;
    if ((*got)->empty()) {
      return broke({Stage::kLocal, Code::kTruncated, "the application ended in the middle of its request"});
    }
    auto out = take(std::move(**got));
    if (!out || !out->empty()) return out;
  }
  return behind_the_request(w);
}

// What goes to the origin of what came from the application; it borrows from received_.
Result<ChunkQueue> HttpExchange::take(ChunkQueue received) {
  ChunkQueue out;
  received_.clear();
  ChunkQueue behind;
  do {
    Chunk chunk = received.empty() ? Chunk() : received.pop();
    std::span<const std::uint8_t> rest = chunk.bytes();
    if (auto fed = body_.feed(loop_.pool(), rest, out); !fed) return broke(std::move(fed.error()));
    if (!rest.empty()) behind.append(ChunkQueue(Chunk::copy_of(loop_.pool(), rest)));
    received_.push(std::move(chunk));
  } while (!received.empty());
  if (upgrade_) {
    held_.append(std::move(behind));
  } else {
    skipped_ += behind.size();
  }
  return out;
}

// The bytes of the other protocol, if the origin has switched to it; before its answer nobody knows. Otherwise the
// application has nothing more to say here but that it goes.
Poll<Result<ChunkQueue>> HttpExchange::behind_the_request(Waiter& w) {
  if (response_.state() == ResponseHead::State::kSwitched) {
    if (!held_.empty()) return std::exchange(held_, {});
    return application_->poll_next(w);
  }
  if (upgrade_ && response_.state() == ResponseHead::State::kWaiting) {
    if (held_.empty()) {
      auto got = application_->poll_next(w);
      if (!got || !*got || (*got)->empty()) return got;
      held_ = std::move(**got);
      held_.own(loop_.pool());
    }
    answer_waiters_.add(w);
    return {};
  }
  skipped_ += held_.size();
  held_.clear();
  while (skipped_ <= kMaxSkipped) {
    auto got = application_->poll_next(w);
    if (!got || !*got || (*got)->empty()) return got;
    skipped_ += (*got)->size();
  }
  return broke({Stage::kLocal, Code::kLimit, "the application sent more than one request on one connection"});
}

void HttpExchange::start_write(ChunkQueue chunks) {
  application_->start_write(response_.feed(loop_.pool(), std::move(chunks)));
  if (response_.state() != ResponseHead::State::kWaiting) answer_waiters_.notify_all();
}

void HttpExchange::start_finish() {
  if (response_.silent()) {
    const Error error{Stage::kDestination, Code::kTruncated, "it closed the connection without an answer"};
    application_->start_write(to_queue(loop_.pool(), http_refusal(error, target_, head_only_)));
  }
  application_->start_write(response_.finish(loop_.pool()));
  answer_waiters_.notify_all();
  application_->start_finish();
}

}  // namespace culvert::inbound
