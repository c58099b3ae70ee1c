#include "profiles/share_panel.h"

#include <QCheckBox>
#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include "config/link.h"
#include "file_dialog.h"
#include "profiles/later.h"
#include "profiles/understood.h"
#include "secrets.h"
#include "sentences.h"
#include "widgets/message_bar.h"

namespace culvert::ui {

using Qt::StringLiterals::operator""_s;
using Scheme = config::Authentication::Scheme;

SharePanel::SharePanel(Secrets& secrets, QWidget* parent)
    : FieldCard(parent),
      secrets_(secrets),
      intro_(new HelpLabel(this)),
      secret_(new QCheckBox(this)),
      copy_(new QPushButton(this)),
      save_(new QPushButton(this)),
      close_(new QPushButton(this)),
      message_(new MessageBar(this)) {
  setObjectName(u"profiles.share"_s);
  secret_->setObjectName(u"profiles.share.secret"_s);
  copy_->setObjectName(u"profiles.share.copy"_s);
  save_->setObjectName(u"profiles.share.save"_s);
  close_->setObjectName(u"profiles.share.close"_s);
  message_->setObjectName(u"profiles.share.message"_s);
  content()->addWidget(intro_);
  content()->addWidget(secret_);
  auto* row = new QHBoxLayout;
  row->addWidget(copy_);
  row->addWidget(save_);
  row->addStretch();
  row->addWidget(close_);
  content()->addLayout(row);
  content()->addWidget(message_);
  connect(copy_, &QPushButton::clicked, this,
          [this] { with_secret([this](const config::Profile& p) { copy_link(p); }); });
  connect(save_, &QPushButton::clicked, this,
          [this] { with_secret([this](const config::Profile& p) { save_file(p); }); });
  connect(close_, &QPushButton::clicked, this, [this] {
    hide();
    emit over();
  });
  hide();
  retranslate();
}

void SharePanel::share(const config::Profile& profile) {
  profile_ = profile;
  secret_->setChecked(false);
  message_->clear();
  retranslate();
  show();
  copy_->setFocus(Qt::OtherFocusReason);
}

void SharePanel::with_secret(std::function<void(config::Profile)> then) {
  message_->clear();
  if (!secret_->isVisible() || !secret_->isChecked()) return then(profile_);
  secrets_.resolve(profile_, this,
                   [this, then = std::move(then)](config::Profile profile, const QList<Secrets::Missing>& missing) {
                     if (missing.isEmpty()) return then(std::move(profile));
                     message_->tell(MessageBar::Tone::kProblem, missing.front().sentence, {}, missing.front().details);
                   });
}

void SharePanel::copy_link(const config::Profile& profile) {
  const auto link =
      config::write_link(profile, secret_->isChecked() ? config::WithSecret::kYes : config::WithSecret::kNo);
  if (!link) return message_->tell(MessageBar::Tone::kProblem, problem_text({"link", link.error().detail}));
  QGuiApplication::clipboard()->setText(QString::fromStdString(*link));
  message_->tell(MessageBar::Tone::kNote, tr("The link is in the clipboard."));
}

void SharePanel::save_file(const config::Profile& profile) {
  const auto text =
      config::write_profiles({profile}, secret_->isChecked() ? config::WithSecret::kYes : config::WithSecret::kNo);
  if (!text) return message_->tell(MessageBar::Tone::kProblem, problem_text({"link", text.error().detail}));
  auto* dialog = new QFileDialog(window(), tr("Save the profile"), {}, tr("Profiles of Culvert (*.json)"));
  dialog->setObjectName(u"profiles.share.dialog"_s);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(u"json"_s);
  dialog->selectFile(QString::fromStdString(profile.id) + u".json"_s);
  connect(dialog, &QFileDialog::fileSelected, this,
          [this, bytes = QByteArray::fromStdString(*text)](const QString& path) { write(path, bytes); });
  open_file_dialog(*dialog);
}

void SharePanel::write(const QString& path, const QByteArray& bytes) {
  write_later(path, bytes, this, [this, path](const std::expected<void, QString>& written) {
    if (written) return message_->tell(MessageBar::Tone::kNote, tr("The profile is in the file %1.").arg(path));
    message_->tell(MessageBar::Tone::kProblem, written.error());
  });
}

void SharePanel::retranslate() {
  set_title(tr("Give “%1” to somebody else").arg(title_of(profile_)));
  intro_->setText(tr("A link or a file has the proxy and how to sign in, but no file of this computer."));
  const config::Authentication& a = profile_.authentication;
  const bool token = a.scheme == Scheme::kBearer;
  const bool has =
      a.scheme != Scheme::kNone && a.scheme != Scheme::kConcealed && a.secret.kind != config::SecretSource::Kind::kNone;
  secret_->setText(token ? tr("With the &token: whoever has the link can use it")
                         : tr("With the pass&word: whoever has the link can use it"));
  secret_->setVisible(has);
  copy_->setText(tr("Copy &link"));
  save_->setText(tr("Save as &file…"));
  close_->setText(tr("Close"));
}

}  // namespace culvert::ui
