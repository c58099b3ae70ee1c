#include "profiles/profile_editor.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "conductor.h"
#include "icons.h"
#include "profiles/advanced_fields.h"
#include "profiles/deletion_question.h"
#include "profiles/profile_changes.h"
#include "profiles/proxy_fields.h"
#include "profiles/share_panel.h"
#include "profiles/sign_in_fields.h"
#include "profiles/test_panel.h"
#include "profiles/understood.h"
#include "secrets.h"
#include "sentences.h"
#include "setup_document.h"
#include "widgets/fold.h"
#include "widgets/message_bar.h"

namespace culvert::ui {

using Qt::StringLiterals::operator""_s;
using config::Profile;

namespace {

constexpr int kWidest = 46;  // of the form, in letters of the font's height

}  // namespace

struct ProfileEditor::Private {
  Private(const Context& c, ProfileEditor* editor) : context(c), draft(c.setup, editor) {}
  Context context;
  ProfileDraft draft;
  QScrollArea* scroll = nullptr;
  QLabel* title = nullptr;
  QLabel* in_use_sign = nullptr;
  QLabel* in_use = nullptr;
  QPushButton* use = nullptr;
  MessageBar* trouble = nullptr;
  QString trouble_field;
  bool told = false;  // what stands in `trouble` was said by somebody else
  DeletionQuestion* deletion = nullptr;
  SharePanel* share = nullptr;
  FieldCard* proxy_card = nullptr;
  ProxyFields* proxy = nullptr;
  FieldCard* sign_in_card = nullptr;
  SignInFields* sign_in = nullptr;
  FieldCard* test_card = nullptr;
  TestPanel* test = nullptr;
  FieldCard* advanced_card = nullptr;
  Fold* fold = nullptr;
  AdvancedFields* advanced = nullptr;
};

ProfileEditor::ProfileEditor(const Context& context, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(context, this)) {
  build();
  connect_parts();
  retranslate();
}

ProfileEditor::~ProfileEditor() = default;

void ProfileEditor::build() {
  Private& d = *d_;
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  d.scroll = new QScrollArea(this);
  d.scroll->setObjectName(u"profiles.scroll"_s);
  d.scroll->setFrameShape(QFrame::NoFrame);
  d.scroll->setWidgetResizable(true);
  d.scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  d.scroll->setFocusPolicy(Qt::NoFocus);
  outer->addWidget(d.scroll);
  auto* form = new QWidget;
  form->setMaximumWidth(fontMetrics().height() * kWidest);
  d.scroll->setWidget(form);
  d.scroll->setAlignment(Qt::AlignTop);
  auto* column = new QVBoxLayout(form);
  const int space = form_space(*this);
  column->setContentsMargins(space * 2, space * 2, space * 2, space * 2);
  column->setSpacing(space * 2);

  column->addLayout(make_head());

  d.trouble = new MessageBar;
  d.trouble->setObjectName(u"profiles.trouble"_s);
  column->addWidget(d.trouble);

  d.deletion = new DeletionQuestion(nullptr);
  column->addWidget(d.deletion);

  d.share = new SharePanel(d.context.secrets, nullptr);
  column->addWidget(d.share);

  d.proxy_card = new FieldCard;
  d.proxy = new ProxyFields(d.draft, d.context.core, nullptr);
  d.proxy_card->content()->addWidget(d.proxy);
  column->addWidget(d.proxy_card);

  d.sign_in_card = new FieldCard;
  d.sign_in = new SignInFields(d.draft, d.context.setup, d.context.secrets, nullptr);
  d.sign_in_card->content()->addWidget(d.sign_in);
  column->addWidget(d.sign_in_card);

  d.test_card = new FieldCard;
  d.test = new TestPanel(
      d.context.core,
      [this](QObject* context, TestPanel::Receive receive, TestPanel::Refuse refuse) {
        test_source(context, std::move(receive), std::move(refuse));
      },
      u"profiles.test"_s, nullptr);
  d.test_card->content()->addWidget(d.test);
  column->addWidget(d.test_card);

  d.advanced_card = new FieldCard;
  d.fold = new Fold({});
  d.fold->setObjectName(u"profiles.advanced"_s);
  d.advanced = new AdvancedFields(d.draft, nullptr);
  d.fold->set_content(d.advanced);
  d.fold->set_open(false);
  d.advanced_card->content()->addWidget(d.fold);
  column->addWidget(d.advanced_card);
  column->addStretch(1);
}

QLayout* ProfileEditor::make_head() {
  Private& d = *d_;
  d.title = new QLabel;
  d.title->setObjectName(u"profiles.title"_s);
  d.title->setTextFormat(Qt::PlainText);
  QFont large = d.title->font();
  large.setPointSizeF(large.pointSizeF() * 1.5);
  large.setWeight(QFont::DemiBold);
  d.title->setFont(large);
  d.title->setWordWrap(true);
  d.in_use_sign = new QLabel;
  d.in_use = new QLabel;
  d.in_use->setObjectName(u"profiles.in_use"_s);
  d.use = new QPushButton;
  d.use->setObjectName(u"profiles.use"_s);
  auto* head = new QHBoxLayout;
  head->addWidget(d.title, 1);
  auto* mark = new QHBoxLayout;
  mark->setSpacing(form_space(*this) / 2);
  mark->addWidget(d.in_use_sign);
  mark->addWidget(d.in_use);
  head->addLayout(mark);
  head->addWidget(d.use);
  return head;
}

void ProfileEditor::connect_parts() {
  Private& d = *d_;
  connect(&d.draft, &ProfileDraft::replaced, this, [this] { load(false); });
  connect(&d.draft, &ProfileDraft::added, this, [this](const std::string& id) {
    load(false);
    emit added(id);
  });
  connect(&d.context.setup, &SetupDocument::changed, this, [this] {
    show_head();
    show_trouble();
  });
  connect(&d.context.conductor, &Conductor::status_changed, this, &ProfileEditor::show_trouble);
  connect(d.proxy, &ProxyFields::offered, this, &ProfileEditor::offered);
  connect(d.use, &QPushButton::clicked, this, [this] {
    flush();
    const std::string used = id();
    d_->context.setup.edit([&](config::Setup& setup) { setup.profile = used; });
  });
  connect(d.trouble, &MessageBar::action, this, [this] { focus_field(d_->trouble_field); });
  connect(d.test, &TestPanel::field_wanted, this, &ProfileEditor::focus_field);
  connect(d.test, &TestPanel::finished, this, [this](const std::vector<ProbeRow>& rows) {
    const auto refused = [](const ProbeRow& row) { return row.error && row.error->code == Code::kUnauthorized; };
    if (std::ranges::any_of(rows, refused)) d_->context.secrets.refused(QString::fromStdString(id()));
  });
  connect(d.advanced, &AdvancedFields::classic_changed, d.proxy, &ProxyFields::set_classic);
  connect(d.deletion, &DeletionQuestion::confirmed, this, [this] { emit deletion_wanted(id()); });
  connect(d.deletion, &DeletionQuestion::declined, this, [this] { d_->proxy->focus_field({}); });
}

// ---- Which profile

std::string ProfileEditor::id() const { return d_->draft.id(); }

void ProfileEditor::open(const std::string& id) {
  {
    const QSignalBlocker quiet(d_->draft);
    d_->draft.open(id);
  }
  load(true);
}

void ProfileEditor::open_new(const QString& text) {
  {
    const QSignalBlocker quiet(d_->draft);
    d_->draft.open_new({});
  }
  load(true);
  d_->proxy->begin_with(text);
}

void ProfileEditor::load(bool anew) {
  Private& d = *d_;
  if (anew) {
    d.told = false;
    d.deletion->hide();
    d.share->hide();
    d.test->clear();
    d.scroll->ensureVisible(0, 0);
  }
  d.proxy->load(anew);
  d.sign_in->load(anew);
  d.advanced->load(anew);
  const bool saved = !d.draft.is_new();
  d.sign_in_card->setVisible(saved);
  d.test_card->setVisible(saved);
  d.advanced_card->setVisible(saved);
  show_head();
  show_trouble();
}

void ProfileEditor::flush() {
  Private& d = *d_;
  d.proxy->flush();
  d.sign_in->flush();
  d.advanced->flush();
}

// ---- What is said about it

void ProfileEditor::show_head() {
  Private& d = *d_;
  d.title->setText(d.draft.is_new() ? tr("New profile") : title_of(d.draft.profile()));
  const bool in_use = !d.draft.is_new() && d.context.setup.setup().profile == id();
  d.in_use->setVisible(in_use);
  d.in_use_sign->setVisible(in_use);
  d.use->setVisible(!in_use && !d.draft.is_new());
}

void ProfileEditor::show_trouble() {
  Private& d = *d_;
  const Status& status = d.context.conductor.status();
  const QString mine = QString::fromStdString(id());
  const bool running = status.state == State::kProblem && status.trouble && !mine.isEmpty() &&
                       status.trouble->place.page == Page::kProfiles && status.trouble->place.entry == mine;
  if (running) {
    d.told = false;
    d.trouble_field = status.trouble->place.field;
    return d.trouble->tell(MessageBar::Tone::kProblem, status.trouble->sentence, status.trouble->action,
                           status.trouble->details);
  }
  if (d.told) return;
  const Profile& p = d.draft.profile();
  const config::Problems problems =
      d.draft.is_new() ? config::Problems{} : config::validate(p, config::Secrets::kToCome);
  if (!p.kept.problem.empty()) {
    d.trouble_field.clear();
    return d.trouble->tell(MessageBar::Tone::kProblem,
                           tr("This profile cannot be read, and is left as it is in the file until it is put right."),
                           {}, problem_text({{}, p.kept.problem}));
  }
  if (problems.empty()) return d.trouble->clear();
  d.trouble_field = QString::fromStdString(problems.front().field);
  d.trouble->tell(MessageBar::Tone::kProblem, tr("This profile cannot be used: %1").arg(first_sentence(problems)),
                  tr("Show the field"));
}

void ProfileEditor::tell(const QString& sentence) {
  d_->told = !sentence.isEmpty();
  d_->trouble->tell(MessageBar::Tone::kNote, sentence);
}

void ProfileEditor::share() {
  flush();
  d_->share->share(d_->draft.profile());
}

void ProfileEditor::ask_to_delete() {
  Private& d = *d_;
  const QString what = is_new() ? QString() : removal_sentence(d.context.setup.setup(), id());
  if (what.isEmpty()) return emit deletion_wanted(id());
  d.deletion->ask(title_of(d.draft.profile()), what);
  d.scroll->ensureVisible(0, 0);
}

bool ProfileEditor::focus_field(const QString& field) {
  Private& d = *d_;
  if (!d.proxy->focus_field(field) && !d.sign_in->focus_field(field)) {
    d.fold->set_open(true);
    if (!d.advanced->focus_field(field)) return false;
  }
  // When what was folded has its place.
  QTimer::singleShot(0, this, [this] {
    if (QWidget* focused = focusWidget()) d_->scroll->ensureWidgetVisible(focused);
  });
  return true;
}

void ProfileEditor::test_source(QObject* context, std::function<void(Profile)> receive,
                                std::function<void(const QString&, const QString&)> refuse) {
  Private& d = *d_;
  d.proxy->flush();
  d.advanced->flush();
  const QPointer<QObject> alive(context);
  d.sign_in->keep_typed([this, alive, receive = std::move(receive), refuse = std::move(refuse)] {
    if (!alive) return;
    d_->context.secrets.resolve(d_->draft.profile(), alive,
                                [receive, refuse](const Profile& profile, const QList<Secrets::Missing>& missing) {
                                  if (missing.isEmpty()) return receive(profile);
                                  refuse(missing.front().sentence, missing.front().field);
                                });
  });
}

void ProfileEditor::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
  if (event->type() == QEvent::PaletteChange && d_ && d_->in_use_sign != nullptr) {
    const int size = fontMetrics().height();
    d_->in_use_sign->setPixmap(symbol(u"check"_s).pixmap(QSize(size, size), devicePixelRatioF()));
  }
}

void ProfileEditor::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape && d_->deletion->isVisible()) return d_->deletion->decline();
  QWidget::keyPressEvent(event);
}

void ProfileEditor::retranslate() {
  Private& d = *d_;
  const int size = fontMetrics().height();
  d.in_use_sign->setPixmap(symbol(u"check"_s).pixmap(QSize(size, size), devicePixelRatioF()));
  d.in_use->setText(tr("In use"));
  d.use->setText(tr("Use t&his profile"));
  d.sign_in_card->set_title(tr("Sign-in"));
  d.test_card->set_title(tr("Test"));
  d.fold->set_title(tr("Advanced"));
  d.share->retranslate();
  d.deletion->retranslate();
  d.proxy->retranslate();
  d.sign_in->retranslate();
  d.test->retranslate();
  d.advanced->retranslate();
  show_head();
  show_trouble();
}

}  // namespace culvert::ui
