#include "profiles/sign_in_fields.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "config/entry.h"
#include "profiles/fields.h"
#include "secrets.h"
#include "setup_document.h"
#include "widgets/message_bar.h"

namespace culvert::ui {

namespace {

using Qt::StringLiterals::operator""_s;
using Scheme = config::Authentication::Scheme;
using config::SecretSource;

enum class Proof : std::uint8_t { kNone, kPassword, kToken, kKey };

Proof proof_of(Scheme scheme) {
  switch (scheme) {
    case Scheme::kNone:
      return Proof::kNone;
    case Scheme::kPassword:
    case Scheme::kBasic:
    case Scheme::kDigest:
      return Proof::kPassword;
    case Scheme::kBearer:
      return Proof::kToken;
    case Scheme::kConcealed:
      break;
  }
  return Proof::kKey;
}

bool has_secret(Scheme scheme) { return proof_of(scheme) == Proof::kPassword || proof_of(scheme) == Proof::kToken; }

}  // namespace

QString scheme_name(Scheme scheme) {
  switch (scheme) {
    case Scheme::kNone:
      return SignInFields::tr("No sign-in");
    case Scheme::kPassword:
      return SignInFields::tr("User name and password");
    case Scheme::kBasic:
      return SignInFields::tr("User name and password, sent at once");
    case Scheme::kDigest:
      return SignInFields::tr("User name and password, only as a digest");
    case Scheme::kBearer:
      return SignInFields::tr("Token");
    case Scheme::kConcealed:
      return SignInFields::tr("Private key, concealed");
  }
  return {};
}

struct SignInFields::Private {
  SetupDocument& setup;
  Secrets& secrets;
  FieldBox* scheme_box = nullptr;
  QComboBox* scheme = nullptr;
  LineField* user = nullptr;
  LineField* key_id = nullptr;
  FileField* key_file = nullptr;
  FieldBox* secret_box = nullptr;
  QWidget* kept = nullptr;  // there is one, somewhere
  QLabel* kept_text = nullptr;
  QPushButton* change = nullptr;
  QPushButton* remove = nullptr;
  QWidget* typing = nullptr;  // there is none yet, or it is changed
  QLineEdit* secret = nullptr;
  QPushButton* keep = nullptr;
  QPushButton* cancel = nullptr;
  MessageBar* message = nullptr;

  SecretSource source{};   // as it will be saved
  bool in_memory = false;  // there was no keychain: it lasts until the program ends
  bool keeping = false;
  Scheme loaded = Scheme::kNone;

