// The rooms of the real program.
#include "assistant/assistant.h"
#include "main_window.h"
#include "overview/remedy.h"
#include "pages/applications_page.h"
#include "pages/connections_page.h"
#include "pages/overview_page.h"
#include "pages/profiles_page.h"
#include "pages/settings_page.h"
#include "pages/trace_page.h"
#include "window/rooms.h"

namespace culvert::ui {

namespace {

PageWidget* make_page(Page page, const Context& context, QWidget* parent) {
  switch (page) {
    case Page::kOverview:
      break;
    case Page::kProfiles:
      return new ProfilesPage(context, parent);
    case Page::kApplications:
      return new ApplicationsPage(context, parent);
    case Page::kConnections:
      return new ConnectionsPage(context, parent);
    case Page::kTrace:
      return new TracePage(context, parent);
    case Page::kSettings:
      return new SettingsPage(context, parent);
  }
  return new OverviewPage(context, parent);
}

QWidget* make_assistant(const Context& context, bool first, const QString& text, QWidget* parent,
                        std::function<void(const QString&)> finished) {
  auto* assistant = new Assistant(context, first, parent);
  QObject::connect(assistant, &Assistant::finished, assistant, std::move(finished));
  if (!text.isEmpty()) assistant->take_text(text);
  return assistant;
}

}  // namespace

MainWindow::MainWindow(const Services& services, QWidget* parent)
    : MainWindow(services, Rooms{.page = &make_page, .assistant = &make_assistant, .remedy = &remedy}, parent) {}

}  // namespace culvert::ui
