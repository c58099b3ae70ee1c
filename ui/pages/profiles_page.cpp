#include "pages/profiles_page.h"

#include <QAction>
#include <QClipboard>
#include <QEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "config/link.h"
#include "file_dialog.h"
#include "icons.h"
#include "names.h"
#include "profiles/import_panel.h"
#include "profiles/later.h"
#include "profiles/profile_changes.h"
#include "profiles/profile_editor.h"
#include "profiles/profile_list.h"
#include "profiles/understood.h"
#include "secrets.h"
#include "sentences.h"
#include "setup_document.h"
#include "widgets/empty_state.h"

namespace culvert::ui {

using Qt::StringLiterals::operator""_s;

namespace {

constexpr qint64 kMostBytes = 1024 * 1024;  // of a file of profiles (docs/links.md)
constexpr int kListWidth = 17;              // in heights of the font

}  // namespace

struct ProfilesPage::Private {
  Private(const Context& c, ProfilesPage* p) : context(c), page(p), model(c.setup, c.conductor, p) {}

  void build();
  QAction* action(const QString& name, const QString& icon, const QKeySequence& keys, void (Private::*what)());
  void connect_parts();
  void show_state() const;  // the empty page, or the list
  void select(const QString& id);
  void selected();
  void setup_changed();
  void retranslate();

  void add();
  void duplicate();
  void up() { move(-1); }
  void down() { move(1); }
  void move(int by);
  void use();
  // NOLINTBEGIN(readability-make-member-function-const): called by a pointer, as the others
  void share() { editor->share(); }
  void remove() { editor->ask_to_delete(); }
  // NOLINTEND(readability-make-member-function-const)
  void removed(const std::string& id);
  void from_clipboard();
  void from_file();
  void read(const Bytes& bytes);
  void offer(std::vector<config::Offer> offers);
  void take(const Taken& taken);

  Context context;
  ProfilesPage* page;
  ProfileListModel model;
  QStackedWidget* pages = nullptr;  // the empty one, the list
  EmptyState* empty = nullptr;
  QListView* list = nullptr;
  QStackedWidget* right = nullptr;  // the editor, an import
  ProfileEditor* editor = nullptr;
  ImportPanel* import = nullptr;
  QPushButton* add_button = nullptr;
  QToolButton* more = nullptr;
  QMenu* menu = nullptr;
  QAction* add_action = nullptr;
  QAction* use_action = nullptr;
  QAction* duplicate_action = nullptr;
  QAction* up_action = nullptr;
  QAction* down_action = nullptr;
  QAction* share_action = nullptr;
  QAction* clipboard_action = nullptr;
  QAction* file_action = nullptr;
  QAction* remove_action = nullptr;
  bool adding = false;     // a profile that is not in the setup yet is in the editor
  bool selecting = false;  // by the program
};

ProfilesPage::ProfilesPage(const Context& context, QWidget* parent)
    : PageWidget(context, parent), d_(std::make_unique<Private>(context, this)) {
  d_->build();
  d_->connect_parts();
  d_->retranslate();
  d_->show_state();
  const std::string& used = context.setup.setup().profile;
  d_->select(QString::fromStdString(used));
  if (!d_->list->currentIndex().isValid() && d_->model.rowCount() > 0) {
    d_->list->setCurrentIndex(d_->model.index(0));
  }
}

ProfilesPage::~ProfilesPage() = default;

void ProfilesPage::go(const QString& entry, const QString& field) {
  if (d_->model.row_of(entry) < 0 || entry.isEmpty()) return;
  d_->right->setCurrentWidget(d_->editor);
  d_->select(entry);
  d_->editor->focus_field(field);
}

void ProfilesPage::changeEvent(QEvent* event) {
  PageWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) d_->retranslate();
}

QAction* ProfilesPage::Private::action(const QString& name, const QString& icon, const QKeySequence& keys,
                                       void (Private::*what)()) {
  auto* made = new QAction(page);
  made->setObjectName(u"profiles.action."_s + name);
  if (!icon.isEmpty()) made->setIcon(symbol(icon));
  made->setShortcut(keys);
  made->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  connect(made, &QAction::triggered, page, [this, what] { (this->*what)(); });
  return made;
}

