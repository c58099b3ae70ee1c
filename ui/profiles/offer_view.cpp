#include "profiles/offer_view.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QGridLayout>
#include <QHash>
#include <QLineEdit>
#include <QVBoxLayout>

#include "config/entry.h"
#include "profiles/fields.h"
#include "profiles/sign_in_fields.h"
#include "sentences.h"

namespace culvert::ui {

using Qt::StringLiterals::operator""_s;
using Scheme = config::Authentication::Scheme;

namespace {

constexpr qsizetype kLongest = 2048;  // of a value: nothing of a link is hidden

QString value_text(const config::Offer& offer, const std::string& field, const std::string& value) {
  if (field == "authentication.scheme") return scheme_name(offer.profile.authentication.scheme);
  if (field == "authentication.secret") return OfferView::tr("comes along, and is not shown");
  if (value == "true") return OfferView::tr("Yes");
  if (value == "false") return OfferView::tr("No");
  return shown(value, kLongest);
}

QLabel* cell(const QString& text, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

}  // namespace

QString field_name(const QString& field) {
  const QHash<QString, QString> names{{u"name"_s, OfferView::tr("Name")},
                                      {u"proxy"_s, OfferView::tr("Proxy")},
                                      {u"fallbacks"_s, OfferView::tr("More proxies")},
                                      {u"classic_connect"_s, OfferView::tr("Classic CONNECT")},
                                      {u"wire"_s, OfferView::tr("Draft of connect-tcp")},
                                      {u"http"_s, OfferView::tr("HTTP versions")},
                                      {u"pins"_s, OfferView::tr("Pinned keys")},
                                      {u"congestion"_s, OfferView::tr("Congestion control")},
                                      {u"expect_continue"_s, OfferView::tr("Requests are confirmed")},
                                      {u"answer_early"_s, OfferView::tr("Applications are answered at once")},
                                      {u"early_data"_s, OfferView::tr("Requests are sent early")},
                                      {u"authentication.scheme"_s, OfferView::tr("Sign-in")},
                                      {u"authentication.user"_s, OfferView::tr("User name")},
                                      {u"authentication.key_id"_s, OfferView::tr("Name of the key")},
                                      {u"authentication.secret"_s, OfferView::tr("Password or token")}};
  const auto found = names.find(field);
  return found != names.end() ? *found : shown(field.toStdString());
}

OfferView::OfferView(const QString& name, QWidget* parent)
    : FieldCard(parent),
      left_out_(new HelpLabel(this)),
      keep_(new QCheckBox(this)),
      key_(new FileField(name + u".key_file"_s, FileUse::kRead, [this](const QString& path) -> QString {
        emit changed();
        const bool good = path.isEmpty() || config::is_absolute_path(path.toStdString());
        return good ? QString() : tr("A file is named by its whole path, from the top folder on.");
      })) {
  setObjectName(name);
  keep_->setObjectName(name + u".keep_secret"_s);
  left_out_->setObjectName(name + u".left_out"_s);
  content()->addWidget(left_out_);
  content()->addWidget(keep_);
  content()->addWidget(key_);
  hide();
}

void OfferView::show_offer(const config::Offer& offer) {
  offer_ = offer;
  keep_->setChecked(false);
  key_->load({}, true);
  fill();
  show();
  emit changed();
}

void OfferView::clear() {
  offer_.reset();
  hide();
}

void OfferView::fill() {
  set_title(tr("This would be set:"));
  delete table_;
  table_ = new QWidget(this);
  table_->setObjectName(objectName() + u".says"_s);
  auto* grid = new QGridLayout(table_);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(form_space(*this) * 2);
  grid->setVerticalSpacing(form_space(*this) / 2);
  grid->setColumnStretch(1, 1);
  QStringList told;
  for (const auto& [field, value] : offer_->says) {
    auto* name = new HelpLabel(table_);
    name->setText(field_name(QString::fromStdString(field)));
    name->setWordWrap(false);
    const int row = grid->rowCount();
    QLabel* text = cell(value_text(*offer_, field, value), table_);
    grid->addWidget(name, row, 0, Qt::AlignTop);
    grid->addWidget(text, row, 1);
    told += tr("%1: %2", "a field and what it is set to").arg(name->text(), text->text());
  }
  table_->setAccessibleName(tr("What would be set"));
  table_->setAccessibleDescription(told.join(u"; "_s));
  content()->insertWidget(0, table_);
  table_->show();

  QStringList left_out;
  for (const config::Problem& problem : offer_->left_out) {
    left_out += tr("%1 is left out: %2.")
                    .arg(field_name(QString::fromStdString(problem.field)), problem_text({"link", problem.message}));
  }
  left_out_->setText(left_out.join(u'\n'));
  left_out_->setVisible(!left_out.isEmpty());
  const bool token = offer_->profile.authentication.scheme == Scheme::kBearer;
  keep_->setText(token ? tr("&Put the token that comes along into my keychain")
                       : tr("&Put the password that comes along into my keychain"));
  keep_->setVisible(!offer_->secret.empty());
  key_->set_texts(tr("Pri&vate key for it"), tr("A PEM file with an Ed25519 or P-256 key, which stays where it is."));
  key_->set_picker(tr("Choose…"), tr("Choose the private key"), tr("Keys (*.pem *.key);;All files (*)"));
  key_->setVisible(offer_->profile.authentication.scheme == Scheme::kConcealed);
}

bool OfferView::ready() const {
  if (!offer_) return false;
  if (offer_->profile.authentication.scheme != Scheme::kConcealed) return true;
  return config::is_absolute_path(key_->edit()->text().toStdString());
}

Taken OfferView::taken() const {
  Taken taken{offer_->profile, keep_->isChecked() ? secret() : QString()};
  if (offer_->profile.authentication.scheme == Scheme::kConcealed) {
    taken.profile.authentication.key_file = key_->edit()->text().toStdString();
  }
  return taken;
}

QString OfferView::secret() const { return offer_ ? QString::fromStdString(offer_->secret) : QString(); }

void OfferView::retranslate() {
  if (offer_) fill();
}

}  // namespace culvert::ui
