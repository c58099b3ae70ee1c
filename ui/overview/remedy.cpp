#include "overview/remedy.h"

#include "setup_document.h"

namespace culvert::ui {

void use_port(SetupDocument& setup, const QString& listener, const QString& forward, quint16 port) {
  setup.edit([&](config::Setup& s) {
    if (!forward.isEmpty()) {
      for (config::Application& application : s.applications) {
        for (config::Forward& f : application.forwards) {
          if (f.id == forward.toStdString()) f.listen.endpoint.port = port;
        }
      }
      return;
    }
    for (config::MixedListener& l : s.listeners) {
      if (l.listen.to_string() == listener.toStdString()) l.listen.endpoint.port = port;
    }
  });
}

void remedy(const Context& context, const Trouble& trouble) {
  if (!trouble.free_port) return context.navigator.go(trouble.place);
  // "forwards.ID.listen"
  const QString field = trouble.place.field;
  const bool of_forward = trouble.place.page == Page::kApplications;
  use_port(context.setup, trouble.place.entry, of_forward ? field.section(u'.', 1, 1) : QString(), *trouble.free_port);
}

}  // namespace culvert::ui
