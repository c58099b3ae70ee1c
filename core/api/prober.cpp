#include "api/prober.h"

#include <algorithm>
#include <array>

#include "http/uri_template.h"
#include "net/silent_stream.h"
#include "net/workers.h"

namespace culvert::api {

namespace {

constexpr std::array<std::string_view, 7> kNames{"lookup", "tcp", "quic", "tls", "settings", "request", "destination"};

// One proxy, with a trace and connections of its own.
class Probe {
 public:
  Probe(Shared& engine, Workers& reading, config::Profile profile, http::HostPort target)
      : reading_(reading),
        profile_(std::move(profile)),
        target_(std::move(target)),
        on_event_([this](const Event& event) { heard(event); }),
        shared_{engine.loop, engine.resolver, trace_, on_event_, engine.timing} {}

  Task<> run() {
    const TimePoint start = shared_.loop.now();
    const auto input =
        profile_.classic_connect ? http::parse_classic_proxy(profile_.proxy) : http::parse_proxy_input(profile_.proxy);
    if (input) {
      result_.proxy = input->uri_template.origin().to_string();
    }
    ProxyClient::Opening opening{.id = 1};
    result_.result = co_await open(opening);
    result_.total = shared_.loop.now() - start;
    if (!result_.result) result_.sentence = describe(result_.result.error(), target_.to_string());
    const auto carrier = std::ranges::find(connected_, opening.connection, &ConnectionInfo::id);
    if (carrier != connected_.end()) result_.connection = *carrier;
    // What failed on the way has no connection yet: its attempt was the first.
    result_.phases = phases_of(trace_.records(), opening.connection != 0 ? opening.connection : 1);
  }

  // Afterwards: nobody waits for that.
  Task<> close() {
    if (far_ != nullptr) far_->reset({Stage::kLocal, Code::kClosed, "this was only a test"});
    far_.reset();
    if (upstream_ != nullptr) co_await upstream_->shut_down();
  }

  [[nodiscard]] const ProbeResult& result() const { return result_; }

 private:
  void heard(const Event& event) {
    if (const auto* e = std::get_if<event::Connected>(&event)) connected_.push_back(e->connection);
  }

  Task<Result<>> open(ProxyClient::Opening& opening) {
    auto parts = co_await reading_.run([p = profile_] { return Upstream::prepare(p); });
    if (!parts) co_return fail(Stage::kLocal, Code::kLimit, "too many profiles are being read");
    if (!*parts) co_return std::unexpected(std::move(parts->error()));
    upstream_ = std::make_unique<Upstream>(shared_, std::move(**parts));
    std::unique_ptr<ByteStream> application = std::make_unique<SilentStream>();
    auto opened = co_await upstream_->open(target_, application, opening);
    if (!opened) co_return std::unexpected(std::move(opened.error()));
    trace_.add(shared_.loop.now(), {.connection = 0, .tunnel = opening.id}, Step::kOpened);
    application_ = std::move(application);
    far_ = std::move(opened->far);
    co_return Result<>{};
  }

  Workers& reading_;
  const config::Profile profile_;
  const http::HostPort target_;
  Engine::EventHandler on_event_;
  Trace trace_{512};
  Shared shared_;
  ProbeResult result_;
  std::vector<ConnectionInfo> connected_;
  std::unique_ptr<Upstream> upstream_;
  std::unique_ptr<ByteStream> application_;
  std::unique_ptr<FarStream> far_;
};

}  // namespace

std::string_view name_of(ProbePhase phase) { return kNames.at(static_cast<std::size_t>(phase)); }

std::vector<ProbeResult::Phase> phases_of(const std::vector<Trace::Record>& steps, std::uint64_t connection) {
  using Step = culvert::Step;
  const auto of_it = [&](const Trace::Record& r) {
    return r.subject.connection == connection || r.subject.connection == 0;
  };
  const auto last = [&](Step step, std::string_view text = {}) -> const Trace::Record* {
    const auto found = std::ranges::find_last_if(steps, [&](const Trace::Record& r) {
      return r.step == step && of_it(r) && (text.empty() || r.text() == text);
    });
    return found.empty() ? nullptr : &found.front();
  };
  const Trace::Record* ready = last(Step::kHttpReady);
  const bool quic = ready != nullptr ? ready->text() == http::name_of(http::Version::kHttp3)
                                     : last(Step::kTcpReady) == nullptr && last(Step::kQuicReady) != nullptr;
  const Trace::Record* tcp = last(Step::kTcpReady);
  std::vector<ProbeResult::Phase> phases;
  const auto add = [&](ProbePhase phase, const Trace::Record* from, const Trace::Record* to) {
    if (from != nullptr && to != nullptr && to->at >= from->at) phases.push_back({phase, to->at - from->at});
  };
  const auto first_of = [&](Step step) -> const Trace::Record* {
    const auto found = std::ranges::find_if(steps, [&](const Trace::Record& r) { return r.step == step && of_it(r); });
    return found == steps.end() ? nullptr : &*found;
  };
  add(ProbePhase::kLookup, first_of(Step::kLookup), first_of(Step::kLookedUp));
  if (quic) {
    add(ProbePhase::kQuic, first_of(Step::kQuic), last(Step::kQuicReady));
    add(ProbePhase::kSettings, last(Step::kQuicReady), ready);
  } else {
    if (tcp != nullptr) add(ProbePhase::kTcp, last(Step::kTcp, tcp->text()), tcp);
    add(ProbePhase::kTls, last(Step::kTls), last(Step::kTlsReady));
    add(ProbePhase::kSettings, last(Step::kTlsReady), ready);
  }
  const Trace::Record* taken = last(Step::kTaken);
  add(ProbePhase::kRequest, last(Step::kRequest), taken);
  add(ProbePhase::kDestination, taken != nullptr ? taken : last(Step::kRequest), last(Step::kAnswer));
  return phases;
}

Task<> probe(Shared& shared, config::Profile profile, http::HostPort target,
             std::move_only_function<void(const std::vector<ProbeResult>&)> receive) {
  std::vector<std::string> proxies = std::exchange(profile.fallbacks, {});
  proxies.insert(proxies.begin(), profile.proxy);
  profile.session_file.clear();  // a new handshake is what is to be measured
  profile.early_data = false;
  Workers reading(shared.loop, 1);
  std::vector<std::unique_ptr<Probe>> probes;
  TaskSet running(shared.loop);
  for (const std::string& proxy : proxies) {
    profile.proxy = proxy;
    probes.push_back(std::make_unique<Probe>(shared, reading, profile, target));
    running.spawn(probes.back()->run());
  }
  co_await poll([&](Waiter& w) { return running.poll_empty(w); });
  std::vector<ProbeResult> results;
  results.reserve(probes.size());
  for (const auto& p : probes) results.push_back(p->result());
  receive(results);
  for (const auto& p : probes) running.spawn(p->close());
  co_await poll([&](Waiter& w) { return running.poll_empty(w); });
}

}  // namespace culvert::api
