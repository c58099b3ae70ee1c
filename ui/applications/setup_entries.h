// Finding, naming and adding entries of a setup, for the page of applications.
#pragma once

#include <QString>
#include <QStringList>
#include <string>
#include <vector>

#include "config/setup.h"

namespace culvert::ui {

// In the setup, by id; null if it is not there.
[[nodiscard]] const config::Application* find_application(const config::Setup& setup, const std::string& id);
[[nodiscard]] config::Application* find_application(config::Setup& setup, const std::string& id);
[[nodiscard]] const config::Rule* find_rule(const config::Setup& setup, const std::string& id);
[[nodiscard]] config::Rule* find_rule(config::Setup& setup, const std::string& id);

// Ids that nothing of their kind has.
[[nodiscard]] std::string new_application_id(const config::Setup& setup, const QString& name);
[[nodiscard]] std::string new_forward_id(const config::Setup& setup);
[[nodiscard]] std::string new_rule_id(const config::Setup& setup);

// As they are shown.
[[nodiscard]] QString application_name(const config::Application& application);
[[nodiscard]] QString profile_name(const config::Profile& profile);
[[nodiscard]] QString listen_text(const config::ListenAddress& listen);  // "5432" where it is on localhost
[[nodiscard]] QString forward_text(const config::Forward& forward);      // "5432 → db.internal:5432"

// Sentences about the entry that a field stands for ("rules[2]"), and what is in it; without those of `without`.
[[nodiscard]] QStringList problems_of(const config::Problems& problems, const std::string& field,
                                      const std::string& without = {});

// Who has this place already, of what is on: a sentence; empty: nobody. `forward`: id of the one that asks.
[[nodiscard]] QString who_listens(const config::Setup& setup, const config::ListenAddress& listen,
                                  const std::string& forward);

// A port that nothing in the setup has, and nobody on this computer at this moment: the wanted one, or one near it.
[[nodiscard]] quint16 free_port(const config::Setup& setup, quint16 wanted);

}  // namespace culvert::ui
