#include "applications/cards_view.h"

#include <QElapsedTimer>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedLayout>
#include <QTimer>
#include <format>
#include <map>
#include <set>
#include <utility>

#include "applications/application_card.h"
#include "applications/application_changes.h"
#include "applications/card_grid.h"
#include "applications/elided_label.h"
#include "applications/launching.h"
#include "applications/setup_entries.h"
#include "conductor.h"
#include "core_bridge.h"
#include "icons.h"
#include "names.h"
#include "setup_document.h"
#include "widgets/empty_state.h"

namespace culvert::ui {

namespace {

constexpr qint64 kBudget = 6;  // milliseconds for cards, before others have their turn

}  // namespace

struct CardsView::Private {
  Context context;
  Launching launching;
  std::map<std::string, ApplicationCard*> cards;
  std::map<QString, quint16> free_ports;  // what the core has found, by the id of the forward
  std::size_t next = 0;                   // application to be shown next; the number of them: all are
  QTimer later;
  CoreBridge::Watch watch;
  QStackedLayout* stack = nullptr;
  EmptyState* empty = nullptr;
  QWidget* main = nullptr;
  QLabel* help = nullptr;
  QPushButton* add = nullptr;
  CardGrid* grid = nullptr;

  explicit Private(const Context& c) : context(c), launching(c) {}