void ProfilesPage::Private::build() {
  pages = new QStackedWidget(page);
  auto* outer = new QVBoxLayout(page);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addWidget(pages);
  empty = new EmptyState(u"profiles"_s);
  empty->setObjectName(u"profiles.empty"_s);
  pages->addWidget(empty);

  auto* both = new QWidget;
  auto* row = new QHBoxLayout(both);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  auto* left = new QWidget;
  left->setFixedWidth(page->fontMetrics().height() * kListWidth);
  auto* column = new QVBoxLayout(left);
  list = new QListView;
  list->setObjectName(u"profiles.list"_s);
  list->setModel(&model);
  list->setItemDelegate(new ProfileDelegate(list));
  list->setSelectionMode(QAbstractItemView::SingleSelection);
  list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list->setContextMenuPolicy(Qt::ActionsContextMenu);
  list->setUniformItemSizes(true);
  column->addWidget(list, 1);
  auto* buttons = new QHBoxLayout;
  add_button = new QPushButton;
  add_button->setObjectName(u"profiles.add"_s);
  add_button->setIcon(symbol(u"add"_s));
  more = new QToolButton;
  more->setObjectName(u"profiles.more"_s);
  more->setIcon(symbol(u"more"_s));
  more->setFocusPolicy(Qt::StrongFocus);
  buttons->addWidget(add_button, 1);
  const auto button = [&](QAction* action) {
    auto* tool = new QToolButton;
    tool->setObjectName(action->objectName() + u".button"_s);
    tool->setDefaultAction(action);
    tool->setFocusPolicy(Qt::StrongFocus);
    buttons->addWidget(tool);
  };
  add_action = action(u"add"_s, u"add"_s, QKeySequence::New, &Private::add);
  use_action = action(u"use"_s, u"check"_s, {}, &Private::use);
  duplicate_action = action(u"duplicate"_s, u"copy"_s, Qt::CTRL | Qt::Key_D, &Private::duplicate);
  up_action = action(u"up"_s, u"up"_s, Qt::ALT | Qt::Key_Up, &Private::up);
  down_action = action(u"down"_s, u"down"_s, Qt::ALT | Qt::Key_Down, &Private::down);
  share_action = action(u"share"_s, u"export"_s, {}, &Private::share);
  clipboard_action = action(u"clipboard"_s, u"import"_s, {}, &Private::from_clipboard);
  file_action = action(u"file"_s, u"folder"_s, {}, &Private::from_file);
  remove_action = action(u"delete"_s, u"delete"_s, QKeySequence::Delete, &Private::remove);
  button(up_action);
  button(down_action);
  buttons->addWidget(more);
  column->addLayout(buttons);
  row->addWidget(left);
  menu = new QMenu(more);
  menu->setObjectName(u"profiles.menu"_s);
  const QList<QAction*> of_one{use_action, duplicate_action, up_action, down_action, share_action, remove_action};
  menu->addActions(of_one);
  menu->addSeparator();
  menu->addActions({clipboard_action, file_action});
  list->addActions(of_one);
  page->addAction(add_action);

  right = new QStackedWidget;
  editor = new ProfileEditor(context, right);
  import = new ImportPanel(nullptr);
  auto* import_page = new QWidget;
  auto* import_column = new QVBoxLayout(import_page);
  import_column->addWidget(import);
  right->addWidget(editor);
  right->addWidget(import_page);
  row->addWidget(right, 1);
  pages->addWidget(both);
}

void ProfilesPage::Private::connect_parts() {
  connect(empty, &EmptyState::clicked, page, [this] { context.navigator.add_profile({}); });
  connect(more, &QToolButton::clicked, page, [this] { menu->popup(more->mapToGlobal(QPoint(0, more->height()))); });
  connect(add_button, &QPushButton::clicked, page, [this] { add(); });
  connect(list->selectionModel(), &QItemSelectionModel::currentChanged, page, [this] { selected(); });
  connect(editor, &ProfileEditor::added, page, [this](const std::string& id) {
    adding = false;
    model.set_new(false);
    select(QString::fromStdString(id));
  });
  connect(editor, &ProfileEditor::offered, page, [this](const config::Offer& one) { offer({one}); });
  connect(editor, &ProfileEditor::deletion_wanted, page, [this](const std::string& id) { removed(id); });
  connect(import, &ImportPanel::taken, page, [this](const Taken& taken) { take(taken); });
  connect(import, &ImportPanel::over, page, [this] {
    right->setCurrentWidget(editor);
    show_state();
    list->setFocus(Qt::OtherFocusReason);
  });
  connect(&context.setup, &SetupDocument::changed, page, [this] { setup_changed(); });
}

