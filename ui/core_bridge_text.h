// Values of core/api as values of the window.
#pragma once

#include <QHash>
#include <QList>
#include <QString>
#include <chrono>
#include <string>
#include <vector>

#include "api/engine.h"
#include "live.h"

namespace culvert::ui {

[[nodiscard]] Happening happening_of(const api::Event& event, std::chrono::system_clock::time_point at);
[[nodiscard]] Happening failure_of(const Error& error);
[[nodiscard]] QList<TraceRow> rows_of(const std::vector<Trace::Record>& records);
[[nodiscard]] ProbeRow row_of(const api::ProbeResult& result);
[[nodiscard]] DomainOffer offer_of(const std::string& uri, const Result<http::ProvisioningDomain>& domain);
[[nodiscard]] Carrier carrier_of(const ConnectionInfo& info, const std::string& profile, const std::string& proxy);
[[nodiscard]] QString program_text(const inbound::Caller& caller);  // "ssh (process 4711)"
[[nodiscard]] QString busy_text(const inbound::BusyPort& busy);

// Makes Live of snapshots, on one thread. What is known of a connection is put into words once.
class LiveMaker {
 public:
  [[nodiscard]] std::unique_ptr<Live> make(const api::Snapshot& snapshot, bool with_connections);

 private:
  struct Known {
    std::shared_ptr<const api::TunnelFacts> facts;  // held, so that no others come to be in its place
    std::shared_ptr<const ConnectionFacts> shown;
  };
  void forget_other_languages();
  [[nodiscard]] std::shared_ptr<const ConnectionFacts> show(const api::TunnelFacts& facts);
  [[nodiscard]] QString rule(const std::string& text);

  std::vector<std::pair<Tunnel::Id, Known>> known_;  // by id
  QHash<QString, QString> rules_;
  QString language_;
};

}  // namespace culvert::ui