  [[nodiscard]] const config::Setup& setup() const { return context.setup.setup(); }
  [[nodiscard]] ForwardState state_of(std::size_t application, const config::Forward& forward) const;
  [[nodiscard]] ApplicationCard* make(CardsView* self, const std::string& id);
  void show_card(CardsView* self, std::size_t index);
  void lay_out() const {
    std::vector<QWidget*> order;
    for (const config::Application& one : setup().applications) {
      if (const auto card = cards.find(one.id); card != cards.end()) order.push_back(card->second);
    }
    grid->set_cards(std::move(order));
  }
};

ForwardState CardsView::Private::state_of(std::size_t application, const config::Forward& forward) const {
  const config::Application& owner = setup().applications[application];
  const QString id = QString::fromStdString(forward.id);
  ForwardState state;
  state.culvert_on = context.conductor.is_on();
  state.application_on = owner.on;
  for (const Entrance& entrance : context.conductor.entrances()) {
    if (entrance.forward_id == id) state.entrance = entrance;
  }
  const auto index = static_cast<std::size_t>(&forward - owner.forwards.data());
  const std::string field = std::format("applications[{}].forwards[{}]", application, index);
  const QStringList wrong = problems_of(context.setup.problems(), field);
  if (!wrong.isEmpty()) state.wrong = wrong.first();
  const bool has_port = forward.listen.kind != config::ListenAddress::Kind::kPath;
  const bool listen_wrong = !problems_of(context.setup.problems(), field + ".listen").isEmpty();
  const bool failed = wrong.isEmpty() && state.entrance && !state.entrance->sentence.isEmpty();
  if (has_port && (listen_wrong || failed)) {
    const auto found = free_ports.find(id);
    const bool still_free = found != free_ports.end() &&
                            who_listens(setup(), config::ListenAddress::localhost(found->second), {}).isEmpty();
    state.free_port = still_free && failed ? found->second : free_port(setup(), forward.listen.endpoint.port);
  }
  return state;
}

ApplicationCard* CardsView::Private::make(CardsView* self, const std::string& id) {
  auto* const card = new ApplicationCard(grid);
  const auto edit = [this, id](auto change) {
    context.setup.edit([&](config::Setup& changed) {
      if (config::Application* const one = find_application(changed, id)) change(*one);
    });
  };
  const auto edit_forward = [edit](const QString& forward, auto change) {
    edit([&](config::Application& one) {
      for (config::Forward& each : one.forwards) {
        if (each.id == forward.toStdString()) change(each);
      }
    });
  };
  QObject::connect(card, &ApplicationCard::switched, self,
                   [edit](bool on) { edit([on](config::Application& one) { one.on = on; }); });
  QObject::connect(card, &ApplicationCard::forward_switched, self, [edit_forward](const QString& forward, bool on) {
    edit_forward(forward, [on](config::Forward& one) { one.on = on; });
  });
  QObject::connect(card, &ApplicationCard::port_wanted, self, [edit_forward](const QString& forward, quint16 port) {
    edit_forward(forward, [port](config::Forward& one) { one.listen.endpoint.port = port; });
  });
  QObject::connect(card, &ApplicationCard::edit_wanted, self,
                   [self, id] { emit self->edit_wanted(QString::fromStdString(id)); });
  QObject::connect(card, &ApplicationCard::copy_wanted, self, [this, id] {
    context.setup.edit([&](config::Setup& changed) {
      const config::Application* const original = find_application(changed, id);
      if (original == nullptr) return;
      copy_application(changed, id, name_of_copy(original->name, application_name(*original), tr("%1 (copy)")));
    });
  });
  QObject::connect(card, &ApplicationCard::delete_wanted, self, [this, id] {
    const config::Application* const one = find_application(setup(), id);
    if (one == nullptr) return;
    context.setup.edit_undoable(tr("The application %1 was deleted.").arg(application_name(*one)),
                                [&](config::Setup& changed) { remove_application(changed, id); });
  });
  QObject::connect(card, &ApplicationCard::launch_wanted, self, [this, id] { launching.launch(id); });
  QObject::connect(card, &ApplicationCard::action, self, [this, id] { launching.turn_on_and_launch(id); });
  return card;
}

void CardsView::Private::show_card(CardsView* self, std::size_t index) {
  const config::Application& application = setup().applications[index];
  ApplicationCard*& card = cards[application.id];
  if (card == nullptr) card = make(self, application.id);
  const std::string field = std::format("applications[{}]", index);
  const QStringList wrong = problems_of(context.setup.problems(), field, field + ".forwards");
  card->show_application(application, wrong.isEmpty() ? QString() : wrong.first(),
                         [&](const config::Forward& forward) { return state_of(index, forward); });
}

CardsView::CardsView(const Context& context, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(context)) {
  d_->empty = new EmptyState(QStringLiteral("applications"), this);
  d_->empty->setObjectName(QStringLiteral("applications.empty"));
  d_->main = new QWidget(this);
  d_->help = new QLabel(d_->main);
  d_->help->setWordWrap(true);
  make_muted(d_->help);
  d_->add = new QPushButton(symbol(QStringLiteral("add")), QString(), d_->main);
  d_->add->setObjectName(QStringLiteral("applications.add"));
  d_->grid = new CardGrid;
  auto* const scroll = new QScrollArea(d_->main);
  scroll->setObjectName(QStringLiteral("applications.cards"));
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setWidget(d_->grid);
  scroll->viewport()->setAutoFillBackground(false);
  d_->grid->setAutoFillBackground(false);
  auto* const head = new QHBoxLayout;
  head->addWidget(d_->help, 1);
  head->addWidget(d_->add, 0, Qt::AlignTop);
  auto* const column = new QVBoxLayout(d_->main);
  column->setContentsMargins(0, 0, 0, 0);
  column->addLayout(head);
  column->addWidget(scroll, 1);
  d_->stack = new QStackedLayout(this);
  d_->stack->addWidget(d_->empty);
  d_->stack->addWidget(d_->main);

  d_->later.setInterval(0);
  connect(&d_->later, &QTimer::timeout, this, &CardsView::build_some);
  connect(d_->add, &QPushButton::clicked, this, &CardsView::add_wanted);
  connect(d_->empty, &EmptyState::clicked, this, &CardsView::add_wanted);
  connect(&context.setup, &SetupDocument::changed, this, &CardsView::refresh);
  connect(&context.conductor, &Conductor::entrances_changed, this, &CardsView::refresh);
  connect(&context.conductor, &Conductor::status_changed, this, [this](const Status& before) {
    if (before.state == State::kOff || d_->context.conductor.status().state == State::kOff) refresh();
  });
  connect(&context.core, &CoreBridge::happened, this, [this](const Happening& happening) {
    if (happening.kind != Happening::Kind::kListenerFailed || !happening.free_port) return;
    d_->free_ports[happening.forward.isEmpty() ? happening.entrance.forward_id : happening.forward] =
        *happening.free_port;
    refresh();
  });
  connect(&context.core, &CoreBridge::live, this, [this](const LivePointer& live) {
    for (const auto& [id, card] : d_->cards) card->show_traffic(*live);
  });
  connect(&d_->launching, &Launching::told, this,
          [this](const QString& id, const QString& sentence, const QString& action) {
            if (const auto card = d_->cards.find(id.toStdString()); card != d_->cards.end())
              card->second->tell(sentence, action);
          });
  retranslate();
  refresh();
}

CardsView::~CardsView() = default;

// Starts to show all of them again, a few at a time.
void CardsView::refresh() {
  const auto& applications = d_->setup().applications;
  d_->stack->setCurrentWidget(applications.empty() ? static_cast<QWidget*>(d_->empty) : d_->main);
  bool gone = false;
  std::set<std::string> there;
  for (const config::Application& one : applications) there.insert(one.id);
  for (auto card = d_->cards.begin(); card != d_->cards.end();) {
    if (there.contains(card->first)) {
      ++card;
      continue;
    }
    card->second->hide();
    card->second->deleteLater();
    card = d_->cards.erase(card);
    gone = true;
  }
  if (gone) d_->lay_out();
  d_->next = 0;
  if (isVisible()) build_some();
}

void CardsView::build_some() {
  QElapsedTimer clock;
  clock.start();
  const std::size_t had = d_->cards.size();
  const std::size_t all = d_->setup().applications.size();
  while (d_->next < all && clock.elapsed() < kBudget) d_->show_card(this, d_->next++);
  const bool done = d_->next >= all;
  if (d_->cards.size() != had || done) d_->lay_out();
  if (done) {
    d_->later.stop();
  } else if (!d_->later.isActive()) {
    d_->later.start();
  }
}

void CardsView::retranslate() {
  d_->empty->set_text(tr("Programs that reach places through Culvert"),
                      tr("An application has forwards: ports on this computer that lead to one destination each, for a "
                         "database, a mail server or anything else that speaks TCP. You say which programs may use "
                         "them."),
                      tr("Add an application"));
  d_->help->setText(
      tr("Each forward is a port on this computer that leads to one destination, for the programs that you say."));
  d_->add->setText(tr("&Add an application"));
}

void CardsView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  if (event->type() == QEvent::PaletteChange) make_muted(d_->help);
  QWidget::changeEvent(event);
}

void CardsView::showEvent(QShowEvent* event) {
  d_->watch = d_->context.core.watch(CoreBridge::View::kTotals);
  d_->next = 0;
  build_some();
  QWidget::showEvent(event);
}

void CardsView::hideEvent(QHideEvent* event) {
  d_->watch = {};
  d_->later.stop();
  QWidget::hideEvent(event);
}

}  // namespace culvert::ui
