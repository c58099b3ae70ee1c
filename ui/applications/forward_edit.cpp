#include "applications/forward_edit.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QTimer>
#include <QToolButton>
#include <chrono>
#include <utility>

#include "applications/field_note.h"
#include "applications/profile_choice.h"
#include "applications/setup_entries.h"
#include "icons.h"
#include "widgets/switch.h"

namespace culvert::ui {

namespace {

constexpr std::chrono::milliseconds kPause{500};

QString typed_text(const config::ListenAddress& listen) {
  const bool port_alone = listen.kind == config::ListenAddress::Kind::kLocalhost;
  return port_alone ? QString::number(listen.endpoint.port) : QString::fromStdString(listen.to_string());
}

}  // namespace

struct ForwardEdit::Private {
  config::Forward base;  // as it is in the setup; with an id only if it is
  config::Setup setup;
  bool application_on = true;
  bool edited = false;  // since it was shown last
  QTimer settle;        // half of a number is one, too: what is typed is offered after a pause
  std::optional<config::ListenAddress> listen_read;
  std::optional<http::HostPort> target_read;
  Switch* power = nullptr;
  QLineEdit* listen = nullptr;
  QLabel* arrow = nullptr;
  QLineEdit* target = nullptr;
  ProfileChoice* profile = nullptr;
  QToolButton* copy = nullptr;
  QToolButton* remove = nullptr;
  FieldNote* listen_note = nullptr;
  FieldNote* target_note = nullptr;

