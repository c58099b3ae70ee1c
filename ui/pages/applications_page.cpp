#include "pages/applications_page.h"

#include <QEvent>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

#include "applications/application_editor.h"
#include "applications/cards_view.h"
#include "applications/rules_view.h"
#include "applications/setup_entries.h"
#include "setup_document.h"

namespace culvert::ui {

struct ApplicationsPage::Private {
  QTabWidget* tabs = nullptr;
  QStackedWidget* applications = nullptr;
  CardsView* cards = nullptr;
  ApplicationEditor* editor = nullptr;
  RulesView* rules = nullptr;

  void retranslate() const {
    tabs->setTabText(0, tr("A&pplications"));
    tabs->setTabText(1, tr("&Rules"));
  }
};

ApplicationsPage::ApplicationsPage(const Context& context, QWidget* parent)
    : PageWidget(context, parent), d_(std::make_unique<Private>()) {
  setObjectName(QStringLiteral("applications"));
  d_->tabs = new QTabWidget(this);
  d_->tabs->setObjectName(QStringLiteral("applications.tabs"));
  d_->tabs->setDocumentMode(true);
  d_->applications = new QStackedWidget;
  d_->cards = new CardsView(context);
  d_->editor = new ApplicationEditor(context);
  d_->applications->addWidget(d_->cards);
  d_->applications->addWidget(d_->editor);
  d_->rules = new RulesView(context);
  const auto padded = [](QWidget* inside) {
    auto* const outside = new QWidget;
    auto* const layout = new QVBoxLayout(outside);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->addWidget(inside);
    return outside;
  };
  d_->tabs->addTab(padded(d_->applications), QString());
  d_->tabs->addTab(padded(d_->rules), QString());
  auto* const layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(d_->tabs);
  connect(d_->cards, &CardsView::add_wanted, this, [this] {
    d_->applications->setCurrentWidget(d_->editor);
    d_->editor->create();
  });
  connect(d_->cards, &CardsView::edit_wanted, this, [this](const QString& id) { go(id, {}); });
  connect(d_->editor, &ApplicationEditor::left, this, [this] { d_->applications->setCurrentWidget(d_->cards); });
  d_->retranslate();
}

ApplicationsPage::~ApplicationsPage() = default;

void ApplicationsPage::go(const QString& entry, const QString& field) {
  const std::string id = entry.toStdString();
  if (id.empty()) return;
  if (d_->rules->show_rule(id)) {
    d_->tabs->setCurrentIndex(1);
  } else if (d_->editor->show_application(id)) {
    d_->tabs->setCurrentIndex(0);
    d_->applications->setCurrentWidget(d_->editor);
    d_->editor->focus_on(field);
  }
}

void ApplicationsPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) d_->retranslate();
  PageWidget::changeEvent(event);
}

}  // namespace culvert::ui
