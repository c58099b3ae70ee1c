#include "applications/rule_editor.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>
#include <QTimer>
#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>

#include "applications/application_changes.h"
#include "applications/field_note.h"
#include "applications/profile_choice.h"
#include "applications/programs_edit.h"
#include "applications/rule_words.h"
#include "applications/setup_entries.h"
#include "setup_document.h"

namespace culvert::ui {

using Action = config::Rule::Action;

namespace {

constexpr std::chrono::milliseconds kPause{500};
constexpr std::array kActions{Action::kTunnel, Action::kDirect, Action::kBlock};

template <class T>
T* named(T* widget, const char* name) {
  widget->setObjectName(QStringLiteral("applications.rule.") + QLatin1StringView(name));
  return widget;
}

}  // namespace

struct RuleEditor::Private {
  SetupDocument& setup;
  config::Rule shown;  // as it is in the setup
  std::string before;  // of a new one
  QTimer settle;       // half of an address is one, too: what is typed is saved after a pause
  QLabel* whom = nullptr;
  QRadioButton* only = nullptr;
  QRadioButton* everything = nullptr;
  QLabel* places_label = nullptr;
  QLineEdit* places = nullptr;
  FieldNote* places_note = nullptr;
  QLabel* ports_label = nullptr;
  QLineEdit* ports = nullptr;
  FieldNote* ports_note = nullptr;
  QLabel* programs_label = nullptr;
  ProgramsEdit* programs = nullptr;
  FieldNote* note = nullptr;
  QLabel* action_label = nullptr;
  QComboBox* action = nullptr;
  ProfileChoice* profile = nullptr;

  explicit Private(SetupDocument& s) : setup(s) {}

