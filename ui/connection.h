// Connections of applications, and those to the proxies that carry them. Texts are ready to be shown: what came from
// outside is escaped.
#pragma once

#include <QDateTime>
#include <QString>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "config/setup.h"

namespace culvert::ui {

struct Traffic {  // bytes since the start
  quint64 up = 0;
  quint64 down = 0;
  bool operator==(const Traffic&) const = default;
};

struct Counters {  // those that are over are part of it
  Traffic traffic;
  quint64 opened = 0;
  quint64 failed = 0;
  quint64 open = 0;  // now
};

// What is known of a connection besides what changes all the time.
struct ConnectionFacts {
  QString target;       // "db.internal:5432"
  QString application;  // id of the one whose forward it came in at; empty: a listener for all
  QString forward;      // id
  QString listener;     // address
  QString program;      // "ssh"; empty: not known
  QString executable;   // "/usr/bin/ssh"; empty: not known
  std::optional<quint32> pid;
  bool here = true;  // false: the caller is another computer
  config::Rule::Action action = config::Rule::Action::kTunnel;
  QString rule;          // why it goes there, in words; empty before that is decided
  QString profile;       // id; empty: direct
  QString proxy;         // "proxy.example:443"
  quint64 carrier = 0;   // number of the connection to the proxy; 0: none yet, or direct
  QString http_version;  // "HTTP/3"; empty: direct
  QDateTime start;       // by the wall clock
  std::chrono::steady_clock::time_point steady_start;
};

// One TCP connection of an application, carried as a tunnel.
struct Connection {
  enum class Phase : std::uint8_t { kWaiting, kAsking, kOpen, kFinishing };
  quint64 id = 0;
  std::shared_ptr<const ConnectionFacts> facts;  // the same object as long as nothing in it has changed; never null
  Traffic traffic;
  Phase phase = Phase::kWaiting;
};

// A connection to a proxy, which carries connections of applications.
struct Carrier {
  quint64 number = 0;
  QString profile;  // id
  QString proxy;
  QString http_version;  // "HTTP/3"
  QString tls_version;   // "TLS 1.3"
  QString cipher;
  bool resumed = false;
  bool early_data = false;  // was taken by the proxy
  QString address;          // "192.0.2.1:443"
  std::chrono::microseconds setup{};
  quint64 streams = 0;
};

}  // namespace culvert::ui
