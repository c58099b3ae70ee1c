#include "applications/forward_line.h"

#include <QEvent>
#include <QGridLayout>
#include <QLocale>
#include <utility>

#include "applications/elided_label.h"
#include "applications/setup_entries.h"
#include "format.h"
#include "widgets/message_bar.h"
#include "widgets/switch.h"

namespace culvert::ui {

struct ForwardLine::Private {
  config::Forward forward;
  ForwardState state;
  Counters counters;
  QGridLayout* layout = nullptr;
  ElidedLabel* where = nullptr;
  ElidedLabel* status = nullptr;
  Switch* power = nullptr;
  MessageBar* trouble = nullptr;  // made when it is needed first

  // Why it is not open though it should be; empty: nothing is wrong.
  [[nodiscard]] QString problem() const {
    if (!state.wrong.isEmpty()) return state.wrong;
    const bool wanted = state.culvert_on && state.application_on && forward.on;
    return wanted && state.entrance ? state.entrance->sentence : QString();
  }
  [[nodiscard]] QString status_text() const {
    if (!problem().isEmpty()) return tr("Cannot be used");
    if (!forward.on || !state.application_on) return tr("Off");
    if (!state.culvert_on) return tr("Waits for Culvert to be turned on");
    if (!state.entrance) return tr("Is being opened");
    const Traffic& traffic = counters.traffic;
    if (traffic == Traffic{} && counters.open == 0) return tr("Open");
    const QString numbers =
        tr("↓ %1  ↑ %2", "bytes down, bytes up").arg(bytes_text(traffic.down), bytes_text(traffic.up));
    if (counters.open == 0) return tr("Open · %1", "%1 is what was carried").arg(numbers);
    return tr("%n connections · %1", "%1 is what was carried", static_cast<int>(counters.open)).arg(numbers);
  }
};

ForwardLine::ForwardLine(QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>()) {
  d_->where = new ElidedLabel(Qt::ElideMiddle, this);
  d_->status = new ElidedLabel(Qt::ElideRight, this);
  d_->power = new Switch(this);
  d_->layout = new QGridLayout(this);
  d_->layout->setContentsMargins(0, 2, 0, 2);
  d_->layout->setHorizontalSpacing(8);
  d_->layout->setVerticalSpacing(0);
  d_->layout->addWidget(d_->where, 0, 0);
  d_->layout->addWidget(d_->status, 1, 0);
  d_->layout->addWidget(d_->power, 0, 1, 2, 1, Qt::AlignVCenter);
  d_->layout->setColumnStretch(0, 1);
  make_muted(d_->status);
  connect(d_->power, &Switch::clicked, this, &ForwardLine::switched);
}

ForwardLine::~ForwardLine() = default;

void ForwardLine::show_forward(const config::Forward& forward, const ForwardState& state) {
  if (!objectName().isEmpty() && d_->forward == forward && d_->state == state) return;
  d_->forward = forward;
  d_->state = state;
  const QString name = QStringLiteral("applications.forward.") + QString::fromStdString(forward.id);
  setObjectName(name);
  d_->status->setObjectName(name + QStringLiteral(".status"));
  d_->power->setObjectName(name + QStringLiteral(".switch"));
  d_->power->setChecked(forward.on);
  retranslate();
}

void ForwardLine::show_traffic(const Counters& counters) {
  const bool same = counters.traffic == d_->counters.traffic && counters.open == d_->counters.open;
  d_->counters = counters;
  if (!same) d_->status->setText(d_->status_text());
}

void ForwardLine::retranslate() {
  const QString text = forward_text(d_->forward);
  d_->where->setText(text);
  d_->status->setText(d_->status_text());
  d_->power->setAccessibleName(tr("Forward %1").arg(text));
  d_->power->setToolTip(d_->forward.on ? tr("Turn this forward off") : tr("Turn this forward on"));
  const QString problem = d_->problem();
  if (d_->trouble == nullptr) {
    if (problem.isEmpty()) return;
    d_->trouble = new MessageBar(this);
    d_->trouble->setObjectName(objectName() + QStringLiteral(".trouble"));
    d_->layout->addWidget(d_->trouble, 2, 0, 1, 2);
    connect(d_->trouble, &MessageBar::action, this, [this] { emit port_wanted(d_->state.free_port); });
  }
  const QString action = d_->state.free_port == 0 ? QString() : tr("Use port %1").arg(d_->state.free_port);
  d_->trouble->tell(MessageBar::Tone::kProblem, problem, action);
}

QWidget* ForwardLine::control() const { return d_->power; }

void ForwardLine::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  if (event->type() == QEvent::PaletteChange) make_muted(d_->status);
  QWidget::changeEvent(event);
}

}  // namespace culvert::ui