  // What the fields say; nothing as long as something is wrong with them.
  [[nodiscard]] std::optional<config::Rule> rule() const {
    const Places to = read_places(places->text());
    const Ports at = read_ports(ports->text());
    const bool all = everything->isChecked();
    if (!all && (!to.problem.isEmpty() || !at.problem.isEmpty())) return std::nullopt;
    config::Rule rule = shown;
    rule.kept.problem.clear();
    rule.domains = all ? std::vector<std::string>() : to.domains;
    rule.networks = all ? std::vector<std::string>() : to.networks;
    rule.ports = all ? std::vector<std::string>() : at.ports;
    rule.programs = all ? std::vector<std::string>() : programs->programs();
    rule.action = kActions[static_cast<std::size_t>(action->currentIndex())];
    rule.profile = rule.action == Action::kTunnel ? profile->profile() : std::string();
    const bool some = !rule.domains.empty() || !rule.networks.empty() || !rule.ports.empty() || !rule.programs.empty();
    return all || some ? std::optional(rule) : std::nullopt;
  }
  void enable() const {
    const bool some = only->isChecked();
    for (QWidget* part :
         std::initializer_list<QWidget*>{places_label, places, ports_label, ports, programs_label, programs}) {
      part->setEnabled(some);
    }
    profile->setVisible(kActions[static_cast<std::size_t>(action->currentIndex())] == Action::kTunnel);
  }
};

RuleEditor::RuleEditor(SetupDocument& setup, QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>(setup)) {
  setObjectName(QStringLiteral("applications.rule"));
  d_->whom = new QLabel(this);
  d_->only = named(new QRadioButton(this), "only");
  d_->everything = named(new QRadioButton(this), "everything");
  d_->places_label = new QLabel(this);
  d_->places = named(new QLineEdit(this), "places");
  d_->places_label->setBuddy(d_->places);
  d_->places_note = named(new FieldNote(this), "places.note");
  d_->ports_label = new QLabel(this);
  d_->ports = named(new QLineEdit(this), "ports");
  d_->ports_label->setBuddy(d_->ports);
  d_->ports_note = named(new FieldNote(this), "ports.note");
  d_->programs_label = new QLabel(this);
  d_->programs = new ProgramsEdit(QStringLiteral("applications.rule.programs"), true, this);
  d_->programs_label->setBuddy(d_->programs);
  d_->action_label = new QLabel(this);
  d_->action = named(new QComboBox(this), "action");
  d_->action_label->setBuddy(d_->action);
  d_->profile = named(new ProfileChoice(this), "profile");
  d_->note = named(new FieldNote(this), "note");
  for (std::size_t i = 0; i < kActions.size(); ++i) d_->action->addItem(QString());
  lay_out();

  d_->settle.setSingleShot(true);
  d_->settle.setInterval(kPause);
  connect(&d_->settle, &QTimer::timeout, this, &RuleEditor::save);
  const auto chosen = [this] {
    check();
    save();
  };
  for (QLineEdit* edit : {d_->places, d_->ports}) {
    connect(edit, &QLineEdit::textEdited, this, [this] {
      check();
      d_->settle.start();
    });
    connect(edit, &QLineEdit::editingFinished, this, [this] {
      if (d_->settle.isActive()) save();
    });
  }
  connect(d_->only, &QRadioButton::clicked, this, chosen);
  connect(d_->everything, &QRadioButton::clicked, this, chosen);
  connect(d_->action, &QComboBox::activated, this, chosen);
  connect(d_->profile, &QComboBox::activated, this, chosen);
  connect(d_->programs, &ProgramsEdit::changed, this, chosen);
  connect(d_->programs, &ProgramsEdit::installed_wanted, this, &RuleEditor::installed_wanted);
  connect(d_->programs, &ProgramsEdit::running_wanted, this, &RuleEditor::running_wanted);
  connect(&setup, &SetupDocument::changed, this, &RuleEditor::refresh);
  retranslate();
}

RuleEditor::~RuleEditor() = default;

void RuleEditor::lay_out() {
  auto* const which = new QHBoxLayout;
  which->setSpacing(12);
  which->addWidget(d_->whom);
  which->addWidget(d_->only);
  which->addWidget(d_->everything);
  which->addStretch();
  auto* const then = new QHBoxLayout;
  then->addWidget(d_->action);
  then->addWidget(d_->profile);
  then->addStretch();
  auto* const grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setColumnStretch(1, 1);
  grid->setVerticalSpacing(4);
  grid->addLayout(which, 0, 0, 1, 2);
  grid->addWidget(d_->places_label, 1, 0);
  grid->addWidget(d_->places, 1, 1);
  grid->addWidget(d_->places_note, 2, 1);
  grid->addWidget(d_->ports_label, 3, 0);
  grid->addWidget(d_->ports, 3, 1);
  grid->addWidget(d_->ports_note, 4, 1);
  grid->addWidget(d_->programs_label, 5, 0, Qt::AlignTop);
  grid->addWidget(d_->programs, 5, 1);
  grid->addWidget(d_->action_label, 6, 0);
  grid->addLayout(then, 6, 1);
  grid->addWidget(d_->note, 7, 1);
  grid->setRowStretch(8, 1);
}

const std::string& RuleEditor::id() const { return d_->shown.id; }

void RuleEditor::show_rule(const std::string& id) {
  const config::Rule* const rule = find_rule(d_->setup.setup(), id);
  if (rule == nullptr) return;
  d_->settle.stop();
  d_->shown = *rule;
  const bool some =
      !rule->domains.empty() || !rule->networks.empty() || !rule->ports.empty() || !rule->programs.empty();
  (some ? d_->only : d_->everything)->setChecked(true);
  d_->places->setText(write_places(*rule));
  d_->ports->setText(write_ports(*rule));
  d_->programs->set_programs(rule->programs, d_->setup.setup());
  d_->action->setCurrentIndex(static_cast<int>(std::ranges::find(kActions, rule->action) - kActions.begin()));
  retranslate();
  d_->profile->set_profile(rule->profile);
  d_->enable();
}

void RuleEditor::start_new(const std::string& before) {
  d_->settle.stop();
  d_->shown = {};
  d_->before = before;
  d_->only->setChecked(true);
  d_->places->clear();
  d_->ports->clear();
  d_->programs->set_programs({}, d_->setup.setup());
  d_->action->setCurrentIndex(0);
  d_->profile->set_profile({});
  retranslate();
  d_->places->setFocus();
}

void RuleEditor::add_program(const QString& path) { d_->programs->add_program(path); }

void RuleEditor::refresh() {
  const config::Rule* const now = find_rule(d_->setup.setup(), d_->shown.id);
  if (now != nullptr && *now != d_->shown) {
    const auto typed = d_->rule();
    const bool mine = typed && typed->domains == now->domains && typed->networks == now->networks &&
                      typed->ports == now->ports && typed->programs == now->programs && typed->action == now->action &&
                      typed->profile == now->profile;
    // What has just been saved from here stays as it was typed.
    if (!mine) return show_rule(d_->shown.id);
    d_->shown = *now;
  }
  retranslate();
}

void RuleEditor::check() {
  d_->enable();
  const bool some = d_->only->isChecked();
  d_->places_note->complain(some ? read_places(d_->places->text()).problem : QString());
  d_->ports_note->complain(some ? read_ports(d_->ports->text()).problem : QString());
  d_->note->clear();
  if (!d_->rule()) {
    const bool nothing = d_->places_note->text().isEmpty() && d_->ports_note->text().isEmpty();
    if (nothing) d_->note->explain(tr("Say what the rule is for: a destination, a port or a program."));
    if (!nothing && !d_->shown.id.empty()) d_->note->explain(tr("Until this is right, the rule stays as it was."));
  }
}

void RuleEditor::save() {
  d_->settle.stop();
  const auto rule = d_->rule();
  if (!rule) return;
  if (!d_->shown.id.empty()) {
    d_->setup.edit([&](config::Setup& changed) {
      if (config::Rule* const there = find_rule(changed, rule->id)) *there = *rule;
    });
    return;
  }
  config::Rule fresh = *rule;
  fresh.id = new_rule_id(d_->setup.setup());
  d_->shown = fresh;
  d_->setup.edit([&](config::Setup& changed) { add_rule(changed, fresh, d_->before); });
  emit made(QString::fromStdString(fresh.id));
}

void RuleEditor::retranslate() {
  d_->whom->setText(tr("This rule is"));
  d_->only->setText(tr("&only for"));
  d_->everything->setText(tr("for &everything"));
  d_->places_label->setText(tr("&Destinations:"));
  d_->places->setPlaceholderText(tr("corp.example, *.corp.example, 10.0.0.0/8"));
  d_->ports_label->setText(tr("&Ports:"));
  d_->ports->setPlaceholderText(tr("443, 8000-8999"));
  d_->programs_label->setText(tr("P&rograms:"));
  d_->action_label->setText(tr("&What happens:"));
  d_->profile->setAccessibleName(tr("Through which profile"));
  d_->action->setItemText(0, tr("Tunnel: through the proxy"));
  d_->action->setItemText(1, tr("Direct: past the proxy"));
  d_->action->setItemText(2, tr("Block: not at all"));
  d_->profile->offer(d_->setup.setup(), tr("The profile in use"));
  d_->programs->set_programs(d_->programs->programs(), d_->setup.setup());
  const bool some = d_->only->isChecked();
  d_->places_note->complain(some ? read_places(d_->places->text()).problem : QString());
  d_->ports_note->complain(some ? read_ports(d_->ports->text()).problem : QString());
  d_->note->clear();
  d_->enable();
}

void RuleEditor::hideEvent(QHideEvent* event) {
  if (d_->settle.isActive()) save();
  QWidget::hideEvent(event);
}

void RuleEditor::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace culvert::ui
