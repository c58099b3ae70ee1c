// What the core tells, as values of the window. Texts are ready to be shown: what came from outside is escaped.
#pragma once

#include <QDateTime>
#include <QMetaType>
#include <QString>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/error.h"
#include "config/entry.h"
#include "connection.h"

namespace culvert::ui {

struct Entrance {
  bool forward = false;  // else for all applications: SOCKS and HTTP
  QString address;       // "localhost:1080", with the port that was found
  QString target;        // of a forward
  QString application;   // id
  QString forward_id;
  QString sentence;  // why it is not open; empty: it is
  bool operator==(const Entrance&) const = default;
};

// One step of the trace, ready to be shown.
struct TraceRow {
  quint64 number = 0;
  std::chrono::steady_clock::time_point at;
  quint64 carrier = 0;     // number of the connection to the proxy; 0: none
  quint64 connection = 0;  // id; 0: none
  QString step;            // "tls-ready", for programs and filters; never translated
  QString text;            // in words
};

// One thing that happened, for whoever shows or logs it.
struct Happening {
  enum class Kind : std::uint8_t {
    kListening,
    kListenerFailed,
    kListenerClosed,
    kProfileFailed,
    kProfileInUse,
    kStarted,
    kApplied,
    kSetupWrong,
    kStopped,
    kCarrierUp,
    kCarrierDown,
    kProxyAvoided,
    kProxyBack,
    kCallerRefused,
    kConnectionOpened,
    kConnectionFailed,
    kConnectionClosed,
  };
  Kind kind{};
  QDateTime at;
  QString sentence;  // in the language of the window; empty where there is nothing to say
  QString details;   // what the core says of it, in English; empty: no more than that
  std::optional<Error> error;
  QString profile;  // ids, where they are known
  QString application;
  QString forward;
  QString proxy;
  quint64 connection = 0;
  quint64 change = 0;                     // kApplied, kSetupWrong: number of the change
  std::optional<quint16> free_port;       // kListenerFailed
  Entrance entrance;                      // kListening, kListenerFailed, kListenerClosed
  std::optional<Carrier> carrier;         // kCarrierUp, kCarrierDown
  std::vector<config::Problem> problems;  // kSetupWrong
};

}  // namespace culvert::ui

Q_DECLARE_METATYPE(culvert::ui::Happening)
