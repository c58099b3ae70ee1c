#include "settings/listener_editor.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <format>

#include "icons.h"
#include "secrets.h"
#include "sentences.h"
#include "setup_document.h"
#include "widgets/message_bar.h"

namespace culvert::ui {

namespace {
constexpr int kMostBytes = 255;  // of a user name, and of a password, in SOCKS (RFC 1929)
}

ListenerEditor::ListenerEditor(const Context& context, int index, QWidget* parent)
    : QWidget(parent),
      context_(context),
      index_(index),
      address_label_(new QLabel(this)),
      address_(new QLineEdit(this)),
      protect_(new QCheckBox(this)),
      credentials_(new QWidget(this)),
      message_(new MessageBar(this)) {
  user_label_ = new QLabel(credentials_);
  user_ = new QLineEdit(credentials_);
  password_label_ = new QLabel(credentials_);
  password_ = new QLineEdit(credentials_);
  remove_ = new QToolButton(this);
  address_->setObjectName(QStringLiteral("settings.listener.address"));
  protect_->setObjectName(QStringLiteral("settings.listener.protect"));
  user_->setObjectName(QStringLiteral("settings.listener.user"));
  password_->setObjectName(QStringLiteral("settings.listener.password"));
  remove_->setObjectName(QStringLiteral("settings.listener.remove"));
  message_->setObjectName(QStringLiteral("settings.listener.message"));
  address_label_->setBuddy(address_);
  user_label_->setBuddy(user_);
  password_label_->setBuddy(password_);
  password_->setEchoMode(QLineEdit::Password);
  for (QLineEdit* field : {user_, password_}) field->setMaxLength(kMostBytes);
  remove_->setAutoRaise(true);
  remove_->setFocusPolicy(Qt::StrongFocus);
  remove_->setIcon(symbol(QStringLiteral("delete")));

  auto* first = new QHBoxLayout;
  first->addWidget(address_label_);
  first->addWidget(address_, 1);
  first->addWidget(protect_);
  first->addWidget(remove_);
  auto* second = new QHBoxLayout(credentials_);
  second->setContentsMargins(0, 0, 0, 0);
  second->addWidget(user_label_);
  second->addWidget(user_, 1);
  second->addWidget(password_label_);
  second->addWidget(password_, 1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  column->addLayout(first);
  column->addWidget(credentials_);
  column->addWidget(message_);

  connect(address_, &QLineEdit::textEdited, this, &ListenerEditor::check);
  connect(user_, &QLineEdit::textEdited, this, &ListenerEditor::check);
  connect(password_, &QLineEdit::textEdited, this, &ListenerEditor::check);
  connect(address_, &QLineEdit::editingFinished, this, &ListenerEditor::take);
  connect(user_, &QLineEdit::editingFinished, this, &ListenerEditor::take);
  connect(password_, &QLineEdit::editingFinished, this, &ListenerEditor::take_password);
  connect(protect_, &QCheckBox::clicked, this, [this](bool on) {
    credentials_->setVisible(on);
    if (on) user_->setFocus();
    take();
  });
  connect(remove_, &QToolButton::clicked, this, &ListenerEditor::remove);
  retranslate();
  show_listener();
}

void ListenerEditor::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    check();
  }
}

void ListenerEditor::retranslate() {
  address_label_->setText(tr("A&ddress"));
  address_->setPlaceholderText(tr("localhost:1080"));
  protect_->setText(tr("&Ask for a password"));
  protect_->setToolTip(tr("Applications have to give a user name and a password"));
  user_label_->setText(tr("Us&er name"));
  password_label_->setText(tr("Pass&word"));
  remove_->setAccessibleName(tr("Remove the address %1").arg(address()));
  remove_->setToolTip(tr("Remove this address"));
}

const config::MixedListener* ListenerEditor::saved() const {
  const auto& all = context_.setup.setup().listeners;
  const auto i = static_cast<std::size_t>(index_);
  return i < all.size() ? &all[i] : nullptr;
}

QString ListenerEditor::address() const {
  const config::MixedListener* listener = saved();
  return listener == nullptr ? QString() : QString::fromStdString(listener->listen.to_string());
}

std::vector<QWidget*> ListenerEditor::fields() const { return {address_, protect_, remove_, user_, password_}; }

void ListenerEditor::focus_address() {
  address_->setFocus();
  address_->selectAll();
}

