#include "pages/settings_page.h"

#include <QAction>
#include <QEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QVBoxLayout>
#include <vector>

#include "icons.h"
#include "settings/general_group.h"
#include "settings/network_group.h"
#include "settings/program_groups.h"
#include "settings_document.h"
#include "widgets/message_bar.h"
#include "widgets/quiet_label.h"

namespace culvert::ui {

namespace {
constexpr int kWidest = 860;  // pixels; longer lines are hard to read
constexpr int kMargin = 16;
}  // namespace

struct SettingsPage::Private {
  QLineEdit* search = nullptr;
  QAction* lens = nullptr;
  MessageBar* file = nullptr;
  MessageBar* saving = nullptr;
  QPushButton* start_over = nullptr;
  QuietLabel* none = nullptr;
  QScrollArea* scroll = nullptr;
  GeneralGroup* general = nullptr;
  NetworkGroup* network = nullptr;
  std::vector<SettingsGroup*> groups;
};

SettingsPage::SettingsPage(const Context& context, QWidget* parent)
    : PageWidget(context, parent), d_(std::make_unique<Private>()) {
  setObjectName(QStringLiteral("settings"));
  auto* content = new QWidget;
  content->setMaximumWidth(kWidest + 2 * kMargin);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
  column->setSpacing(10);
  d_->search = new QLineEdit(content);
  d_->search->setObjectName(QStringLiteral("settings.search"));
  d_->search->setClearButtonEnabled(true);
  d_->lens = d_->search->addAction(symbol(QStringLiteral("search")), QLineEdit::LeadingPosition);
  d_->file = new MessageBar(content);
  d_->file->setObjectName(QStringLiteral("settings.file"));
  d_->saving = new MessageBar(content);
  d_->saving->setObjectName(QStringLiteral("settings.saving"));
  d_->start_over = new QPushButton(content);
  d_->start_over->setObjectName(QStringLiteral("settings.start_over"));
  d_->none = new QuietLabel(QuietLabel::Ink::kMuted, QuietLabel::Room::kWraps, content);
  d_->none->setObjectName(QStringLiteral("settings.none"));
  d_->none->setAlignment(Qt::AlignCenter);
  column->addWidget(d_->search);
  column->addWidget(d_->file);
  column->addWidget(d_->start_over, 0, Qt::AlignRight);
  column->addWidget(d_->saving);
  d_->general = new GeneralGroup(context, content);
  d_->network = new NetworkGroup(context, content);
  d_->groups = {d_->general, d_->network, new LogGroup(context, content), new UpdatesGroup(context, content),
                new AboutGroup(content)};
  for (SettingsGroup* group : d_->groups) column->addWidget(group);
  column->addWidget(d_->none);
  column->addStretch();

  auto* centred = new QWidget;
  auto* row = new QHBoxLayout(centred);
  row->setContentsMargins(0, 0, 0, 0);
  row->addStretch();
  row->addWidget(content, 1000);
  row->addStretch();
  d_->scroll = new QScrollArea(this);
  d_->scroll->setFrameShape(QFrame::NoFrame);
  d_->scroll->setFocusPolicy(Qt::NoFocus);
  d_->scroll->setWidgetResizable(true);
  d_->scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  d_->scroll->setWidget(centred);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(d_->scroll);

  connect(d_->search, &QLineEdit::textChanged, this, &SettingsPage::search);
  auto* find = new QShortcut(QKeySequence::Find, this);
  find->setContext(Qt::WidgetWithChildrenShortcut);
  connect(find, &QShortcut::activated, d_->search, [this] {
    d_->search->setFocus(Qt::ShortcutFocusReason);
    d_->search->selectAll();
  });
  auto* leave = new QShortcut(QKeySequence(Qt::Key_Escape), d_->search);
  leave->setContext(Qt::WidgetShortcut);
  connect(leave, &QShortcut::activated, d_->search, &QLineEdit::clear);
  connect(d_->file, &MessageBar::action, this, [this] {
    if (context_.settings.file().backup_good) return context_.settings.restore_backup();
    context_.settings.start_over();
  });
  connect(d_->start_over, &QPushButton::clicked, this, [this] { context_.settings.start_over(); });
  connect(&context.settings, &SettingsDocument::file_changed, this, &SettingsPage::show_file);
  connect(&context.settings, &SettingsDocument::save_trouble_changed, this, &SettingsPage::show_file);
  connect(d_->saving, &MessageBar::action, &context.settings, &SettingsDocument::save_again);
  retranslate();
}

SettingsPage::~SettingsPage() = default;

void SettingsPage::changeEvent(QEvent* event) {
  PageWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

void SettingsPage::retranslate() {
  d_->search->setPlaceholderText(tr("Search the settings"));
  d_->search->setAccessibleName(tr("Search the settings"));
  d_->start_over->setText(tr("Start with &new settings"));
  show_file();
  search(d_->search->text());
}

void SettingsPage::show_file() {
  d_->saving->tell(MessageBar::Tone::kProblem, context_.settings.save_trouble(), tr("Try again"));
  const SetupDocument::File& file = context_.settings.file();
  const bool bad = !file.usable();
  const bool damaged = bad && file.state == config::FileState::kDamaged;
  d_->start_over->setVisible(damaged && file.backup_good);
  if (!bad) return d_->file->clear();
  QString action;
  if (damaged) action = file.backup_good ? tr("Take the backup") : tr("Start with new settings");
  d_->file->tell(MessageBar::Tone::kProblem, file.sentence(), action);
}

void SettingsPage::search(const QString& text) {
  const QStringList words = text.simplified().split(u' ', Qt::SkipEmptyParts);
  bool any = false;
  for (SettingsGroup* group : d_->groups) any = group->search(words) || any;
  d_->none->setText(tr("No setting has “%1” in its name or its explanation.").arg(text.simplified()));
  d_->none->setVisible(!any);
}

void SettingsPage::set_tray_available(bool available) { d_->general->set_tray_available(available); }

void SettingsPage::go(const QString& entry, const QString& field) {
  d_->search->clear();
  QWidget* wanted = nullptr;
  if (!entry.isEmpty() || field == u"listeners") {
    d_->network->focus_listener(entry);
    wanted = focusWidget();
  } else if (!field.isEmpty()) {
    wanted = findChild<QWidget*>(QStringLiteral("settings.") + field);
    if (wanted != nullptr) wanted->setFocus(Qt::OtherFocusReason);
  }
  if (wanted != nullptr) d_->scroll->ensureWidgetVisible(wanted);
}

}  // namespace culvert::ui
