#include "overview/profile_card.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>

#include "conductor.h"
#include "conductor_trouble.h"
#include "format.h"
#include "icons.h"
#include "setup_document.h"
#include "widgets/quiet_label.h"

namespace culvert::ui {

ProfileCard::ProfileCard(const Context& context, QWidget* parent)
    : Card(parent),
      context_(context),
      title_(new QLabel(this)),
      choice_(new QComboBox(this)),
      edit_(new QToolButton(this)),
      nothing_(new QuietLabel),
      negotiated_(new QWidget(this)) {
  make_title(*title_);
  title_->setBuddy(choice_);
  choice_->setObjectName(QStringLiteral("overview.profile"));
  choice_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  choice_->setMinimumContentsLength(10);
  choice_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  edit_->setObjectName(QStringLiteral("overview.profile.edit"));
  edit_->setAutoRaise(true);
  edit_->setFocusPolicy(Qt::StrongFocus);
  edit_->setIcon(symbol(QStringLiteral("edit")));
  nothing_->setObjectName(QStringLiteral("overview.negotiated.nothing"));
  negotiated_->setObjectName(QStringLiteral("overview.negotiated"));

  auto* grid = new QGridLayout(negotiated_);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(14);
  grid->setVerticalSpacing(5);
  static constexpr std::array kNames{"http", "tls", "cipher", "session", "early", "proxy", "address", "setup"};
  static_assert(kNames.size() == kRows);
  for (int row = 0; row < kRows; ++row) {
    const auto i = static_cast<std::size_t>(row);
    names_[i] = new QuietLabel(QuietLabel::Ink::kMuted, QuietLabel::Room::kWraps, negotiated_);
    names_[i]->setWordWrap(false);
    values_[i] = new QuietLabel(QuietLabel::Ink::kText, QuietLabel::Room::kElides, negotiated_);
    values_[i]->setObjectName(QStringLiteral("overview.negotiated.") + QLatin1StringView(kNames[i]));
    grid->addWidget(names_[i], row, 0);
    grid->addWidget(values_[i], row, 1);
  }
  grid->setColumnStretch(1, 1);

  auto* head = new QHBoxLayout;
  head->addWidget(title_);
  head->addWidget(choice_, 1);
  head->addWidget(edit_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(18, 14, 18, 14);
  column->setSpacing(12);
  column->addLayout(head);
  column->addWidget(negotiated_);
  column->addWidget(nothing_);
  column->addStretch();

  connect(choice_, &QComboBox::activated, this, [this](int index) {
    const std::string id = choice_->itemData(index).toString().toStdString();
    context_.setup.edit([&](config::Setup& s) { s.profile = id; });
  });
  connect(edit_, &QToolButton::clicked, this,
          [this] { context_.navigator.go({Page::kProfiles, choice_->currentData().toString(), {}}); });
  connect(&context.setup, &SetupDocument::changed, this, &ProfileCard::show_profiles);
  connect(&context.conductor, &Conductor::status_changed, this, &ProfileCard::show_carrier);
  retranslate();
}

void ProfileCard::changeEvent(QEvent* event) {
  Card::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

void ProfileCard::retranslate() {
  title_->setText(tr("&Profile"));
  choice_->setAccessibleName(tr("Profile in use"));
  edit_->setAccessibleName(tr("Edit this profile"));
  edit_->setToolTip(tr("Edit this profile"));
  const std::array<QString, kRows> texts{tr("HTTP version"), tr("TLS version"), tr("Cipher"),  tr("Session"),
                                         tr("Early data"),   tr("Proxy"),       tr("Address"), tr("Set-up time")};
  for (std::size_t i = 0; i < kRows; ++i) names_[i]->setText(texts[i]);
  show_profiles();
  show_carrier();
}

void ProfileCard::show_profiles() {
  const QSignalBlocker blocker(choice_);
  const config::Setup& setup = context_.setup.setup();
  choice_->clear();
  int used = -1;
  for (const config::Profile& profile : setup.profiles) {
    if (profile.id == setup.profile) used = choice_->count();
    choice_->addItem(name_of(profile), QString::fromStdString(profile.id));
  }
  choice_->setPlaceholderText(tr("Choose a profile"));
  choice_->setCurrentIndex(used);
  edit_->setEnabled(used >= 0);
}

void ProfileCard::show_carrier() {
  const Status& status = context_.conductor.status();
  const bool there = status.state != State::kOff && status.carrier.has_value();
  negotiated_->setVisible(there);
  nothing_->setVisible(!there);
  switch (status.state) {
    case State::kOff:
      nothing_->setText(tr("What is agreed with the proxy is shown here while Culvert is on."));
      break;
    case State::kConnecting:
      nothing_->setText(tr("The proxy has not answered yet."));
      break;
    case State::kOn:
    case State::kProblem:
      nothing_->setText(
          tr("There is no connection to the proxy now. The next one that an application makes needs one."));
      break;
  }
  if (!there) return;
  const Carrier& c = *status.carrier;
  const std::array<QString, kRows> texts{c.http_version,
                                         c.tls_version,
                                         c.cipher,
                                         c.resumed ? tr("Resumed: a round trip less") : tr("New"),
                                         c.early_data ? tr("Accepted by the proxy") : tr("Not used"),
                                         c.proxy,
                                         c.address,
                                         duration_text(c.setup)};
  for (std::size_t i = 0; i < kRows; ++i) values_[i]->setText(texts[i]);
}

}  // namespace culvert::ui
