#include "assistant/step_given.h"

#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "desktop.h"
#include "profiles/domain_panel.h"
#include "profiles/form.h"
#include "profiles/offer_view.h"
#include "profiles/proxy_field.h"
#include "profiles/understood.h"
#include "widgets/message_bar.h"

namespace culvert::ui {

using Qt::StringLiterals::operator""_s;
using Kind = Understood::Kind;
using Scheme = config::Authentication::Scheme;

StepGiven::StepGiven(const Context& context, bool first, QWidget* parent)
    : AssistantStep(parent),
      context_(context),
      first_(first),
      intro_(new HelpLabel(this)),
      proxy_box_(new FieldBox(this)),
      proxy_(new ProxyField(u"assistant.proxy"_s, proxy_box_)),
      domains_(new DomainPanel(context.core, u"assistant.domain"_s, this)),
      offer_(new OfferView(u"assistant.offer"_s, this)),
      secret_box_(new FieldBox(this)),
      secret_(new QLineEdit(secret_box_)),
      name_box_(new FieldBox(this)),
      name_(new QLineEdit(name_box_)),
      built_in_card_(new FieldCard(this)),
      built_in_text_(new HelpLabel(built_in_card_)),
      built_in_button_(new QPushButton(built_in_card_)),
      built_in_message_(new MessageBar(built_in_card_)) {
  secret_->setObjectName(u"assistant.secret"_s);
  secret_->setEchoMode(QLineEdit::Password);
  name_->setObjectName(u"assistant.name"_s);
  built_in_button_->setObjectName(u"assistant.built_in"_s);
  built_in_message_->setObjectName(u"assistant.built_in.message"_s);
  proxy_box_->set_control(proxy_, proxy_->edit());
  secret_box_->set_control(secret_);
  name_box_->set_control(name_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(form_space(*this) * 2);
  for (QWidget* part : std::initializer_list<QWidget*>{intro_, proxy_box_, domains_, offer_, secret_box_, name_box_}) {
    column->addWidget(part);
  }
  column->addSpacing(form_space(*this) * 2);
  column->addWidget(built_in_card_);
  built_in_card_->content()->addWidget(built_in_text_);
  built_in_card_->content()->addWidget(built_in_button_, 0, Qt::AlignLeft);
  built_in_card_->content()->addWidget(built_in_message_);
  column->addStretch();

  connect(proxy_, &ProxyField::changed, this, &StepGiven::understood);
  connect(proxy_, &ProxyField::accepted, this, [this] {
    if (proxy_->understood().kind == Kind::kDomain) return ask_domain();
    if (can_go_on()) emit go_on();
  });
  connect(domains_, &DomainPanel::chosen, this, [this](const QString& text) {
    domains_->put_away();
    proxy_->set_text(text);
    proxy_->edit()->setFocus(Qt::OtherFocusReason);
  });
  connect(offer_, &OfferView::changed, this, &AssistantStep::changed);
  connect(built_in_button_, &QPushButton::clicked, this, &StepGiven::try_built_in);
  understood();
  retranslate();
}

void StepGiven::enter() {
  built_in_ = {};
  proxy_->edit()->setFocus(Qt::OtherFocusReason);
}

void StepGiven::leave() { domains_->put_away(); }

void StepGiven::set_text(const QString& text) { proxy_->set_text(text); }

void StepGiven::understood() {
  const Understood& found = proxy_->understood();
  built_in_ = {};
  if (found.kind != Kind::kDomain) domains_->put_away();
  if (found.offer) {
    offer_->show_offer(*found.offer);
  } else {
    offer_->clear();
  }
  secret_->clear();
  secret_box_->setVisible(wants_secret());
  const bool usable = found.kind == Kind::kHost || found.kind == Kind::kTemplate || found.kind == Kind::kLink;
  name_box_->setVisible(usable);
  if (usable) {
    config::Profile like = found.offer ? found.offer->profile : config::Profile{};
    if (!found.offer) like.proxy = found.proxy.toStdString();
    name_->setPlaceholderText(title_of(like));
    name_->clear();
  }
  retranslate();
  emit changed();
}

bool StepGiven::wants_secret() const {
  const auto& offer = proxy_->understood().offer;
  if (!offer || !offer->secret.empty()) return false;
  const Scheme scheme = offer->profile.authentication.scheme;
  return scheme != Scheme::kNone && scheme != Scheme::kConcealed;
}

void StepGiven::ask_domain() { domains_->ask({}, proxy_->understood().proxy); }

// Of a domain one of its proxies has to be chosen first: that is what Next asks for then.
bool StepGiven::can_go_on() const {
  if (starting_) return false;
  if (built_in_.built_in) return true;
  switch (proxy_->understood().kind) {
    case Kind::kHost:
    case Kind::kTemplate:
      return config::is_name(name_->text().toStdString());
    case Kind::kLink:
      return offer_->ready();
    default:
      return false;
  }
}

NewProfile StepGiven::result() const {
  if (built_in_.built_in) return built_in_;
  NewProfile made;
  if (offer_->has_offer()) {
    const Taken taken = offer_->taken();
    made.profile = taken.profile;
    made.secret = secret_->text().isEmpty() ? offer_->secret() : secret_->text();
    made.keep_secret = !taken.secret.isEmpty() || !secret_->text().isEmpty();
  } else {
    made.profile.proxy = proxy_->understood().proxy.toStdString();
  }
  if (!name_->text().trimmed().isEmpty()) made.profile.name = name_->text().trimmed().toStdString();
  return made;
}

void StepGiven::try_built_in() {
  starting_ = true;
  built_in_button_->setEnabled(false);
  built_in_message_->tell(MessageBar::Tone::kNote, tr("The built-in proxy is being started …"));
  emit changed();
  context_.desktop.start_built_in_proxy(this, [this](const std::expected<BuiltInProxy, QString>& proxy) {
    starting_ = false;
    built_in_button_->setEnabled(true);
    built_in_message_->clear();
    if (!proxy) {
      built_in_message_->tell(MessageBar::Tone::kProblem, proxy.error());
      emit changed();
      return;
    }
    built_in_ = {};
    built_in_.built_in = true;
    built_in_.profile.name = tr("Built-in proxy").toStdString();
    built_in_.profile.proxy = proxy->uri_template.toStdString();
    built_in_.profile.ca_file = proxy->ca_file.toStdString();
    emit changed();
    emit go_on();
  });
}

QString StepGiven::title() const { return first_ ? tr("Welcome to Culvert") : tr("A new profile"); }

QString StepGiven::next_text() const { return tr("&Next"); }

void StepGiven::retranslate() {
  intro_->setText(
      first_ ? tr("Culvert carries the connections of your programs through a proxy. Paste what whoever runs the proxy "
                  "gave you.")
             : tr("Paste what whoever runs the proxy gave you."));
  proxy_box_->set_texts(tr("What you were &given"));
  proxy_->retranslate();
  domains_->retranslate();
  offer_->retranslate();
  const auto& offer = proxy_->understood().offer;
  const QString user = offer ? QString::fromStdString(offer->profile.authentication.credentials.user) : QString();
  const QString help =
      tr("It is kept in the keychain, and not shown again. Without it you are asked for it each time "
         "that Culvert is started.");
  secret_box_->set_texts(user.isEmpty() ? tr("T&oken") : tr("Passw&ord of %1").arg(user), help);
  name_box_->set_texts(tr("N&ame of the profile"));
  built_in_card_->set_title(tr("No proxy yet?"));
  built_in_text_->setText(
      tr("Culvert can start a proxy of its own on this computer, to see how all of it works. It hides nothing: "
         "connections leave from this computer as they do now."));
  built_in_button_->setText(tr("T&ry it with the built-in proxy"));
}

}  // namespace culvert::ui
