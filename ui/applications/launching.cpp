#include "applications/launching.h"

#include <algorithm>
#include <utility>

#include "applications/setup_entries.h"
#include "conductor.h"
#include "desktop.h"
#include "setup_document.h"

namespace culvert::ui {

Launching::Launching(const Context& context) : context_(context) {
  connect(&context.conductor, &Conductor::entrances_changed, this, &Launching::go_on);
}

void Launching::launch(const std::string& application) {
  const config::Setup& setup = context_.setup.setup();
  const config::Application* const one = find_application(setup, application);
  if (one == nullptr || one->launch.empty()) return;
  const QString id = QString::fromStdString(application);
  if (!context_.conductor.is_on()) {
    emit told(id, tr("Culvert is off: %1 would go past it.").arg(application_name(*one)), tr("Turn on and launch"));
    return;
  }
  QString listener;
  QString closed;
  for (const Entrance& entrance : context_.conductor.entrances()) {
    if (entrance.forward) continue;
    if (entrance.sentence.isEmpty() && listener.isEmpty()) listener = entrance.address;
    if (!entrance.sentence.isEmpty()) closed = entrance.sentence;
  }
  // Without a listener for all it is the forwards that the program uses.
  if (listener.isEmpty() && !setup.listeners.empty()) {
    emit told(id, closed.isEmpty() ? tr("Culvert is not ready yet. Try again in a moment.") : closed, {});
    return;
  }
  QStringList words;
  for (const std::string& word : one->launch) words += QString::fromStdString(word);
  const auto launched = context_.desktop.launch(words, listener);
  emit told(id, launched ? QString() : launched.error(), {});
}

void Launching::turn_on_and_launch(const std::string& application) {
  waiting_ = application;
  context_.conductor.turn_on();
  go_on();
}

void Launching::go_on() {
  if (waiting_.empty() || !context_.conductor.is_on()) return;
  const auto& entrances = context_.conductor.entrances();
  const bool known = std::ranges::any_of(entrances, [](const Entrance& one) { return !one.forward; });
  if (known || context_.setup.setup().listeners.empty()) launch(std::exchange(waiting_, {}));
}

}  // namespace culvert::ui
