#include "assistant/step_test.h"

#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "profiles/form.h"
#include "profiles/profile_part.h"
#include "profiles/test_panel.h"
#include "profiles/understood.h"

namespace culvert::ui {

using Qt::StringLiterals::operator""_s;
using Scheme = config::Authentication::Scheme;

namespace {

// As the core wants it: with its secret, in memory only.
config::Profile with_secret(const NewProfile& made) {
  config::Profile profile = made.profile;
  if (profile.authentication.scheme == Scheme::kBearer) {
    profile.authentication.token = made.secret.toStdString();
  } else {
    profile.authentication.credentials.password = made.secret.toStdString();
  }
  if (!made.secret.isEmpty()) profile.authentication.secret = {};
  return profile;
}

bool is_token(const NewProfile& made) { return made.profile.authentication.scheme == Scheme::kBearer; }

}  // namespace

StepTest::StepTest(const Context& context, QWidget* parent)
    : AssistantStep(parent),
      intro_(new HelpLabel(this)),
      test_(new TestPanel(
          context.core,
          [this](QObject* /*context*/, const TestPanel::Receive& receive, const TestPanel::Refuse& refuse) {
            const config::Authentication& a = profile_.profile.authentication;
            const bool wants = a.scheme != Scheme::kNone && a.scheme != Scheme::kConcealed;
            if (!wants || !profile_.secret.isEmpty()) return receive(with_secret(profile_));
            refuse(tr("The proxy wants to know who you are."), u"authentication.secret"_s);
          },
          u"assistant.test"_s, this)),
      who_(new FieldCard(this)),
      user_box_(new FieldBox(who_)),
      user_(new QLineEdit(user_box_)),
      secret_box_(new FieldBox(who_)),
      secret_(new QLineEdit(secret_box_)),
      again_(new QPushButton(who_)) {
  user_->setObjectName(u"assistant.user"_s);
  secret_->setObjectName(u"assistant.password"_s);
  secret_->setEchoMode(QLineEdit::Password);
  again_->setObjectName(u"assistant.again"_s);
  user_box_->set_control(user_);
  secret_box_->set_control(secret_);
  intro_->setObjectName(u"assistant.test.intro"_s);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(form_space(*this) * 2);
  column->addWidget(intro_);
  column->addWidget(test_);
  column->addWidget(who_);
  column->addStretch();
  who_->content()->addWidget(user_box_);
  who_->content()->addWidget(secret_box_);
  who_->content()->addWidget(again_, 0, Qt::AlignLeft);
  who_->hide();
  connect(test_, &TestPanel::started, this, [this] {
    works_ = false;
    emit changed();
  });
  connect(test_, &TestPanel::finished, this, [this](const std::vector<ProbeRow>& rows) {
    const auto good = [](const ProbeRow& row) { return !row.error; };
    const auto unknown = [](const ProbeRow& row) { return row.error && row.error->code == Code::kUnauthorized; };
    works_ = std::ranges::any_of(rows, good);
    if (!works_ && (rows.empty() || std::ranges::any_of(rows, unknown))) ask_who();
    if (works_) who_->hide();
    emit changed();
  });
  connect(test_, &TestPanel::field_wanted, this, [this](const QString& field) {
    if (field.startsWith(u"authentication")) return ask_who();
    emit back_wanted();
  });
  connect(again_, &QPushButton::clicked, this, &StepTest::test_again);
  for (QLineEdit* edit : {user_, secret_}) {
    connect(edit, &QLineEdit::returnPressed, this, &StepTest::test_again);
  }
  retranslate();
}

void StepTest::set_profile(const NewProfile& profile) {
  profile_ = profile;
  works_ = false;
  who_->hide();
  user_->clear();
  secret_->clear();
  user_box_->set_problem({});
  test_->clear();
  retranslate();  // it names the profile
}

NewProfile StepTest::result() const { return profile_; }

void StepTest::enter() { test_->start(); }

void StepTest::leave() { test_->clear(); }

void StepTest::ask_who() {
  const config::Authentication& a = profile_.profile.authentication;
  user_box_->setVisible(!is_token(profile_));
  if (user_->text().isEmpty()) user_->setText(QString::fromStdString(a.credentials.user));
  who_->show();
  retranslate();
  secret_->clear();
  (user_box_->isVisibleTo(who_) && user_->text().isEmpty() ? user_ : secret_)->setFocus(Qt::OtherFocusReason);
}

void StepTest::test_again() {
  NewProfile made = profile_;
  config::Authentication& a = made.profile.authentication;
  if (!is_token(made)) {
    if (a.scheme == Scheme::kNone || a.scheme == Scheme::kConcealed) a.scheme = Scheme::kPassword;
    a.credentials.user = user_->text().trimmed().toStdString();
  }
  a.secret = {config::SecretSource::Kind::kAsk, {}};
  const auto problems = config::validate(made.profile, config::Secrets::kToCome);
  user_box_->set_problem(first_sentence(problems));
  if (!problems.empty()) return user_->setFocus(Qt::OtherFocusReason);
  if (secret_->text().isEmpty()) return secret_->setFocus(Qt::OtherFocusReason);
  made.secret = secret_->text();
  made.keep_secret = true;
  profile_ = made;
  test_->start();
}

bool StepTest::can_go_on() const { return !test_->running(); }

QString StepTest::title() const { return tr("Does it work?"); }

QString StepTest::next_text() const { return works_ || test_->running() ? tr("&Next") : tr("Use it any&way"); }

void StepTest::retranslate() {
  intro_->setText(tr("One connection is opened through %1, to see whether it can be.").arg(title_of(profile_.profile)));
  test_->retranslate();
  who_->set_title(tr("Sign-in"));
  user_box_->set_texts(tr("&User name"));
  secret_box_->set_texts(is_token(profile_) ? tr("T&oken") : tr("Passw&ord"),
                         tr("It is kept in the keychain, and not shown again."));
  again_->setText(tr("Test a&gain"));
}

}  // namespace culvert::ui
