// Steps on applications and rules that concern more than one entry of a setup.
#pragma once

#include <QString>
#include <string>

#include "config/setup.h"

namespace culvert::ui {

// Takes an application out. Rules that name its programs name them one by one from then on, so that they mean what they
// meant; a rule that names nothing then was about nobody, and goes.
void remove_application(config::Setup& setup, const std::string& id);

// One more like it, behind it, with ports of its own. Its id; empty: there is no such application.
std::string copy_application(config::Setup& setup, const std::string& id, const QString& name);

// Changes places with the one above (-1) or below (1). False: there is none.
bool move_rule(config::Setup& setup, const std::string& id, int by);

// Behind `before` (an id; empty: at the end), but in front of rules there that decide everything: behind those it would
// never be asked.
void add_rule(config::Setup& setup, config::Rule rule, const std::string& before);

}  // namespace culvert::ui