// ---- Which one
// --------------------------------------------------------------------------------------------------------

void ProfilesPage::Private::show_state() const {
  const bool any = model.rowCount() > 0 || right->currentWidget() != editor;
  pages->setCurrentIndex(any ? 1 : 0);
}

void ProfilesPage::Private::select(const QString& id) {
  const int row = model.row_of(id);
  if (row < 0) return;
  list->setCurrentIndex(model.index(row));
  if (QString::fromStdString(editor->id()) != id) selected();
}

void ProfilesPage::Private::selected() {
  if (selecting) return;
  const QString id = list->currentIndex().data(ProfileListModel::kId).toString();
  const bool is_new = list->currentIndex().isValid() && id.isEmpty();
  if (is_new || id == QString::fromStdString(editor->id())) return;
  selecting = true;
  editor->flush();
  if (adding) {  // what was typed was no profile yet, or it is one now
    adding = false;
    model.set_new(false);
  }
  list->setCurrentIndex(model.index(std::max(0, model.row_of(id))));
  editor->open(id.toStdString());
  selecting = false;
  right->setCurrentWidget(editor);
}

// The list was made anew if there are others than before.
void ProfilesPage::Private::setup_changed() {
  if (!selecting && !adding) {
    const int row = model.row_of(QString::fromStdString(editor->id()));
    const auto& profiles = context.setup.setup().profiles;
    selecting = true;
    if (row >= 0 && !editor->is_new()) list->setCurrentIndex(model.index(row));
    selecting = false;
    if ((row < 0 || editor->is_new()) && !profiles.empty()) select(QString::fromStdString(profiles.front().id));
  }
  show_state();
}

// ---- What can be done
// -------------------------------------------------------------------------------------------------

void ProfilesPage::Private::add() {
  editor->flush();
  right->setCurrentWidget(editor);
  adding = true;
  selecting = true;
  model.set_new(true);
  list->setCurrentIndex(model.index(model.rowCount() - 1));
  selecting = false;
  show_state();
  editor->open_new({});
}

void ProfilesPage::Private::duplicate() {
  if (editor->is_new()) return;
  editor->flush();
  const std::string id = editor->id();
  const config::Profile* profile = config::find_profile(context.setup.setup(), id);
  if (profile == nullptr) return;
  const QString name = name_of_copy(profile->name, title_of(*profile), ProfilesPage::tr("%1 (copy)"));
  std::string copy;
  context.setup.edit([&](config::Setup& setup) { copy = duplicate_profile(setup, id, name); });
  select(QString::fromStdString(copy));
  editor->focus_field(u"name"_s);
}

void ProfilesPage::Private::move(int by) {
  if (editor->is_new()) return;
  const std::string id = editor->id();
  context.setup.edit([&](config::Setup& setup) { move_profile(setup, id, by); });
}

void ProfilesPage::Private::use() {
  if (editor->is_new()) return;
  editor->flush();
  context.setup.edit([this](config::Setup& setup) { setup.profile = editor->id(); });
}

void ProfilesPage::Private::removed(const std::string& id) {
  if (id.empty()) {  // it never was one
    adding = false;
    model.set_new(false);
    editor->open({});
    return setup_changed();
  }
  const config::Profile* profile = config::find_profile(context.setup.setup(), id);
  if (profile == nullptr) return;
  const QString what = ProfilesPage::tr("The profile “%1” was deleted.").arg(title_of(*profile));
  const std::string next = uses_of(context.setup.setup(), id).successor;
  context.setup.edit_undoable(what, [&](config::Setup& setup) { remove_profile(setup, id); });
  select(QString::fromStdString(next));
  list->setFocus(Qt::OtherFocusReason);
}

