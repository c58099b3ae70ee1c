#include "settings/network_group.h"

#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "conductor.h"
#include "desktop.h"
#include "icons.h"
#include "settings/listener_editor.h"
#include "settings_document.h"
#include "setup_document.h"
#include "widgets/switch.h"

namespace culvert::ui {

namespace {

constexpr quint16 kUsualPort = 1080;

// The usual one, or the next that the setup does not use.
config::ListenAddress free_address(const config::Setup& setup) {
  const auto taken = [&](const config::ListenAddress& address) {
    const auto clashes = [&](const auto& one) { return one.listen.clashes_with(address); };
    return std::ranges::any_of(setup.listeners, clashes) ||
           std::ranges::any_of(setup.applications,
                               [&](const config::Application& a) { return std::ranges::any_of(a.forwards, clashes); });
  };
  auto address = config::ListenAddress::localhost(kUsualPort);
  while (taken(address)) ++address.endpoint.port;
  return address;
}

bool is_tab_stop(const QWidget& widget) { return (widget.focusPolicy() & Qt::TabFocus) != 0; }

}  // namespace

NetworkGroup::NetworkGroup(const Context& context, QWidget* parent)
    : SettingsGroup(parent),
      context_(context),
      list_(new QWidget),
      list_column_(new QVBoxLayout(list_)),
      add_(new QPushButton(list_)),
      system_proxy_(new Switch),
      listeners_row_(add_row(list_, "listeners", SettingRow::Place::kBelow)),
      system_proxy_row_(add_row(system_proxy_, "system_proxy")) {
  add_->setObjectName(QStringLiteral("settings.listener.add"));
  add_->setIcon(symbol(QStringLiteral("add")));
  list_column_->setContentsMargins(0, 4, 0, 0);
  list_column_->setSpacing(10);
  list_column_->addWidget(add_, 0, Qt::AlignLeft);
  connect(add_, &QPushButton::clicked, this, &NetworkGroup::add);
  connect(&context.setup, &SetupDocument::changed, this, [this](const config::Setup& before) {
    if (before.listeners != context_.setup.setup().listeners) show_listeners();
  });
  connect(system_proxy_, &QAbstractButton::clicked, this, [this](bool on) {
    context_.settings.edit([&](config::Settings& s) { s.system_proxy = on; });
    context_.desktop.want_system_proxy(on);
    show_system_proxy();
  });
  connect(&context.settings, &SettingsDocument::changed, this, &NetworkGroup::show_system_proxy);
  connect(&context.desktop, &Desktop::system_proxy_changed, this, &NetworkGroup::show_system_proxy);
  connect(&context.conductor, &Conductor::status_changed, this, &NetworkGroup::show_system_proxy);
  retranslate();
}

void NetworkGroup::retranslate() {
  set_heading(tr("Network"));
  listeners_row_.set_text(tr("Addresses for applications"),
                          tr("Programs that can use a SOCKS or an HTTP proxy find Culvert there."));
  add_->setText(tr("Add an addr&ess"));
  show_listeners();
  show_system_proxy();
}

void NetworkGroup::add() {
  context_.setup.edit([](config::Setup& s) {
    config::MixedListener listener;
    listener.listen = free_address(s);
    s.listeners.push_back(std::move(listener));
  });
  editors_.back()->focus_address();
}

void NetworkGroup::show_listeners() {
  const std::size_t wanted = context_.setup.setup().listeners.size();
  while (editors_.size() > wanted) {
    editors_.back()->hide();
    editors_.back()->deleteLater();
    editors_.pop_back();
  }
  for (ListenerEditor* editor : editors_) editor->show_listener();
  while (editors_.size() < wanted) {
    editors_.push_back(new ListenerEditor(context_, static_cast<int>(editors_.size()), list_));
    list_column_->insertWidget(list_column_->count() - 1, editors_.back());
    editors_.back()->show();
  }
  order_tabs();
}

// Fields are walked through in the order in which they stand.
void NetworkGroup::order_tabs() {
  QWidget* before = add_;
  do {
    before = before->previousInFocusChain();
  } while (before != add_ && (list_->isAncestorOf(before) || !is_tab_stop(*before)));
  for (const ListenerEditor* editor : editors_) {
    for (QWidget* field : editor->fields()) {
      setTabOrder(before, field);
      before = field;
    }
  }
  setTabOrder(before, add_);
}

bool NetworkGroup::focus_listener(const QString& address) {
  const auto found = std::ranges::find(editors_, address, &ListenerEditor::address);
  if (found != editors_.end()) {
    (*found)->focus_address();
  } else {
    add_->setFocus();
  }
  return found != editors_.end();
}

void NetworkGroup::show_system_proxy() {
  const bool wanted = context_.settings.settings().system_proxy;
  const Desktop::SystemProxyState state = context_.desktop.system_proxy();
  system_proxy_->setChecked(wanted);
  QString help = tr("Programs that follow the settings of the system go through Culvert.");
  if (state.in_effect) {
    help = tr("In effect: programs that follow the settings of the system go through Culvert now.");
  } else if (wanted && !context_.conductor.is_on()) {
    help = tr("It is set as soon as Culvert is on, and taken back when it is off.");
  }
  system_proxy_row_.set_text(tr("System &proxy"), help);
  system_proxy_row_.message().tell(wanted ? MessageBar::Tone::kProblem : MessageBar::Tone::kNote, state.sentence, {},
                                   state.details);
}

}  // namespace culvert::ui
