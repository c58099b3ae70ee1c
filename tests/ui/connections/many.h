// Made-up states of the core with many connections, as they come one after the other.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <random>

#include "live.h"

namespace culvert::ui::test {

inline std::shared_ptr<const ConnectionFacts> facts_of(quint64 id) {
  static const std::array<const char*, 6> kPrograms{"firefox",          "ssh",        "curl", "psql",
                                                    "git-remote-https", "thunderbird"};
  static const std::array<const char*, 5> kHosts{"db.internal", "mail.example", "git.example", "updates.example",
                                                 "build-07.internal"};
  static const std::array<int, 5> kPorts{5432, 993, 443, 443, 22};
  auto facts = std::make_shared<ConnectionFacts>();
  const QString program = QString::fromLatin1(kPrograms.at(id % kPrograms.size()));
  facts->target = QStringLiteral("%1:%2")
                      .arg(QString::fromLatin1(kHosts.at(id % kHosts.size())))
                      .arg(kPorts.at(id % kPorts.size()));
  if (id % 7 == 0) facts->target = QStringLiteral("host-%1.cdn.example:443").arg(id);
  facts->program = program;
  facts->executable = u"/usr/bin/" + program;
  facts->pid = static_cast<quint32>(1000 + id % 400);
  facts->listener = QStringLiteral("localhost:1080");
  if (id % 4 == 0) {
    facts->application = QStringLiteral("database");
    facts->forward = QStringLiteral("main");
    facts->listener = QStringLiteral("localhost:5432");
  }
  facts->rule = id % 5 == 3 ? QStringLiteral("rule \"intranet\": domain internal")
                            : QStringLiteral("no rule matches: the profile in use");
  facts->action = id % 11 == 5 ? config::Rule::Action::kDirect : config::Rule::Action::kTunnel;
  if (facts->action == config::Rule::Action::kTunnel) {
    facts->profile = QStringLiteral("work");
    facts->proxy = QStringLiteral("proxy.example:443");
    facts->carrier = 1 + id % 3;
    facts->http_version = id % 3 == 2 ? QStringLiteral("HTTP/2") : QStringLiteral("HTTP/3");
  }
  const auto age = static_cast<qint64>(5000 - id % 5000);  // seconds
  facts->steady_start = std::chrono::steady_clock::now() - std::chrono::seconds(age);
  facts->start = QDateTime::currentDateTime().addSecs(-age);
  return facts;
}

// One state after the other; each is a new one, and is not changed afterwards.
class Many {
 public:
  explicit Many(std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) add();
  }
  // `come` new ones at the end, `go` anywhere; `busy` of the rest have had traffic.
  void step(std::size_t come, std::size_t go, double busy) {
    for (std::size_t i = 0; i < go && !all_.empty(); ++i) {
      auto at = all_.begin();
      std::advance(at, static_cast<std::ptrdiff_t>(random_() % all_.size()));
      all_.erase(at);
    }
    for (std::size_t i = 0; i < come; ++i) add();
    std::bernoulli_distribution has(busy);
    for (auto& [id, connection] : all_) {
      if (!has(random_)) continue;
      connection.traffic.down += random_() % 100'000;
      if (id % 2 == 0) connection.traffic.up += random_() % 10'000;
      if (connection.phase != Connection::Phase::kOpen && random_() % 4 == 0)
        connection.phase = Connection::Phase::kOpen;
    }
  }
  void remove(quint64 id) { all_.erase(id); }
  Connection& operator[](quint64 id) { return all_.at(id); }
  [[nodiscard]] LivePointer live() const {
    auto live = std::make_shared<Live>();
    live->running = true;
    live->at = std::chrono::steady_clock::now();
    live->connections.reserve(all_.size());
    for (const auto& [id, connection] : all_) live->connections.push_back(connection);
    live->total.open = all_.size();
    return live;
  }
  quint64 add() {
    const quint64 id = ++last_;
    Connection connection{.id = id, .facts = facts_of(id), .traffic = {}, .phase = Connection::Phase::kOpen};
    if (id % 29 == 0) connection.phase = Connection::Phase::kAsking;
    if (id % 31 == 0) connection.phase = Connection::Phase::kWaiting;
    connection.traffic = {.up = (id * 7919) % 100'000, .down = (id * 104'729) % 3'000'000};
    all_.emplace(id, std::move(connection));
    return id;
  }

 private:
  std::map<quint64, Connection> all_;
  quint64 last_ = 0;
  std::mt19937 random_{7};
};

}  // namespace culvert::ui::test
