// What the core answers when it is asked. Texts are ready to be shown: what came from outside is escaped.
#pragma once

#include <QString>
#include <QStringList>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/error.h"
#include "connection.h"

namespace culvert::ui {

// A real connection that is made to see whether it can be, and how long each part of that takes.
struct ProbeRow {
  enum class Phase : std::uint8_t { kLookup, kTcp, kQuic, kTls, kSettings, kRequest, kDestination };
  struct Part {
    Phase phase{};
    std::chrono::microseconds took{};
  };
  QString proxy;
  std::vector<Part> parts;  // in order; those that came to their end
  std::chrono::microseconds total{};
  std::optional<Carrier> carrier;  // what was negotiated, as far as it came
  std::optional<Error> error;      // none: it worked
  std::optional<Phase> failed_in;
  QString sentence;  // why it failed, in the language of the window
  QString details;
};

// What a provisioning domain offers.
struct DomainOffer {
  QString uri;            // that was asked
  QStringList templates;  // of proxies for connect-tcp, in order
  QString sentence;       // why there is nothing; empty: there is
  QString details;
};

}  // namespace culvert::ui
