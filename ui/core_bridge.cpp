#include "core_bridge.h"

#include "api/trace_text.h"
#include "core_bridge_private.h"

namespace culvert::ui {

namespace {

constexpr std::chrono::milliseconds kPoll{500};
constexpr std::chrono::milliseconds kBetweenHappenings{50};
constexpr std::chrono::milliseconds kBetweenSteps{100};
constexpr std::chrono::seconds kIdleWorker{10};  // its thread ends

QByteArray exported(const std::vector<Trace::Record>& records, bool json) {
  const Trace::TimePoint start = records.empty() ? Trace::TimePoint() : records.front().at;
  std::string text = json ? "[" : api::csv_head() + "\r\n";
  const char* between = "\n";
  for (const Trace::Record& r : records) {
    text += json ? std::exchange(between, ",\n") + api::to_json(r, start) : api::to_csv(r, start) + "\r\n";
  }
  if (json) text += "\n]\n";
  return QByteArray::fromStdString(text);
}

}  // namespace

CoreBridge::CoreBridge(QObject* parent) : QObject(parent), d_(std::make_unique<Private>(*this)) {
  d_->link->bridge_ = this;
  d_->link->worker_ = &d_->worker;
}

CoreBridge::~CoreBridge() {
  d_->detach();
  d_->link->end();
  d_->worker.clear();
  d_->worker.waitForDone();
}

CoreBridge::Private::Private(CoreBridge& owner) : bridge(owner) {
  worker.setMaxThreadCount(1);
  worker.setExpiryTimeout(static_cast<int>(std::chrono::milliseconds(kIdleWorker).count()));
  poll.setInterval(kPoll);
  for (QTimer* pause : {&after_told, &after_steps}) pause->setSingleShot(true);
  after_told.setInterval(kBetweenHappenings);
  after_steps.setInterval(kBetweenSteps);
  QObject::connect(&poll, &QTimer::timeout, &bridge, [this] { ask(); });
  QObject::connect(&after_told, &QTimer::timeout, &bridge, [this] { pass_on_happenings(); });
  QObject::connect(&after_steps, &QTimer::timeout, &bridge, [this] { pass_on_steps(); });
}

void CoreBridge::Private::attach(api::Engine& to, bool steps_are_told) {
  detach();
  engine = &to;
  steps_told = steps_are_told;
  link->attach();
  for (const View view : {View::kTotals, View::kConnections, View::kSteps}) {
    if (watched(view)) watch(view, 0);
  }
}

void CoreBridge::Private::detach() {
  link->detach();
  if (engine != nullptr) {
    if (!steps_told) engine->watch_trace({});
    engine->watch_callers(false);
  }
  engine = nullptr;
  asking = false;
  poll.stop();
  questions.clear();
  open = 0;
}

// ---- Commands

quint64 CoreBridge::apply(config::Setup setup) {
  return d_->engine != nullptr ? d_->engine->apply(std::move(setup)) : 0;
}
quint64 CoreBridge::set_forward(const QString& id, bool on) {
  return d_->engine != nullptr ? d_->engine->set_forward(id.toStdString(), on) : 0;
}
quint64 CoreBridge::set_application(const QString& id, bool on) {
  return d_->engine != nullptr ? d_->engine->set_application(id.toStdString(), on) : 0;
}
quint64 CoreBridge::use_profile(const QString& id) {
  return d_->engine != nullptr ? d_->engine->use_profile(id.toStdString()) : 0;
}
void CoreBridge::stop() {
  if (d_->engine != nullptr) d_->engine->stop();
}
void CoreBridge::close_connection(quint64 id) {
  if (d_->engine != nullptr) d_->engine->close_tunnel(id);
}

// ---- Questions

void CoreBridge::reach(QObject* context, std::function<void(const std::optional<Happening>&)> receive) {
  if (d_->engine == nullptr) return;
  using Answer = std::optional<Happening>;
  const quint64 number = d_->wait<Answer>(context, std::move(receive));
  d_->engine->reach({}, [told = d_->answering<Answer>(number, [](const Result<ConnectionInfo>& reached) -> Answer {
                      if (reached) return std::nullopt;
                      return failure_of(reached.error());
                    })](const Result<ConnectionInfo>& reached) { told(reached); });
}

void CoreBridge::probe(config::Profile profile, http::HostPort target, QObject* context,
                       std::function<void(const std::vector<ProbeRow>&)> receive) {
  if (d_->engine == nullptr) return;
  using Answer = std::vector<ProbeRow>;
  const quint64 number = d_->wait<Answer>(context, std::move(receive));
  d_->engine->probe(std::move(profile), std::move(target),
                    [told = d_->answering<Answer>(number, [](const std::vector<api::ProbeResult>& results) {
                      Answer rows;
                      for (const auto& r : results) rows.push_back(row_of(r));
                      return rows;
                    })](const std::vector<api::ProbeResult>& results) { told(results); });
}

void CoreBridge::fetch_domain(config::Profile profile, QObject* context,
                              std::function<void(const DomainOffer&)> receive) {
  if (d_->engine == nullptr) return;
  const quint64 number = d_->wait<DomainOffer>(context, std::move(receive));
  std::string uri = profile.proxy;
  d_->engine->fetch_domain(
      std::move(profile),
      [told = d_->answering<DomainOffer>(number, [uri = std::move(uri)](const Result<http::ProvisioningDomain>& d) {
        return offer_of(uri, d);
      })](const Result<http::ProvisioningDomain>& domain) { told(domain); });
}

void CoreBridge::snapshot(QObject* context, std::function<void(const LivePointer&)> receive) {
  if (d_->engine == nullptr) return;
  const quint64 number = d_->wait<LivePointer>(context, std::move(receive));
  auto told = d_->answering<LivePointer>(
      number, [](const api::Snapshot& all) -> LivePointer { return LiveMaker().make(all, true); });
  d_->engine->snapshot([told](api::Snapshot all) { told(std::move(all)); });
}

void CoreBridge::read_trace(quint64 connection, QObject* context, std::function<void(const QList<TraceRow>&)> receive) {
  if (d_->engine == nullptr) return;
  const quint64 number = d_->wait<QList<TraceRow>>(context, std::move(receive));
  d_->engine->trace({.connection = 0, .tunnel = connection},
                    [told = d_->answering<QList<TraceRow>>(number, &rows_of)](
                        const std::vector<Trace::Record>& records) { told(records); });
}

void CoreBridge::export_trace(TraceFormat format, QObject* context, std::function<void(const QByteArray&)> receive) {
  if (d_->engine == nullptr) return;
  const quint64 number = d_->wait<QByteArray>(context, std::move(receive));
  const bool json = format == TraceFormat::kJson;
  d_->engine->trace({}, [told = d_->answering<QByteArray>(number, [json](const std::vector<Trace::Record>& records) {
                      return exported(records, json);
                    })](const std::vector<Trace::Record>& records) { told(records); });
}

// ---- Watching

CoreBridge::Watch::Watch(CoreBridge* bridge, View view) : bridge_(bridge), view_(view) { bridge_->d_->watch(view_, 1); }

CoreBridge::Watch::~Watch() { end(); }

CoreBridge::Watch::Watch(Watch&& other) noexcept : bridge_(std::exchange(other.bridge_, nullptr)), view_(other.view_) {}

CoreBridge::Watch& CoreBridge::Watch::operator=(Watch&& other) noexcept {
  if (this == &other) return *this;
  end();
  bridge_ = std::exchange(other.bridge_, nullptr);
  view_ = other.view_;
  return *this;
}

void CoreBridge::Watch::end() {
  if (bridge_) bridge_->d_->watch(view_, -1);
  bridge_ = nullptr;
}

void CoreBridge::Private::watch(View view, int change) {
  const bool before = watched(view);
  watchers[static_cast<std::size_t>(view)] += change;
  const bool now = watched(view);
  if (engine == nullptr || (before == now && change != 0)) return;
  if (view == View::kSteps) {
    link->steps_wanted = now;
    if (steps_told) return;
    engine->watch_trace(now ? Trace::Listener([link = link](const Trace::Record& step) { link->tell(step); })
                            : Trace::Listener());
    return;
  }
  if (view == View::kConnections) engine->watch_callers(now);
  if (!watched(View::kTotals) && !watched(View::kConnections)) {
    poll.stop();
  } else if (now) {
    poll.start();
    ask();
  }
}

void CoreBridge::Private::ask() {
  if (engine == nullptr || std::exchange(asking, true)) return;
  engine->snapshot([link = link, attachment = link->attachment(), all = watched(View::kConnections)](api::Snapshot s) {
    auto snapshot = std::make_shared<api::Snapshot>(std::move(s));
    link->work([link, attachment, all, snapshot = std::move(snapshot)] {
      // Ten thousand rows are taken down here as well, and not on the thread of the window.
      const LivePointer live(link->maker.make(*snapshot, all).release(),
                             [link](const Live* old) { link->work([owned = std::shared_ptr<const Live>(old)] {}); });
      link->deliver(attachment, [live](Private& p) { p.took(live); });
    });
  });
}

void CoreBridge::Private::took(const LivePointer& live) {
  asking = false;
  if (watched(View::kTotals) || watched(View::kConnections)) emit bridge.live(live);
}

void CoreBridge::Private::pass_on_happenings() {
  if (after_told.isActive()) return;  // comes then
  const auto batch = link->take_told();
  if (!batch) return;
  after_told.start();
  open = batch->open;
  const quint64 attachment = link->attachment();
  for (const auto& told : batch->told) {
    if (link->attachment() != attachment) return;  // whoever heard of it has detached
    emit bridge.happened(happening_of(told.event, told.at));
  }
  if (batch->lost != 0) emit bridge.lost(batch->lost);
  emit bridge.counted(open);
}

void CoreBridge::Private::pass_on_steps() {
  if (after_steps.isActive()) return;
  auto steps = link->take_steps();
  if (!steps) return;
  after_steps.start();
  link->work([link = link, attachment = link->attachment(), steps = std::move(*steps)] {
    link->deliver(attachment, [rows = rows_of(steps.records), lost = steps.lost](Private& p) {
      if (p.watched(View::kSteps)) emit p.bridge.steps(rows, lost);
    });
  });
}

quint64 CoreBridge::open_connections() const { return d_->open; }

}  // namespace culvert::ui
