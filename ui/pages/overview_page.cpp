#include "pages/overview_page.h"

#include <QBoxLayout>
#include <QEvent>
#include <QScrollArea>
#include <QStackedLayout>

#include "overview/entrances_card.h"
#include "overview/problem_card.h"
#include "overview/profile_card.h"
#include "overview/state_card.h"
#include "overview/traffic_card.h"
#include "setup_document.h"
#include "widgets/empty_state.h"

namespace culvert::ui {

namespace {
constexpr int kWidest = 1240;  // pixels, of the cards
constexpr int kMargin = 16;
constexpr int kGap = 12;
}  // namespace

struct OverviewPage::Private {
  QStackedLayout* stack = nullptr;
  EmptyState* empty = nullptr;
  QScrollArea* scroll = nullptr;
  QWidget* content = nullptr;
  QBoxLayout* middle = nullptr;
};

OverviewPage::OverviewPage(const Context& context, QWidget* parent)
    : PageWidget(context, parent), d_(std::make_unique<Private>()) {
  setObjectName(QStringLiteral("overview"));
  d_->stack = new QStackedLayout(this);
  d_->empty = new EmptyState(QStringLiteral("overview"), this);
  d_->scroll = new QScrollArea(this);
  d_->scroll->setObjectName(QStringLiteral("overview.scroll"));
  d_->scroll->setFrameShape(QFrame::NoFrame);
  d_->scroll->setWidgetResizable(true);
  d_->scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  d_->scroll->setFocusPolicy(Qt::NoFocus);
  d_->content = new QWidget;
  d_->content->setMaximumWidth(kWidest + 2 * kMargin);
  auto* column = new QVBoxLayout(d_->content);
  column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
  column->setSpacing(kGap);
  d_->middle = new QBoxLayout(QBoxLayout::LeftToRight);
  d_->middle->setSpacing(kGap);
  auto* traffic = new TrafficCard(context, d_->content);
  auto* left = new QVBoxLayout;
  left->setSpacing(kGap);
  left->addWidget(new ProfileCard(context, d_->content));
  left->addWidget(new EntrancesCard(context, d_->content), 1);
  d_->middle->addLayout(left, 2);
  d_->middle->addWidget(traffic, 3);
  column->addWidget(new StateCard(context, d_->content));
  column->addLayout(d_->middle);
  column->addWidget(new ProblemCard(context, d_->content));
  column->addStretch(1);
  auto* centred = new QWidget;
  auto* row = new QHBoxLayout(centred);
  row->setContentsMargins(0, 0, 0, 0);
  row->addStretch();
  row->addWidget(d_->content, 1000);
  row->addStretch();
  d_->scroll->setWidget(centred);
  d_->stack->addWidget(d_->scroll);
  d_->stack->addWidget(d_->empty);
  connect(d_->empty, &EmptyState::clicked, this, [this] { context_.navigator.add_profile({}); });
  const auto choose = [this] {
    QWidget* wanted = context_.setup.setup().profiles.empty() ? static_cast<QWidget*>(d_->empty) : d_->scroll;
    d_->stack->setCurrentWidget(wanted);
  };
  connect(&context.setup, &SetupDocument::changed, this, choose);
  choose();
  QEvent language(QEvent::LanguageChange);
  OverviewPage::changeEvent(&language);
}

OverviewPage::~OverviewPage() = default;

void OverviewPage::go(const QString& /*entry*/, const QString& field) {
  const QString name = QStringLiteral("overview.") + (field.isEmpty() ? QStringLiteral("switch") : field);
  if (auto* widget = findChild<QWidget*>(name)) {
    widget->setFocus();
    d_->scroll->ensureWidgetVisible(widget);
  }
}

void OverviewPage::resizeEvent(QResizeEvent* event) {
  PageWidget::resizeEvent(event);
  // Side by side where a line of the chart's legend has room, and one above the other elsewhere.
  const bool wide = width() >= fontMetrics().averageCharWidth() * 104;
  d_->middle->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

void OverviewPage::changeEvent(QEvent* event) {
  PageWidget::changeEvent(event);
  if (event->type() != QEvent::LanguageChange) return;
  d_->empty->set_text(tr("No profile yet"),
                      tr("A profile says which proxy Culvert goes through, and how to sign in there. Paste what your "
                         "provider gave you, or try the built-in proxy."),
                      tr("&Add a profile"));
}

}  // namespace culvert::ui
