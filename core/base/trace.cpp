#include "base/trace.h"

#include <algorithm>

namespace culvert {

namespace {
constexpr std::array<std::string_view, 25> kNames{"lookup",
                                                  "looked-up",
                                                  "tcp",
                                                  "tcp-ready",
                                                  "tls",
                                                  "tls-ready",
                                                  "quic",
                                                  "quic-ready",
                                                  "quic-failed",
                                                  "http-ready",
                                                  "given-up",
                                                  "connection-end",
                                                  "arrived",
                                                  "decided",
                                                  "waiting",
                                                  "request",
                                                  "taken",
                                                  "answer",
                                                  "again",
                                                  "next-proxy",
                                                  "opened",
                                                  "application-end",
                                                  "destination-end",
                                                  "tunnel-end",
                                                  "failed"};
}  // namespace

std::string_view name_of(Step step) { return kNames.at(static_cast<std::size_t>(step)); }

std::string_view value_name_of(Step step) {
  if (step == Step::kAnswer) return "status";
  return step == Step::kLookedUp ? "addresses" : "";
}

bool Trace::Filter::takes(const Record& record) {
  const Subject& of = record.subject;
  if (wanted_ == Subject{}) return true;
  if (wanted_.connection != 0 && of.connection == wanted_.connection) return true;
  if (wanted_.tunnel == 0) return false;
  if (of.tunnel == wanted_.tunnel) {
    if (of.connection != 0) carriers_.insert(of.connection);
    return true;
  }
  return of.tunnel == 0 && carriers_.contains(of.connection);
}

void Trace::add(TimePoint at, Subject subject, Step step, std::string_view text, std::uint64_t value) {
  Record record;
  record.number = ++count_;
  record.at = at;
  record.subject = subject;
  record.value = value;
  record.step = step;
  record.size = static_cast<std::uint8_t>(std::min(text.size(), record.bytes.size()));
  std::copy_n(text.begin(), record.size, record.bytes.begin());
  if (ring_.size() < capacity_) {
    ring_.push_back(record);
  } else {
    ring_[next_] = record;
    next_ = (next_ + 1) % capacity_;
  }
  for (Listener& listener : listeners_) {
    if (listener) listener(record);
  }
}

std::vector<Trace::Record> Trace::records(Subject wanted) const {
  std::vector<Record> out;
  Filter filter(wanted);
  for (const Record& record : ring_) static_cast<void>(filter.takes(record));  // learns which connections count
  for (std::size_t i = 0; i < ring_.size(); ++i) {
    const Record& record = ring_[(next_ + i) % ring_.size()];
    if (filter.takes(record)) out.push_back(record);
  }
  return out;
}

}  // namespace culvert
