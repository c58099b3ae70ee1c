// Rules as people read and write them.
#pragma once

#include <QString>
#include <QStringList>
#include <string>
#include <vector>

#include "config/setup.h"

namespace culvert::ui {

// "*.corp.example and 10.0.0.0/8, port 443 → Direct"
[[nodiscard]] QString rule_text(const config::Rule& rule, const config::Setup& setup);
[[nodiscard]] QString action_name(config::Rule::Action action);
// Of a rule or an application: "/usr/bin/ssh", or "the programs of PostgreSQL" for "app:ID".
[[nodiscard]] QString program_text(const std::string& program, const config::Setup& setup);

// What stands in one field for all places: "*.corp.example, 10.0.0.0/8".
struct Places {
  std::vector<std::string> domains;
  std::vector<std::string> networks;
  QString problem;  // a sentence about the first that is neither; empty: all are good
};
[[nodiscard]] Places read_places(const QString& text);
[[nodiscard]] QString write_places(const config::Rule& rule);

struct Ports {
  std::vector<std::string> ports;
  QString problem;
};
[[nodiscard]] Ports read_ports(const QString& text);
[[nodiscard]] QString write_ports(const config::Rule& rule);

}  // namespace culvert::ui
