// What the button of a problem does.
#pragma once

#include "conductor.h"
#include "context.h"

namespace culvert::ui {

// Listens at this port instead. A listener is named by its address, a forward by its id.
void use_port(SetupDocument& setup, const QString& listener, const QString& forward, quint16 port);
// Uses the free port if there is one, else leads to where it can be put right.
void remedy(const Context& context, const Trouble& trouble);

}  // namespace culvert::ui