// ---- From somebody else
// -----------------------------------------------------------------------------------------------

void ProfilesPage::Private::from_clipboard() {
  const QString text = QGuiApplication::clipboard()->text();
  const Understood found = understand(text);
  switch (found.kind) {
    case Understood::Kind::kLink:
      return offer({*found.offer});
    case Understood::Kind::kNothing:
    case Understood::Kind::kWrong:
      import->show_error(found.kind == Understood::Kind::kNothing
                             ? ProfilesPage::tr("There is no text in the clipboard.")
                             : found.sentence);
      right->setCurrentIndex(1);
      return show_state();
    default:
      add();
      editor->open_new(text);
  }
}

void ProfilesPage::Private::from_file() {
  auto* dialog = new QFileDialog(page->window(), ProfilesPage::tr("Import profiles"), {},
                                 ProfilesPage::tr("Profiles of Culvert (*.json);;All files (*)"));
  dialog->setObjectName(u"profiles.import.dialog"_s);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  connect(dialog, &QFileDialog::fileSelected, page, [this](const QString& path) {
    read_later(path, kMostBytes, page, [this](const Bytes& bytes) { read(bytes); });
  });
  open_file_dialog(*dialog);
}

void ProfilesPage::Private::read(const Bytes& bytes) {
  QString wrong = bytes ? QString() : bytes.error();
  if (bytes) {
    auto offers = config::read_profiles(bytes->toStdString());
    if (offers && !offers->empty()) return offer(std::move(*offers));
    wrong = offers ? ProfilesPage::tr("There is no profile in this file.")
                   : problem_sentence({"file", offers.error().detail});
  }
  import->show_error(wrong);
  right->setCurrentIndex(1);
  show_state();
}

void ProfilesPage::Private::offer(std::vector<config::Offer> offers) {
  if (adding) {
    adding = false;
    model.set_new(false);
    editor->open({});
  }
  right->setCurrentIndex(1);
  show_state();
  import->show_offers(std::move(offers));
}

void ProfilesPage::Private::take(const Taken& taken) {
  std::string id;
  context.setup.edit([&](config::Setup& setup) { id = add_profile(setup, taken.profile); });
  const QString shown_id = QString::fromStdString(id);
  select(shown_id);
  if (taken.secret.isEmpty()) return;
  context.secrets.keep(shown_id, taken.secret, page, [this, id](config::SecretSource source, const QString& sentence) {
    context.setup.edit([&](config::Setup& setup) {
      const auto found = std::ranges::find(setup.profiles, id, &config::Profile::id);
      if (found != setup.profiles.end()) found->authentication.secret = std::move(source);
    });
    if (editor->id() == id) editor->tell(sentence);
  });
}

void ProfilesPage::Private::retranslate() {
  empty->set_text(ProfilesPage::tr("No profile yet"),
                  ProfilesPage::tr(
                      "A profile is a proxy to go through: where it is, and how to sign in. You get what it needs from "
                      "whoever runs the proxy."),
                  ProfilesPage::tr("&Add a profile"));
  list->setAccessibleName(ProfilesPage::tr("Profiles"));
  add_button->setText(ProfilesPage::tr("&Add"));
  more->setAccessibleName(ProfilesPage::tr("More to do with profiles"));
  more->setToolTip(more->accessibleName());
  add_action->setText(ProfilesPage::tr("&Add a profile"));
  use_action->setText(ProfilesPage::tr("&Use this profile"));
  duplicate_action->setText(ProfilesPage::tr("&Duplicate"));
  up_action->setText(ProfilesPage::tr("Move &up"));
  down_action->setText(ProfilesPage::tr("Move do&wn"));
  share_action->setText(ProfilesPage::tr("&Give to somebody else…"));
  clipboard_action->setText(ProfilesPage::tr("Import from the &clipboard"));
  file_action->setText(ProfilesPage::tr("Import from a &file…"));
  remove_action->setText(ProfilesPage::tr("D&elete"));
  import->retranslate();
  model.retranslate();
}

}  // namespace culvert::ui