void ListenerEditor::show_listener() {
  const config::MixedListener* listener = saved();
  if (listener == nullptr) return;
  shown_ = *listener;
  // What somebody is typing stays.
  if (!address_->hasFocus() || !address_->isModified()) address_->setText(address());
  if (!user_->hasFocus() || !user_->isModified()) {
    user_->setText(listener->credentials ? QString::fromStdString(listener->credentials->user) : QString());
  }
  protect_->setChecked(listener->credentials.has_value());
  credentials_->setVisible(protect_->isChecked());
  const bool has = listener->secret.kind != config::SecretSource::Kind::kNone;
  password_->setPlaceholderText(has ? tr("unchanged") : QString());
  remove_->setAccessibleName(tr("Remove the address %1").arg(address()));
  check();
}

config::Setup ListenerEditor::with(const config::MixedListener& listener) const {
  config::Setup setup = context_.setup.setup();
  const auto i = static_cast<std::size_t>(index_);
  if (i < setup.listeners.size()) setup.listeners[i] = listener;
  return setup;
}

config::MixedListener ListenerEditor::typed(QString& why) const {
  config::MixedListener listener = shown_;
  listener.kept.problem.clear();
  auto listen = config::ListenAddress::parse(address_->text().trimmed().toStdString());
  if (!listen) {
    why =
        tr("This is no address to listen at. Type a port (1080), localhost:1080, an address of this computer with a "
           "port, or unix: and a path.");
    return listener;
  }
  listener.listen = std::move(*listen);
  if (protect_->isChecked()) {
    listener.credentials = config::Credentials{.user = user_->text().toStdString(), .password = {}};
    if (new_secret_.kind != config::SecretSource::Kind::kNone) listener.secret = new_secret_;
    if (user_->text().isEmpty() || (listener.secret.kind == config::SecretSource::Kind::kNone && !keeping_)) {
      why = tr("Type a user name and a password. Until then nothing is changed.");
      return listener;
    }
  } else {
    listener.credentials.reset();
    listener.secret = {};
  }
  if (!listener.listen.is_local() && !listener.credentials) {
    why =
        tr("Other computers can reach this address. It needs a user name and a password, or anybody in the network "
           "could go through your proxy.");
    return listener;
  }
  const std::string field = std::format("listeners[{}].", index_);
  for (const config::Problem& problem : config::validate(with(listener), config::Secrets::kToCome)) {
    if (problem.field.starts_with(field)) {
      why = problem_text(problem);
      break;
    }
  }
  return listener;
}

void ListenerEditor::check() {
  QString why;
  const config::MixedListener listener = typed(why);
  const bool alone = !shown_.kept.problem.empty() && why.isEmpty();
  static_cast<void>(listener);
  if (!why.isEmpty()) {
    message_->tell(MessageBar::Tone::kProblem, why);
  } else if (alone) {
    message_->tell(MessageBar::Tone::kNote, shown(shown_.kept.problem));
  } else {
    message_->clear();
  }
}

void ListenerEditor::take() {
  QString why;
  const config::MixedListener listener = typed(why);
  check();
  if (!why.isEmpty() || keeping_) return;
  for (QLineEdit* field : {address_, user_}) field->setModified(false);
  new_secret_ = {};
  context_.secrets.listener_moved(address(), QString::fromStdString(listener.listen.to_string()));
  context_.setup.edit([&](config::Setup& s) { s = with(listener); });
}

void ListenerEditor::take_password() {
  const QString password = password_->text();
  if (password.isEmpty() || keeping_) return take();
  keeping_ = true;
  password_->clear();
  // Under the address that the setup has now; take() says if it is another one.
  context_.secrets.keep_of_listener(address(), password, this,
                                    [this](const config::SecretSource& source, const QString& sentence) {
                                      keeping_ = false;
                                      new_secret_ = source;
                                      password_->setPlaceholderText(tr("unchanged"));
                                      take();
                                      if (!sentence.isEmpty()) message_->tell(MessageBar::Tone::kNote, sentence);
                                    });
}

void ListenerEditor::remove() {
  const QString what = tr("The address %1 was removed.").arg(address());
  const auto i = static_cast<std::ptrdiff_t>(index_);
  context_.setup.edit_undoable(what, [&](config::Setup& s) { s.listeners.erase(s.listeners.begin() + i); });
}

}  // namespace culvert::ui
