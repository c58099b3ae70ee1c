#include "control/engine_view.h"

#include <algorithm>
#include <array>
#include <map>

namespace culvert::control {

namespace {

using api::Snapshot;

double milliseconds(Duration d) { return std::chrono::duration<double, std::milli>(d).count(); }

void add_if_any(Json& object, const char* name, const std::string& text) {
  if (!text.empty()) object[name] = text;
}

Json row_of(const Snapshot::EntranceRow& row) {
  Json out{{"kind", row.entrance.kind}, {"address", row.entrance.address}};
  add_if_any(out, "target", row.entrance.target);
  add_if_any(out, "application", row.entrance.application);
  add_if_any(out, "forward", row.entrance.forward);
  out["open"] = row.sentence.empty();
  add_if_any(out, "sentence", row.sentence);
  return out;
}

Json row_of(const Snapshot::ProxyRow& row) {
  Json out{{"proxy", row.proxy}};
  if (row.avoided) out["avoided_ms"] = milliseconds(*row.avoided);
  add_if_any(out, "sentence", row.sentence);
  return out;
}

Json row_of(const Snapshot::ConnectionRow& row) {
  return {{"id", row.info.id},
          {"profile", row.profile},
          {"proxy", row.proxy},
          {"http", http::name_of(row.info.version)},
          {"remote", row.info.remote.to_string()},
          {"tunnels", row.counters.open}};
}

std::string_view word_of(config::Rule::Action action) {
  constexpr std::array<std::string_view, 3> kWords{"tunnel", "direct", "block"};
  return kWords.at(static_cast<std::size_t>(action));
}

Json row_of(const Snapshot::TunnelRow& row, TimePoint at) {
  const api::TunnelFacts& facts = *row.facts;
  Json out{{"id", row.id}, {"target", facts.target}, {"action", word_of(facts.action)}};
  add_if_any(out, "rule", facts.rule);
  add_if_any(out, "profile", facts.profile);
  add_if_any(out, "proxy", facts.proxy);
  if (facts.connection != 0) out["connection"] = facts.connection;
  if (facts.version) out["http"] = http::name_of(*facts.version);
  add_if_any(out, "listener", facts.listener);
  add_if_any(out, "application", facts.application);
  add_if_any(out, "forward", facts.forward);
  if (facts.caller) {
    if (facts.caller->pid) out["process"] = *facts.caller->pid;
    add_if_any(out, "program", facts.caller->executable);
  }
  out["open"] = row.open();
  out["step"] = name_of(row.step);
  if (row.finishing) out["finishing"] = true;
  out["sent"] = row.traffic.sent;
  out["received"] = row.traffic.received;
  out["age_ms"] = milliseconds(at - facts.start);
  return out;
}

template <class Rows, class... More>
Json rows_of(const Rows& rows, const More&... more) {
  Json out = Json::array();
  for (const auto& row : rows) out.push_back(row_of(row, more...));
  return out;
}

Json profile_rows(const Snapshot& now, const config::Setup& setup) {
  Json out = Json::array();
  for (const Snapshot::ProfileRow& row : now.profiles) {
    const config::Profile* profile = config::find_profile(setup, row.profile);
    Json one{{"id", row.profile}};
    if (profile != nullptr) add_if_any(one, "name", profile->name);
    one["in_use"] = row.in_use;
    add_if_any(one, "sentence", row.sentence);
    one["proxies"] = rows_of(row.proxies);
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

const Snapshot::EntranceRow* find_entrance(const Snapshot& now, std::string_view forward) {
  const auto found = std::ranges::find_if(
      now.entrances, [&](const Snapshot::EntranceRow& row) { return row.entrance.forward == forward; });
  return found != now.entrances.end() ? &*found : nullptr;
}

Json status_of(const Snapshot& now, const config::Setup& setup) {
  return {{"on", now.running},
          {"profile", setup.profile},
          {"profiles", profile_rows(now, setup)},
          {"listeners", rows_of(now.entrances)},
          {"connections", rows_of(now.connections)},
          {"tunnels", now.total.open},
          {"opened", now.total.opened},
          {"failed", now.total.failed},
          {"sent", now.total.traffic.sent},
          {"received", now.total.traffic.received}};
}

Json connections_of(const Snapshot& now, TimePoint at) { return rows_of(now.tunnels, at); }

Json forwards_of(const Snapshot& now, const config::Setup& setup) {
  std::map<std::string_view, const Snapshot::ForwardRow*> used;
  for (const Snapshot::ForwardRow& row : now.forwards) used[row.forward] = &row;
  Json out = Json::array();
  for (const config::Application& application : setup.applications) {
    for (const config::Forward& forward : application.forwards) {
      const Snapshot::EntranceRow* const entrance = find_entrance(now, forward.id);
      Json row{{"id", forward.id},
               {"application", application.id},
               {"listen", entrance != nullptr ? entrance->entrance.address : forward.listen.to_string()},
               {"target", forward.target.to_string()},
               {"on", forward.on && application.on},
               {"open", entrance != nullptr && entrance->sentence.empty()}};
      if (entrance != nullptr) add_if_any(row, "sentence", entrance->sentence);
      add_if_any(row, "profile", forward.profile);
      if (const auto found = used.find(forward.id); found != used.end()) {
        row["tunnels"] = found->second->counters.open;
        row["sent"] = found->second->counters.traffic.sent;
        row["received"] = found->second->counters.traffic.received;
      }
      out.push_back(std::move(row));
    }
  }
  return out;
}

Json profiles_of(const config::Setup& setup) {
  Json out = Json::array();
  for (const config::Profile& profile : setup.profiles) {
    Json row{{"id", profile.id}, {"name", profile.name}, {"proxy", profile.proxy}};
    if (!profile.fallbacks.empty()) row["fallbacks"] = profile.fallbacks;
    row["in_use"] = profile.id == setup.profile;
    add_if_any(row, "problem", profile.kept.problem);
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace culvert::control
