#include "overview/entrances_card.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "conductor.h"
#include "core_bridge.h"
#include "overview/entrance_row.h"
#include "setup_document.h"
#include "widgets/quiet_label.h"

namespace culvert::ui {

namespace {
QString key_of(const Entrance& e) { return e.forward ? e.forward_id : e.address; }

bool is_of(const Trouble& trouble, const Entrance& e) {
  if (!e.forward) return trouble.place.entry == e.address;
  return trouble.place.entry == e.application && trouble.place.field.section(u'.', 1, 1) == e.forward_id;
}

}  // namespace

EntrancesCard::EntrancesCard(const Context& context, QWidget* parent)
    : Card(parent),
      context_(context),
      title_(new QLabel(this)),
      none_(new QuietLabel(QuietLabel::Ink::kMuted, QuietLabel::Room::kWraps, this)),
      add_(new QPushButton(this)),
      list_(new QVBoxLayout) {
  make_title(*title_);
  none_->setObjectName(QStringLiteral("overview.entrances.none"));
  add_->setObjectName(QStringLiteral("overview.entrances.add"));
  list_->setSpacing(10);
  auto* empty = new QHBoxLayout;
  empty->addWidget(none_, 1);
  empty->addWidget(add_, 0, Qt::AlignTop);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(18, 14, 14, 14);
  column->setSpacing(10);
  column->addWidget(title_);
  column->addLayout(list_);
  column->addLayout(empty);
  column->addStretch();
  connect(add_, &QPushButton::clicked, this,
          [this] { context_.navigator.go({Page::kSettings, {}, QStringLiteral("listeners")}); });
  connect(&context.core, &CoreBridge::happened, this, &EntrancesCard::take);
  connect(&context.conductor, &Conductor::entrances_changed, this, &EntrancesCard::show_entrances);
  connect(&context.conductor, &Conductor::status_changed, this, [this](const Status& before) {
    const Status& now = context_.conductor.status();
    if (before.state != now.state || before.trouble != now.trouble) show_entrances();
  });
  connect(&context.setup, &SetupDocument::changed, this, [this](const config::Setup& before) {
    if (before.listeners != context_.setup.setup().listeners) show_entrances();
  });
  retranslate();
}

void EntrancesCard::changeEvent(QEvent* event) {
  Card::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

void EntrancesCard::retranslate() {
  title_->setText(tr("Addresses for applications"));
  none_->setText(
      tr("There is no address yet at which applications can say where they want to go, with SOCKS or HTTP."));
  add_->setText(tr("&Add an address"));
  show_entrances();
}

void EntrancesCard::take(const Happening& happening) {
  const QString key = key_of(happening.entrance);
  if (happening.kind == Happening::Kind::kListening) {
    free_ports_.erase(key);
  } else if (happening.kind == Happening::Kind::kListenerFailed) {
    free_ports_.erase(key);
    if (happening.free_port) free_ports_[key] = *happening.free_port;
    show_entrances();
  }
}

// What the core says, and what it has not been told yet.
std::vector<Entrance> EntrancesCard::wanted() const {
  std::vector<Entrance> all;
  if (context_.conductor.is_on()) {
    for (const Entrance& e : context_.conductor.entrances()) {
      if (!e.forward || !e.sentence.isEmpty()) all.push_back(e);
    }
    if (!all.empty()) return all;
  }
  for (const config::MixedListener& listener : context_.setup.setup().listeners) {
    Entrance e;
    e.address = QString::fromStdString(listener.listen.to_string());
    all.push_back(e);
  }
  return all;
}

void EntrancesCard::show_entrances() {
  const std::vector<Entrance> all = wanted();
  const State state = context_.conductor.status().state;
  // Before the core has opened them they are not open.
  const bool open = state != State::kOff && !context_.conductor.entrances().empty();
  while (rows_.size() > all.size()) {
    rows_.back()->deleteLater();
    rows_.back()->hide();
    rows_.pop_back();
  }
  while (rows_.size() < all.size()) {
    rows_.push_back(new EntranceRow(context_, this));
    list_->addWidget(rows_.back());
    rows_.back()->show();
  }
  const auto& trouble = context_.conductor.status().trouble;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto known = free_ports_.find(key_of(all[i]));
    std::optional<quint16> port;
    if (known != free_ports_.end()) {
      port = known->second;
    } else if (trouble && trouble->place.entry == all[i].address) {
      port = trouble->free_port;  // from before this page was there
    }
    const bool told = state == State::kProblem && trouble && is_of(*trouble, all[i]);
    rows_[i]->show_entrance(all[i], open, told, port);
  }
  const bool none = std::ranges::none_of(all, [](const Entrance& e) { return !e.forward; });
  none_->setVisible(none);
  add_->setVisible(none);
}

}  // namespace culvert::ui
