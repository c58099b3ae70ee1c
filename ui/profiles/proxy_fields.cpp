#include "profiles/proxy_fields.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "core_bridge.h"
#include "icons.h"
#include "profiles/domain_panel.h"
#include "profiles/fields.h"
#include "profiles/proxy_field.h"
#include "sentences.h"

namespace culvert::ui {

using Qt::StringLiterals::operator""_s;
using config::Profile;

namespace {

constexpr std::chrono::milliseconds kPause{800};  // from the last key to the setup: half a host is one, too

}  // namespace

ProxyFields::ProxyFields(ProfileDraft& draft, CoreBridge& core, QWidget* parent)
    : ProfilePart(draft, parent),
      box_(new FieldBox),
      proxy_(new ProxyField(u"profiles.proxy"_s)),
      domain_(new QPushButton),
      domains_(new DomainPanel(core, u"profiles.domain"_s, nullptr)),
      name_(new LineField(u"profiles.name"_s, [this](const QString& text) {
        return first_sentence(draft_.change({"name"}, [&](Profile& p) { p.name = text.trimmed().toStdString(); }));
      })) {
  box_->set_control(proxy_, proxy_->edit());
  domain_->setObjectName(u"profiles.domain.ask"_s);
  domain_->setIcon(symbol(u"globe"_s));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(form_space(*this) + form_space(*this) / 2);
  column->addWidget(box_);
  auto* row = new QHBoxLayout;
  row->addWidget(domain_);
  row->addStretch();
  column->addLayout(row);
  column->addWidget(domains_);
  column->addWidget(name_);
  pause_.setSingleShot(true);
  pause_.setInterval(kPause);

  connect(&pause_, &QTimer::timeout, this, [this] { commit(false); });
  connect(proxy_, &ProxyField::changed, this, [this] {
    if (loading_) return;
    box_->set_problem({});
    pause_.start();
    show_domain_button();
    if (proxy_->understood().kind == Understood::Kind::kLink) commit(true);
  });
  connect(proxy_, &ProxyField::left, this, [this] { commit(true); });
  connect(proxy_, &ProxyField::accepted, this, [this] {
    commit(true);
    if (proxy_->understood().kind == Understood::Kind::kDomain) ask_domain();
  });
  connect(domain_, &QPushButton::clicked, this, &ProxyFields::ask_domain);
  connect(domains_, &DomainPanel::chosen, this, [this](const QString& text) {
    domains_->put_away();
    proxy_->set_text(text);
    commit(true);
    focus_field({});
  });
}

void ProxyFields::load(bool anew) {
  const Profile& p = draft_.profile();
  if (anew) {
    pause_.stop();
    domains_->put_away();
  }
  name_->load(QString::fromStdString(p.name), anew);
  proxy_->set_classic(p.classic_connect);
  if (anew || !proxy_->edit()->hasFocus()) put(QString::fromStdString(p.proxy));
  box_->set_problem({});
  show_domain_button();
}

void ProxyFields::flush() {
  if (pause_.isActive() || draft_.is_new()) commit(true);
  name_->flush();
}

bool ProxyFields::focus_field(const QString& field) {
  if (field == u"name") {
    name_->edit()->setFocus(Qt::OtherFocusReason);
  } else if (field.isEmpty() || field == u"proxy") {
    proxy_->edit()->setFocus(Qt::OtherFocusReason);
  } else {
    return false;
  }
  return true;
}

void ProxyFields::begin_with(const QString& text) {
  proxy_->set_text(text);
  focus_field({});
}

void ProxyFields::set_classic(bool classic) { proxy_->set_classic(classic); }

// Nobody has typed it.
void ProxyFields::put(const QString& text) {
  loading_ = true;
  proxy_->set_text(text);
  loading_ = false;
}

// `finished`: somebody has gone on to something else, and will not type the rest of it.
void ProxyFields::commit(bool finished) {
  pause_.stop();
  if (loading_) return;
  const Understood found = proxy_->understood();
  switch (found.kind) {
    case Understood::Kind::kNothing:
      if (!draft_.is_new()) box_->set_problem(tr("A proxy is missing here. The last one is kept."));
      return;
    case Understood::Kind::kWrong:
    case Understood::Kind::kDomain:
      return;
    case Understood::Kind::kLink:
      put(QString::fromStdString(draft_.profile().proxy));
      emit offered(*found.offer);
      return;
    case Understood::Kind::kHost:
    case Understood::Kind::kTemplate:
      break;
  }
  if (draft_.is_new() && !finished) return;
  const std::string proxy = found.proxy.toStdString();
  box_->set_problem(first_sentence(draft_.change({"proxy"}, [&](Profile& p) { p.proxy = proxy; })));
  if (finished && box_->problem().isEmpty()) put(found.proxy);
}

void ProxyFields::show_domain_button() {
  const Understood& found = proxy_->understood();
  const bool known = found.kind == Understood::Kind::kDomain || found.kind == Understood::Kind::kHost ||
                     found.kind == Understood::Kind::kTemplate;
  domain_->setVisible(known && !draft_.profile().classic_connect);
  if (known) domain_->setText(tr("&See what %1 offers").arg(shown(found.origin.host).replace(u"&"_s, u"&&"_s)));
}

void ProxyFields::ask_domain() {
  const Understood& found = proxy_->understood();
  domains_->ask(draft_.profile(), found.kind == Understood::Kind::kDomain ? found.proxy : domain_uri(found.origin));
}

void ProxyFields::retranslate() {
  box_->set_texts(tr("P&roxy"));
  proxy_->retranslate();
  name_->set_texts(tr("&Name"), tr("What you call it. Empty: the host of the proxy."));
  domains_->retranslate();
  show_domain_button();
}

}  // namespace culvert::ui
