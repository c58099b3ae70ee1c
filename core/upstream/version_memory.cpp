#include "upstream/version_memory.h"

#include <algorithm>

namespace culvert {

VersionMemory::Network& VersionMemory::at(const std::string& network, TimePoint now) {
  const bool known = networks_.contains(network);
  if (!known && networks_.size() >= kMostNetworks) {
    networks_.erase(std::ranges::min_element(networks_, {}, [](const auto& entry) { return entry.second.used; }));
  }
  Network& found = networks_[network];
  found.used = now;
  return found;
}

VersionMemory::Plan VersionMemory::plan(const std::string& network, TimePoint now, bool expected) {
  if (service_ && now >= service_until_) service_.reset();
  const Network& here = at(network, now);
  Plan plan;
  plan.place = place();
  const bool failed = here.failures != 0 && here.failed_at == plan.place;
  plan.quic = (expected || service_) && (!failed || now >= here.broken_until);
  if (!plan.quic) return plan;
  plan.at = service_;
  if (!failed) plan.head_start = kHeadStart;
  return plan;
}

http::HostPort VersionMemory::place() const {
  if (!service_) return origin_;
  return {service_->host.empty() ? origin_.host : service_->host, service_->port};
}

void VersionMemory::quic_worked(const std::string& network, TimePoint now) { at(network, now).failures = 0; }

void VersionMemory::quic_failed(const std::string& network, const http::HostPort& where, TimePoint now) {
  Network& here = at(network, now);
  if (here.failed_at != where) here.failures = 0;
  here.failed_at = where;
  constexpr int kDoublings = 7;  // past the longest
  const Duration pause = std::min(kFirstBreak * (1 << std::min(here.failures, kDoublings)), kLongestBreak);
  ++here.failures;
  here.broken_until = now + pause;
}

void VersionMemory::told(const http::AltSvc& services, TimePoint now) {
  if (services.clear) service_.reset();
  const auto it = std::ranges::find(services.services, "h3", &http::AltService::protocol);
  if (it == services.services.end()) return;
  service_ = *it;
  service_until_ = now + it->max_age;
}

}  // namespace culvert