  [[nodiscard]] quint16 wanted_port() const {
    const auto read = config::ListenAddress::parse(listen->text().trimmed().toStdString());
    const quint16 typed = read ? read->endpoint.port : quint16{0};
    return typed == 0 && target_read ? target_read->port : typed;
  }
};

ForwardEdit::ForwardEdit(QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>()) {
  d_->power = new Switch(this);
  d_->power->setChecked(true);
  d_->listen = new QLineEdit(this);
  d_->arrow = new QLabel(QStringLiteral("→"), this);
  d_->target = new QLineEdit(this);
  d_->profile = new ProfileChoice(this);
  const auto button = [this](const QString& picture) {
    auto* const made = new QToolButton(this);
    made->setIcon(symbol(picture));
    made->setAutoRaise(true);
    return made;
  };
  d_->copy = button(QStringLiteral("copy"));
  d_->remove = button(QStringLiteral("delete"));
  d_->listen_note = new FieldNote(this);
  d_->target_note = new FieldNote(this);

  auto* const layout = new QGridLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setHorizontalSpacing(8);
  layout->setVerticalSpacing(2);
  int column = 0;
  for (QWidget* part : std::initializer_list<QWidget*>{d_->power, d_->listen, d_->arrow, d_->target, d_->profile,
                                                       d_->copy, d_->remove}) {
    layout->addWidget(part, 0, column++);
  }
  layout->setColumnStretch(1, Columns::kListen);
  layout->setColumnStretch(3, Columns::kTarget);
  layout->setColumnStretch(4, Columns::kProfile);
  layout->addWidget(d_->listen_note, 1, 1, 1, 6);
  layout->addWidget(d_->target_note, 2, 1, 1, 6);

  d_->settle.setSingleShot(true);
  d_->settle.setInterval(kPause);
  connect(&d_->settle, &QTimer::timeout, this, &ForwardEdit::offer);
  const auto edited = [this] {
    d_->edited = true;
    check(false);
    d_->settle.start();
  };
  const auto chosen = [this] {
    d_->edited = true;
    check(false);
    offer();
  };
  connect(d_->listen, &QLineEdit::textEdited, this, edited);
  connect(d_->target, &QLineEdit::textEdited, this, edited);
  connect(d_->listen, &QLineEdit::editingFinished, this, [this] {
    check(true);
    offer();
  });
  connect(d_->target, &QLineEdit::editingFinished, this, [this] {
    // Most ports mean the same on both sides.
    if (d_->listen->text().isEmpty() && d_->target_read) {
      use_free_port();
    } else {
      check(true);
      offer();
    }
  });
  connect(d_->power, &Switch::clicked, this, chosen);
  connect(d_->profile, &QComboBox::activated, this, chosen);
  connect(d_->copy, &QToolButton::clicked, this, &ForwardEdit::copy_wanted);
  connect(d_->remove, &QToolButton::clicked, this, &ForwardEdit::delete_wanted);
  connect(d_->listen_note, &FieldNote::action, this, &ForwardEdit::use_free_port);
  set_id({});
  retranslate();
}

ForwardEdit::~ForwardEdit() = default;

void ForwardEdit::set_id(std::string id) {
  d_->base.id = std::move(id);
  const QString stem = QStringLiteral("applications.editor.forward.") +
                       QString::fromStdString(d_->base.id.empty() ? "new" : d_->base.id);
  setObjectName(stem);
  d_->power->setObjectName(stem + QStringLiteral(".switch"));
  d_->listen->setObjectName(stem + QStringLiteral(".listen"));
  d_->target->setObjectName(stem + QStringLiteral(".target"));
  d_->profile->setObjectName(stem + QStringLiteral(".profile"));
  d_->copy->setObjectName(stem + QStringLiteral(".copy"));
  d_->remove->setObjectName(stem + QStringLiteral(".delete"));
  d_->listen_note->setObjectName(stem + QStringLiteral(".listen.note"));
  d_->target_note->setObjectName(stem + QStringLiteral(".target.note"));
}

const std::string& ForwardEdit::id() const { return d_->base.id; }

void ForwardEdit::show_forward(const config::Forward& forward, const config::Setup& setup, bool application_on) {
  if (forward == d_->base) return look_at(setup, application_on);
  if (d_->listen_read != forward.listen) d_->listen->setText(typed_text(forward.listen));
  if (d_->target_read != forward.target) d_->target->setText(QString::fromStdString(forward.target.to_string()));
  d_->base = forward;
  d_->edited = false;
  set_id(forward.id);
  d_->power->setChecked(forward.on);
  d_->profile->set_profile(forward.profile);
  look_at(setup, application_on);
}

void ForwardEdit::look_at(const config::Setup& setup, bool application_on) {
  d_->setup = setup;
  d_->application_on = application_on;
  d_->profile->offer(setup, tr("As the rules say"));
  check(!d_->base.id.empty());
  // What stood in its way may be gone. Later: whoever changes the setup is not done with that yet.
  const auto now = forward();
  if (d_->edited && now && *now != d_->base) d_->settle.start();
}

std::optional<config::Forward> ForwardEdit::forward() const {
  if (!d_->listen_read || !d_->target_read) return std::nullopt;
  config::Forward forward = d_->base;
  forward.listen = *d_->listen_read;
  forward.target = *d_->target_read;
  forward.on = d_->power->isChecked();
  forward.profile = d_->profile->profile();
  forward.kept.problem.clear();
  return forward;
}

void ForwardEdit::focus_on(const QString& field) {
  (field == QStringLiteral("target") ? d_->target : d_->listen)->setFocus(Qt::OtherFocusReason);
}

// `finished`: an empty field is a mistake from now on.
void ForwardEdit::check(bool finished) {
  const QString listen = d_->listen->text().trimmed();
  const QString target = d_->target->text().trimmed();
  d_->listen_read.reset();
  d_->target_read.reset();
  QString wrong;
  bool offer = false;
  const auto at = config::ListenAddress::parse(listen.toStdString());
  if (listen.isEmpty()) {
    if (finished) wrong = tr("Choose the port on this computer that programs connect to.");
    offer = true;
  } else if (!at) {
    wrong = tr("This is no port and no place on this computer (5432, 127.0.0.1:5432, unix:/path).");
  } else if (!at->is_local()) {
    wrong = tr("A forward listens on this computer only (5432, 127.0.0.1:5432, unix:/path).");
  } else if (at->kind != config::ListenAddress::Kind::kPath && at->endpoint.port == 0) {
    wrong = tr("Choose a port: 0 would be another one at each start.");
    offer = true;
  } else {
    const bool on = d_->power->isChecked() && d_->application_on;
    if (on) wrong = who_listens(d_->setup, *at, d_->base.id);
    offer = true;
    if (wrong.isEmpty()) d_->listen_read = *at;
  }
  const quint16 port = offer && !wrong.isEmpty() ? free_port(d_->setup, d_->wanted_port()) : quint16{0};
  d_->listen_note->complain(wrong, port == 0 ? QString() : tr("Use port %1").arg(port));

  wrong.clear();
  const auto to = http::parse_host_port(target.toStdString());
  if (to) {
    d_->target_read = *to;
  } else if (!target.isEmpty()) {
    wrong = tr("This is no host with a port (db.internal:5432).");
  } else if (finished) {
    wrong = tr("Where does it lead? A host and a port (db.internal:5432).");
  }
  d_->target_note->complain(wrong);
}

void ForwardEdit::offer() {
  d_->settle.stop();
  const auto now = forward();
  if (d_->edited && now && (*now != d_->base || d_->base.id.empty())) emit changed();
}

void ForwardEdit::use_free_port() {
  const quint16 port = free_port(d_->setup, d_->wanted_port());
  if (port == 0) return;
  d_->listen->setText(QString::number(port));
  d_->edited = true;
  check(true);
  offer();
}

void ForwardEdit::retranslate() {
  d_->power->setAccessibleName(tr("This forward is on"));
  d_->power->setToolTip(tr("On or off"));
  d_->listen->setAccessibleName(tr("Listen on"));
  d_->listen->setPlaceholderText(tr("Port, e.g. 5432"));
  d_->target->setAccessibleName(tr("Destination"));
  d_->target->setPlaceholderText(tr("Host and port, e.g. db.internal:5432"));
  d_->profile->setAccessibleName(tr("Through"));
  d_->copy->setToolTip(tr("Duplicate this forward"));
  d_->copy->setAccessibleName(tr("Duplicate this forward"));
  d_->remove->setToolTip(tr("Delete this forward"));
  d_->remove->setAccessibleName(tr("Delete this forward"));
}

void ForwardEdit::hideEvent(QHideEvent* event) {
  if (d_->settle.isActive()) offer();
  QWidget::hideEvent(event);
}

void ForwardEdit::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    look_at(d_->setup, d_->application_on);
  }
  QWidget::changeEvent(event);
}

}  // namespace culvert::ui
