#include "applications/application_card.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <utility>

#include "applications/elided_label.h"
#include "applications/setup_entries.h"
#include "icons.h"
#include "theme.h"
#include "widgets/message_bar.h"
#include "widgets/switch.h"

namespace culvert::ui {

namespace {

constexpr int kIcon = 32;
constexpr int kRound = 8;

}  // namespace

struct ApplicationCard::Private {
  config::Application application;
  QString wrong;
  bool shown = false;
  QVBoxLayout* layout = nullptr;
  QLabel* icon = nullptr;
  ElidedLabel* name = nullptr;
  ElidedLabel* access = nullptr;
  Switch* power = nullptr;
  QVBoxLayout* lines = nullptr;
  std::vector<ForwardLine*> forwards;
  ElidedLabel* nothing = nullptr;
  MessageBar* message = nullptr;  // made when it is needed first
  MessageBar* trouble = nullptr;  // so is this
  QPushButton* launch = nullptr;
  QPushButton* edit = nullptr;
  QToolButton* more = nullptr;
  QAction* copy = nullptr;
  QAction* remove = nullptr;

  [[nodiscard]] QString access_text() const {
    switch (application.access) {
      case config::Application::Access::kEveryone:
        return tr("For everyone on this computer");
      case config::Application::Access::kUser:
        return tr("For my programs only");
      case config::Application::Access::kPrograms:
        break;
    }
    return tr("For %n programs only", nullptr, static_cast<int>(application.programs.size()));
  }
  void show_icon() const {
    const QIcon picture = application_icon(QString::fromStdString(application.icon));
    icon->setPixmap(picture.pixmap(QSize(kIcon, kIcon), icon->devicePixelRatio()));
  }
  void order_tabs() const {
    QWidget* before = power;
    const auto next = [&](QWidget* control) { QWidget::setTabOrder(std::exchange(before, control), control); };
    for (const ForwardLine* line : forwards) next(line->control());
    for (QWidget* control : std::initializer_list<QWidget*>{launch, edit, more}) next(control);
  }
  void name_parts(QWidget* card) const {
    const QString stem = QStringLiteral("applications.card.") + QString::fromStdString(application.id);
    card->setObjectName(stem);
    name->setObjectName(stem + QStringLiteral(".name"));
    power->setObjectName(stem + QStringLiteral(".switch"));
    launch->setObjectName(stem + QStringLiteral(".launch"));
    edit->setObjectName(stem + QStringLiteral(".edit"));
    more->setObjectName(stem + QStringLiteral(".more"));
  }
};

ApplicationCard::ApplicationCard(QWidget* parent) : QFrame(parent), d_(std::make_unique<Private>()) {
  d_->icon = new QLabel(this);
  d_->icon->setFixedSize(kIcon, kIcon);
  d_->name = new ElidedLabel(Qt::ElideRight, this);
  QFont bold = d_->name->font();
  bold.setBold(true);
  d_->name->setFont(bold);
  d_->access = new ElidedLabel(Qt::ElideRight, this);
  make_muted(d_->access);
  d_->power = new Switch(this);
  d_->nothing = new ElidedLabel(Qt::ElideRight, this);
  make_muted(d_->nothing);
  d_->launch = new QPushButton(this);
  d_->edit = new QPushButton(this);
  d_->more = new QToolButton(this);
  d_->more->setIcon(symbol(QStringLiteral("more")));
  d_->more->setAutoRaise(true);
  auto* const menu = new QMenu(d_->more);
  d_->copy = menu->addAction(QString(), this, &ApplicationCard::copy_wanted);
  d_->remove = menu->addAction(QString(), this, &ApplicationCard::delete_wanted);
  connect(d_->more, &QToolButton::clicked, this,
          [this, menu] { menu->popup(d_->more->mapToGlobal(QPoint(0, d_->more->height()))); });

  auto* const names = new QVBoxLayout;
  names->setSpacing(0);
  names->addWidget(d_->name);
  names->addWidget(d_->access);
  auto* const head = new QHBoxLayout;
  head->setSpacing(10);
  head->addWidget(d_->icon);
  head->addLayout(names, 1);
  head->addWidget(d_->power);
  d_->lines = new QVBoxLayout;
  d_->lines->setSpacing(4);
  d_->lines->addWidget(d_->nothing);
  auto* const buttons = new QHBoxLayout;
  buttons->addWidget(d_->launch);
  buttons->addWidget(d_->edit);
  buttons->addStretch();
  buttons->addWidget(d_->more);
  d_->layout = new QVBoxLayout(this);
  d_->layout->setContentsMargins(14, 12, 14, 12);
  d_->layout->setSpacing(8);
  d_->layout->addLayout(head);
  d_->layout->addLayout(d_->lines);
  d_->layout->addStretch();
  d_->layout->addLayout(buttons);

  connect(d_->power, &Switch::clicked, this, &ApplicationCard::switched);
  connect(d_->launch, &QPushButton::clicked, this, &ApplicationCard::launch_wanted);
  connect(d_->edit, &QPushButton::clicked, this, &ApplicationCard::edit_wanted);
}

ApplicationCard::~ApplicationCard() = default;

const std::string& ApplicationCard::id() const { return d_->application.id; }

void ApplicationCard::show_application(const config::Application& application, const QString& wrong,
                                       const StateOf& state_of) {
  const bool same = d_->shown && d_->application == application && d_->wrong == wrong;
  const bool other_icon = !d_->shown || d_->application.icon != application.icon;
  d_->application = application;
  if (other_icon) d_->show_icon();
  d_->wrong = wrong;
  while (d_->forwards.size() > application.forwards.size()) {
    d_->forwards.back()->deleteLater();
    d_->forwards.back()->hide();
    d_->forwards.pop_back();
  }
  while (d_->forwards.size() < application.forwards.size()) {
    auto* const line = new ForwardLine(this);
    const std::size_t index = d_->forwards.size();
    const auto id = [this, index] { return QString::fromStdString(d_->application.forwards[index].id); };
    connect(line, &ForwardLine::switched, this, [this, id](bool on) { emit forward_switched(id(), on); });
    connect(line, &ForwardLine::port_wanted, this, [this, id](quint16 port) { emit port_wanted(id(), port); });
    d_->forwards.push_back(line);
    d_->lines->addWidget(line);
    if (d_->forwards.size() == application.forwards.size()) d_->order_tabs();
  }
  for (std::size_t i = 0; i < d_->forwards.size(); ++i) {
    d_->forwards[i]->show_forward(application.forwards[i], state_of(application.forwards[i]));
  }
  if (same) return;
  d_->shown = true;
  d_->name_parts(this);
  d_->power->setChecked(application.on);
  d_->nothing->setVisible(application.forwards.empty());
  d_->launch->setVisible(!application.launch.empty());
  retranslate();
}

void ApplicationCard::show_traffic(const Live& live) {
  for (std::size_t i = 0; i < d_->forwards.size(); ++i) {
    const QString forward = QString::fromStdString(d_->application.forwards[i].id);
    for (const ForwardLive& one : live.forwards) {
      if (one.forward == forward) d_->forwards[i]->show_traffic(one.counters);
    }
  }
}

void ApplicationCard::tell(const QString& sentence, const QString& action_text) {
  if (d_->message == nullptr) {
    if (sentence.isEmpty()) return;
    d_->message = new MessageBar(this);
    d_->message->setObjectName(objectName() + QStringLiteral(".message"));
    d_->layout->insertWidget(d_->layout->count() - 1, d_->message);
    connect(d_->message, &MessageBar::action, this, &ApplicationCard::action);
  }
  d_->message->tell(MessageBar::Tone::kProblem, sentence, action_text);
}

void ApplicationCard::retranslate() {
  const QString name = application_name(d_->application);
  d_->name->setText(name);
  d_->access->setText(d_->access_text());
  d_->nothing->setText(tr("No forwards yet"));
  d_->power->setAccessibleName(tr("Application %1").arg(name));
  d_->power->setToolTip(d_->application.on ? tr("Turn all forwards of %1 off").arg(name.toHtmlEscaped())
                                           : tr("Turn the forwards of %1 on").arg(name.toHtmlEscaped()));
  d_->launch->setText(tr("Launch"));
  d_->launch->setAccessibleName(tr("Launch %1").arg(name));
  d_->edit->setText(tr("Edit"));
  d_->edit->setAccessibleName(tr("Edit %1").arg(name));
  d_->more->setAccessibleName(tr("More for %1").arg(name));
  d_->more->setToolTip(tr("More"));
  d_->copy->setText(tr("D&uplicate"));
  d_->remove->setText(tr("&Delete"));
  if (d_->trouble == nullptr && !d_->wrong.isEmpty()) {
    d_->trouble = new MessageBar(this);
    d_->layout->insertWidget(1, d_->trouble);
    connect(d_->trouble, &MessageBar::action, this, &ApplicationCard::edit_wanted);
  }
  if (d_->trouble != nullptr) d_->trouble->tell(MessageBar::Tone::kProblem, d_->wrong, tr("Edit"));
}

void ApplicationCard::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const Theme* const theme = Theme::current();
  painter.setPen(theme == nullptr ? palette().color(QPalette::Mid) : theme->colour(Theme::Colour::kLine));
  painter.setBrush(theme == nullptr ? palette().color(QPalette::Base) : theme->colour(Theme::Colour::kCard));
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kRound, kRound);
}

void ApplicationCard::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  if (event->type() == QEvent::PaletteChange) {
    make_muted(d_->access);
    make_muted(d_->nothing);
    if (d_->shown) d_->show_icon();
  }
  QFrame::changeEvent(event);
}

void ApplicationCard::mouseDoubleClickEvent(QMouseEvent*) { emit edit_wanted(); }

}  // namespace culvert::ui
