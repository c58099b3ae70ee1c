#include "applications/setup_entries.h"

#include <QCoreApplication>
#include <QTcpServer>
#include <algorithm>
#include <format>

#include "names.h"
#include "sentences.h"

namespace culvert::ui {

namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(Words)
};

template <class Entries>
auto* find(Entries& entries, const std::string& id) {
  const auto found = std::ranges::find_if(entries, [&](const auto& one) { return one.id == id; });
  return found == entries.end() ? nullptr : &*found;
}

template <class Taken>
std::string first_free(const std::string& stem, Taken taken) {
  for (int n = 1;; ++n) {
    if (std::string id = std::format("{}-{}", stem, n); !taken(id)) return id;
  }
}

bool can_listen(quint16 port) {
  QTcpServer four;
  QTcpServer six;
  if (!four.listen(QHostAddress(QHostAddress::LocalHost), port)) return false;
  return six.listen(QHostAddress(QHostAddress::LocalHostIPv6), port) ||
         six.serverError() == QAbstractSocket::UnsupportedSocketOperationError ||
         six.serverError() == QAbstractSocket::SocketAddressNotAvailableError;
}

}  // namespace

const config::Application* find_application(const config::Setup& setup, const std::string& id) {
  return find(setup.applications, id);
}
config::Application* find_application(config::Setup& setup, const std::string& id) {
  return find(setup.applications, id);
}
const config::Rule* find_rule(const config::Setup& setup, const std::string& id) { return find(setup.rules, id); }
config::Rule* find_rule(config::Setup& setup, const std::string& id) { return find(setup.rules, id); }

std::string new_application_id(const config::Setup& setup, const QString& name) {
  constexpr std::size_t kLongest = 48;
  std::string stem;
  for (const QChar c : name.toLower()) {
    const bool fits = (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
    if (fits && stem.size() < kLongest) stem += static_cast<char>(c.unicode());
    if (!fits && !stem.empty() && !stem.ends_with('-')) stem += '-';
  }
  while (stem.ends_with('-')) stem.pop_back();
  const auto taken = [&](const std::string& id) { return find_application(setup, id) != nullptr; };
  if (!stem.empty() && !taken(stem)) return stem;
  return first_free(stem.empty() ? "application" : stem, taken);
}

std::string new_forward_id(const config::Setup& setup) {
  return first_free("forward", [&](const std::string& id) {
    return std::ranges::any_of(setup.applications, [&](const auto& a) { return find(a.forwards, id) != nullptr; });
  });
}

std::string new_rule_id(const config::Setup& setup) {
  return first_free("rule", [&](const std::string& id) { return find_rule(setup, id) != nullptr; });
}

QString application_name(const config::Application& application) {
  return shown_name(application.name, application.id);
}

QString profile_name(const config::Profile& profile) {
  return shown_name(profile.name, profile.proxy.empty() ? profile.id : profile.proxy);
}

QString listen_text(const config::ListenAddress& listen) {
  if (listen.kind == config::ListenAddress::Kind::kLocalhost) return QString::number(listen.endpoint.port);
  return shown(listen.to_string());
}

QString forward_text(const config::Forward& forward) {
  return Words::tr("%1 → %2", "a forward: where it listens, and where it leads")
      .arg(listen_text(forward.listen), shown(forward.target.to_string()));
}

QStringList problems_of(const config::Problems& problems, const std::string& field, const std::string& without) {
  const auto is_below = [](const std::string& one, const std::string& other) {
    return one.starts_with(other) &&
           (one.size() == other.size() || one[other.size()] == '.' || one[other.size()] == '[');
  };
  QStringList all;
  for (const config::Problem& problem : problems) {
    if (!is_below(problem.field, field) || (!without.empty() && is_below(problem.field, without))) continue;
    if (const QString text = problem_text(problem); !all.contains(text)) all += text;
  }
  return all;
}

QString who_listens(const config::Setup& setup, const config::ListenAddress& listen, const std::string& forward) {
  for (const config::MixedListener& other : setup.listeners) {
    if (listen.clashes_with(other.listen)) {
      return Words::tr("Culvert itself listens on %1 for all applications. Choose another port.")
          .arg(listen_text(other.listen));
    }
  }
  for (const config::Application& application : setup.applications) {
    for (const config::Forward& other : application.forwards) {
      if (other.id == forward || !application.on || !other.on || !listen.clashes_with(other.listen)) continue;
      return Words::tr("A forward of %1 listens on %2 already. Choose another port.")
          .arg(application_name(application), listen_text(other.listen));
    }
  }
  return {};
}

quint16 free_port(const config::Setup& setup, quint16 wanted) {
  constexpr quint16 kFirst = 1024;  // below, one has to be root
  constexpr int kNear = 32;
  const int start = wanted >= kFirst ? wanted : wanted == 0 ? 5000 : 8000 + wanted;
  for (int port = start; port < start + kNear && port <= 65535; ++port) {
    const auto candidate = static_cast<quint16>(port);
    if (who_listens(setup, config::ListenAddress::localhost(candidate), {}).isEmpty() && can_listen(candidate)) {
      return candidate;
    }
  }
  QTcpServer any;
  return any.listen(QHostAddress(QHostAddress::LocalHost), 0) ? any.serverPort() : quint16{0};
}

}  // namespace culvert::ui
