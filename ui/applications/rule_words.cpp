#include "applications/rule_words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

#include "applications/setup_entries.h"
#include "http/destination_patterns.h"
#include "sentences.h"

namespace culvert::ui {

namespace {

constexpr std::string_view kApplication = "app:";
constexpr qsizetype kShown = 4;  // of a kind, in one line

struct Words {
  Q_DECLARE_TR_FUNCTIONS(culvert::ui::RuleWords)
};

// "a, b and c"; of many the first, and how many more.
QString listed(QStringList all) {
  const qsizetype more = all.size() - kShown;
  if (more > 1) {
    all = all.first(kShown);
    all += Words::tr("%n more", "at the end of a list", static_cast<int>(more));
  }
  return QLocale().createSeparatedList(all);
}

QStringList texts(const std::vector<std::string>& from) {
  QStringList all;
  for (const std::string& one : from) all += shown(one);
  return all;
}

QString conditions(const config::Rule& rule, const config::Setup& setup) {
  QStringList all;
  if (const QStringList places = texts(rule.domains) + texts(rule.networks); !places.isEmpty()) all += listed(places);
  if (!rule.ports.empty()) {
    const bool one = rule.ports.size() == 1 && !rule.ports.front().contains('-');
    const QString ports = listed(texts(rule.ports));
    all += one ? Words::tr("port %1").arg(ports) : Words::tr("ports %1").arg(ports);
  }
  QStringList programs;
  for (const std::string& program : rule.programs) programs += program_text(program, setup);
  if (!programs.isEmpty()) all += Words::tr("asked for by %1", "a list of programs follows").arg(listed(programs));
  switch (all.size()) {
    case 0:
      return Words::tr("Everything");
    case 1:
      return all[0];
    case 2:
      return Words::tr("%1, %2", "two conditions of a rule").arg(all[0], all[1]);
    default:
      return Words::tr("%1, %2, %3", "three conditions of a rule").arg(all[0], all[1], all[2]);
  }
}

QString consequence(const config::Rule& rule, const config::Setup& setup) {
  if (rule.action != config::Rule::Action::kTunnel || rule.profile.empty()) return action_name(rule.action);
  const config::Profile* const profile = config::find_profile(setup, rule.profile);
  return Words::tr("Tunnel through %1").arg(profile == nullptr ? shown(rule.profile) : profile_name(*profile));
}

QStringList pieces(const QString& text) {
  static const QRegularExpression kBetween(QStringLiteral("[\\s,;]+"));
  return text.split(kBetween, Qt::SkipEmptyParts);
}

QString joined(const QStringList& all) { return all.join(QStringLiteral(", ")); }

}  // namespace

QString action_name(config::Rule::Action action) {
  switch (action) {
    case config::Rule::Action::kTunnel:
      return Words::tr("Tunnel");
    case config::Rule::Action::kDirect:
      return Words::tr("Direct");
    case config::Rule::Action::kBlock:
      break;
  }
  return Words::tr("Block");
}

QString program_text(const std::string& program, const config::Setup& setup) {
  if (!program.starts_with(kApplication)) return shown(program);
  const config::Application* const owner = find_application(setup, program.substr(kApplication.size()));
  return Words::tr("the programs of %1").arg(owner == nullptr ? shown(program) : application_name(*owner));
}

QString rule_text(const config::Rule& rule, const config::Setup& setup) {
  return Words::tr("%1 → %2", "conditions of a rule, and what happens then")
      .arg(conditions(rule, setup), consequence(rule, setup));
}

Places read_places(const QString& text) {
  Places read;
  for (const QString& piece : pieces(text)) {
    const std::string one = piece.toStdString();
    if (http::parse_subnet(one)) {
      read.networks.push_back(one);
    } else if (http::parse_domain_pattern(one)) {
      read.domains.push_back(one);
    } else if (read.problem.isEmpty()) {
      read.problem = Words::tr(
                         "“%1” is neither a domain (corp.example, *.corp.example) nor a network (10.0.0.0/8, "
                         "2001:db8::/32).")
                         .arg(shown(one));
    }
  }
  return read;
}

QString write_places(const config::Rule& rule) { return joined(texts(rule.domains) + texts(rule.networks)); }

Ports read_ports(const QString& text) {
  Ports read;
  for (const QString& piece : pieces(text)) {
    const std::string one = piece.toStdString();
    if (http::parse_port_range(one)) {
      read.ports.push_back(one);
    } else if (read.problem.isEmpty()) {
      read.problem = Words::tr("“%1” is no port and no range of ports (443, 8000-8999).").arg(shown(one));
    }
  }
  return read;
}

QString write_ports(const config::Rule& rule) { return joined(texts(rule.ports)); }

}  // namespace culvert::ui