  [[nodiscard]] Scheme chosen() const { return Scheme(scheme->currentData().toInt()); }
};

SignInFields::SignInFields(ProfileDraft& draft, SetupDocument& setup, Secrets& secrets, QWidget* parent)
    : ProfilePart(draft, parent),
      d_(new Private{.setup = setup,
                     .secrets = secrets,
                     .scheme_box = new FieldBox,
                     .scheme = new QComboBox,
                     .secret_box = new FieldBox,
                     .kept = new QWidget,
                     .kept_text = new QLabel,
                     .change = new QPushButton,
                     .remove = new QPushButton,
                     .typing = new QWidget,
                     .secret = new QLineEdit,
                     .keep = new QPushButton,
                     .cancel = new QPushButton,
                     .message = new MessageBar}) {
  Private& d = *d_;
  d.scheme->setObjectName(u"profiles.scheme"_s);
  for (const Scheme scheme :
       {Scheme::kNone, Scheme::kPassword, Scheme::kBearer, Scheme::kConcealed, Scheme::kBasic, Scheme::kDigest}) {
    d.scheme->addItem({}, int(scheme));
  }
  keep_from_wheel(d.scheme);
  d.scheme_box->set_control(d.scheme);
  const auto saves = [this](const QString&) { return save(); };
  d.user = new LineField(u"profiles.user"_s, saves);
  d.key_id = new LineField(u"profiles.key_id"_s, saves);
  d.key_file = new FileField(u"profiles.key_file"_s, FileUse::kRead, saves);
  d.secret->setObjectName(u"profiles.secret"_s);
  d.secret->setEchoMode(QLineEdit::Password);
  d.keep->setObjectName(u"profiles.secret.keep"_s);
  d.cancel->setObjectName(u"profiles.secret.cancel"_s);
  d.change->setObjectName(u"profiles.secret.change"_s);
  d.remove->setObjectName(u"profiles.secret.remove"_s);
  d.kept_text->setObjectName(u"profiles.secret.kept"_s);
  d.message->setObjectName(u"profiles.secret.message"_s);
  d.kept_text->setTextFormat(Qt::PlainText);
  d.kept_text->setWordWrap(true);

  const auto row = [](QWidget* in, std::initializer_list<QWidget*> parts) {
    auto* layout = new QHBoxLayout(in);
    layout->setContentsMargins(0, 0, 0, 0);
    for (QWidget* part : parts) layout->addWidget(part, part == *parts.begin() ? 1 : 0);
  };
  row(d.kept, {d.kept_text, d.change, d.remove});
  row(d.typing, {d.secret, d.keep, d.cancel});
  auto* both = new QWidget;
  auto* stack = new QVBoxLayout(both);
  stack->setContentsMargins(0, 0, 0, 0);
  stack->addWidget(d.kept);
  stack->addWidget(d.typing);
  d.secret_box->set_control(both, d.secret);

  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(form_space(*this) * 3 / 2);
  for (QWidget* part :
       std::initializer_list<QWidget*>{d.scheme_box, d.user, d.key_id, d.key_file, d.secret_box, d.message}) {
    column->addWidget(part);
  }
  connect(d.scheme, &QComboBox::activated, this, &SignInFields::scheme_chosen);
  connect(d.change, &QPushButton::clicked, this, &SignInFields::type_secret);
  connect(d.remove, &QPushButton::clicked, this, &SignInFields::remove_secret);
  connect(d.keep, &QPushButton::clicked, this, [this] { keep_typed({}); });
  connect(d.secret, &QLineEdit::returnPressed, this, [this] { keep_typed({}); });
  connect(d.secret, &QLineEdit::textChanged, this, [this](const QString& t) { d_->keep->setEnabled(!t.isEmpty()); });
  connect(d.cancel, &QPushButton::clicked, this, [this] {
    d_->secret->clear();
    show_secret();
    d_->change->setFocus();
  });
  d.keep->setEnabled(false);
  retranslate();
}

SignInFields::~SignInFields() = default;

void SignInFields::load(bool anew) {
  Private& d = *d_;
  const config::Authentication& a = draft_.profile().authentication;
  if (anew) {
    d.secret->clear();
    d.message->clear();
    d.in_memory = false;
  }
  if (anew || a.scheme != d.loaded) d.scheme->setCurrentIndex(d.scheme->findData(int(a.scheme)));
  d.loaded = a.scheme;
  d.source = a.secret;
  d.user->load(QString::fromStdString(a.credentials.user), anew);
  d.key_id->load(QString::fromStdString(a.key_id), anew);
  d.key_file->load(QString::fromStdString(a.key_file), anew);
  d.scheme_box->set_problem({});
  setEnabled(!draft_.is_new());
  show_scheme();
}

void SignInFields::flush() {
  d_->user->flush();
  d_->key_id->flush();
  d_->key_file->flush();
  keep_typed({});
}

bool SignInFields::focus_field(const QString& field) {
  if (!field.startsWith(u"authentication")) return false;
  Private& d = *d_;
  if (field == u"authentication.secret" && has_secret(d.chosen())) {
    type_secret();
  } else if (field == u"authentication.key_file") {
    d.key_file->edit()->setFocus(Qt::OtherFocusReason);
  } else if (proof_of(d.chosen()) == Proof::kPassword) {
    d.user->edit()->setFocus(Qt::OtherFocusReason);
  } else {
    d.scheme->setFocus(Qt::OtherFocusReason);
  }
  return true;
}

void SignInFields::show_scheme() {
  Private& d = *d_;
  const Proof proof = proof_of(d.chosen());
  d.user->setVisible(proof == Proof::kPassword);
  d.key_id->setVisible(proof == Proof::kKey);
  d.key_file->setVisible(proof == Proof::kKey);
  d.secret_box->setVisible(has_secret(d.chosen()));
  retranslate();
  show_secret();
}

void SignInFields::show_secret() {
  Private& d = *d_;
  const bool token = proof_of(d.chosen()) == Proof::kToken;
  QString text;
  if (d.source.kind == SecretSource::Kind::kKeychain) {
    text = token ? tr("A token is kept in the keychain.") : tr("A password is kept in the keychain.");
  } else if (d.source.kind == SecretSource::Kind::kFile) {
    text = tr("It is read from the file %1.").arg(QString::fromStdString(d.source.where));
  } else if (d.in_memory) {
    text = tr("It is known until Culvert ends, and asked for after that.");
  }
  const bool kept = !text.isEmpty();
  d.kept_text->setText(text);
  d.kept->setVisible(kept);
  d.typing->setVisible(!kept);
  d.cancel->setVisible(kept);
  d.secret_box->set_texts(token ? tr("To&ken") : tr("&Password"),
                          kept ? QString()
                               : tr("It is kept in the keychain, and not shown again. Without it you are asked for it "
                                    "each time that Culvert is started."));
}

void SignInFields::type_secret() {
  Private& d = *d_;
  d.kept->hide();
  d.typing->show();
  d.secret->setFocus(Qt::OtherFocusReason);
}

void SignInFields::scheme_chosen() {
  Private& d = *d_;
  const Proof before = proof_of(d.loaded);
  const Proof now = proof_of(d.chosen());
  d.loaded = d.chosen();
  if (has_secret(d.chosen()) && before != now && d.source.kind != SecretSource::Kind::kAsk) {
    // A password is no token.
    if (before != Proof::kNone || d.source.kind == SecretSource::Kind::kNone) {
      d.source = {SecretSource::Kind::kAsk, {}};
    }
    d.in_memory = false;
  }
  show_scheme();
  const QString wrong = save();
  if (wrong.isEmpty()) return;
  // Nobody has had the time to fill it in.
  if (now == Proof::kPassword) d.user->edit()->setFocus(Qt::OtherFocusReason);
  if (now == Proof::kKey) {
    d.key_id->edit()->setFocus(Qt::OtherFocusReason);
    if (draft_.profile().classic_connect) d.scheme_box->set_problem(wrong);
  }
}

QString SignInFields::save() {
  Private& d = *d_;
  d.scheme_box->set_problem({});
  const auto text = [](const LineField* field) { return field->edit()->text().trimmed().toStdString(); };
  if (proof_of(d.chosen()) == Proof::kKey && !text(d.key_file).empty() && !config::is_absolute_path(text(d.key_file))) {
    return tr("A file is named by its whole path, from the top folder on.");
  }
  return first_sentence(draft_.change({"authentication"}, [&](config::Profile& p) {
    config::Authentication& a = p.authentication;
    a.scheme = d.chosen();
    a.credentials.user = text(d.user);
    a.key_id = text(d.key_id);
    a.key_file = text(d.key_file);
    a.secret = d.source;
  }));
}

void SignInFields::save_aloud() {
  const QString wrong = save();
  if (!wrong.isEmpty()) d_->user->set_problem(wrong);
}

// ---- The secret
// -------------------------------------------------------------------------------------------------------

void SignInFields::keep_typed(const std::function<void()>& then) {
  Private& d = *d_;
  const QString secret = d.secret->text();
  if (secret.isEmpty() || !has_secret(d.chosen()) || draft_.is_new()) {
    if (then) then();
    return;
  }
  d.secret->clear();
  d.typing->setEnabled(false);
  const std::string id = draft_.id();
  d.secrets.keep(QString::fromStdString(id), secret, this,
                 [this, id, then](SecretSource source, const QString& sentence) {
                   d_->typing->setEnabled(true);
                   const bool same = id == draft_.id();
                   if (same) d_->in_memory = source.kind == SecretSource::Kind::kAsk;
                   take_source(id, std::move(source));
                   if (same) {
                     d_->message->tell(MessageBar::Tone::kNote, sentence);
                     show_secret();
                     if (d_->kept->isVisible()) d_->change->setFocus(Qt::OtherFocusReason);
                   }
                   if (then) then();
                 });
}

void SignInFields::take_source(const std::string& id, SecretSource source) {
  Private& d = *d_;
  if (id == draft_.id()) {
    d.source = std::move(source);
    return save_aloud();
  }
  d.setup.edit([&](config::Setup& setup) {
    const auto found = std::ranges::find(setup.profiles, id, &config::Profile::id);
    if (found != setup.profiles.end()) found->authentication.secret = std::move(source);
  });
}

void SignInFields::remove_secret() {
  Private& d = *d_;
  d.source = {SecretSource::Kind::kAsk, {}};
  d.in_memory = false;
  save_aloud();
  d.secrets.refused(QString::fromStdString(draft_.id()));
  show_secret();
  d.secret->setFocus(Qt::OtherFocusReason);
}

void SignInFields::retranslate() {
  Private& d = *d_;
  for (int i = 0; i < d.scheme->count(); ++i)
    d.scheme->setItemText(i, scheme_name(Scheme(d.scheme->itemData(i).toInt())));
  QString help;
  switch (d.chosen()) {
    case Scheme::kNone:
      help = tr("The proxy lets everybody in, or knows you by a client certificate.");
      break;
    case Scheme::kPassword:
      help = tr("They are sent when the proxy asks for them: it costs a round trip, once.");
      break;
    case Scheme::kBasic:
      help = tr("Saves the round trip of being asked. Only for a proxy that you trust with the password.");
      break;
    case Scheme::kDigest:
      help = tr("The proxy never sees the password itself. Few proxies can do that.");
      break;
    case Scheme::kBearer:
      help = tr("A long text from your provider, sent at once.");
      break;
    case Scheme::kConcealed:
      help = tr("Nobody can see that the proxy is one without the key (RFC 9729).");
      break;
  }
  d.scheme_box->set_texts(tr("How the pro&xy knows you"), help);
  d.user->set_texts(tr("User na&me"));
  d.key_id->set_texts(tr("Na&me of the key"), tr("As your provider has noted it."));
  d.key_file->set_texts(tr("Pri&vate key"), tr("A PEM file with an Ed25519 or P-256 key, which stays where it is."));
  d.key_file->set_picker(tr("Choose…"), tr("Choose the private key"), tr("Keys (*.pem *.key);;All files (*)"));
  d.keep->setText(tr("&Keep"));
  d.cancel->setText(tr("Cancel"));
  d.change->setText(tr("Chan&ge"));
  d.remove->setText(tr("Remo&ve"));
  d.secret->setPlaceholderText(tr("Not kept"));
}

}  // namespace culvert::ui
