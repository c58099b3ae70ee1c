#include "main_window.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDataStream>
#include <QHBoxLayout>
#include <QScreen>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>
#include <array>

#include "conductor.h"
#include "icons.h"
#include "setup_document.h"
#include "window/bring_forward.h"
#include "window/notices.h"
#include "window/rooms.h"
#include "window/secret_sheet.h"
#include "window/sidebar.h"
#include "window/state_strip.h"
#include "window/undo_bar.h"

namespace culvert::ui {

namespace {

constexpr QSize kLeast(720, 480);
constexpr QSize kUsual(1060, 720);
constexpr std::chrono::seconds kTrayPatience{3};  // a panel may start after the program
constexpr quint32 kStateVersion = 1;

}  // namespace

struct MainWindow::Private {
  Private(MainWindow& w, const Services& s, Rooms r);

  void build();
  void add_shortcuts();
  void show_page(Page which);
  PageWidget* made(Page which);
  void show_assistant(bool first, const QString& text);
  void leave_assistant(const QString& profile);
  void welcome();
  void update_chrome() const;
  void close_wanted();

  MainWindow& window;
  const Context context;
  SetupDocument& setup;
  Conductor& conductor;
  Rooms rooms;

  Sidebar* sidebar = nullptr;
  StateStrip* strip = nullptr;
  Notices* notices = nullptr;
  QStackedWidget* stack = nullptr;
  std::array<PageWidget*, kPages> pages{};
  QWidget* assistant = nullptr;
  bool assistant_is_first = false;
  bool welcomed = false;
  Page page = Page::kOverview;
  bool tray = false;
  bool told_no_tray = false;
  QTimer tray_patience;
};

MainWindow::Private::Private(MainWindow& w, const Services& s, Rooms r)
    : window(w),
      context{s.core, s.setup, s.settings, s.secrets, s.conductor, s.desktop, w},
      setup(s.setup),
      conductor(s.conductor),
      rooms(std::move(r)) {
  build();
  add_shortcuts();
  tray_patience.setSingleShot(true);
  tray_patience.setInterval(kTrayPatience);
  QObject::connect(&tray_patience, &QTimer::timeout, &window, [this] {
    if (tray || std::exchange(told_no_tray, true)) return;
    notices->tell_no_tray();
  });
}

void MainWindow::Private::build() {
  auto* centre = new QWidget(&window);
  sidebar = new Sidebar(centre);
  auto* body = new QWidget(centre);
  strip = new StateStrip(conductor, body);
  notices = new Notices(setup, conductor, body);
  stack = new QStackedWidget(body);
  auto* column = new QVBoxLayout(body);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(strip);
  column->addWidget(notices);
  column->addWidget(stack, 1);
  auto* row = new QHBoxLayout(centre);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  row->addWidget(sidebar);
  row->addWidget(body, 1);
  window.setCentralWidget(centre);
  new UndoBar(setup, body);
  auto* sheet = new SecretSheet(context.secrets, centre);

  QObject::connect(sidebar, &Sidebar::chosen, &window, [this](Page chosen) { show_page(chosen); });
  QObject::connect(notices, &Notices::remedy_wanted, &window,
                   [this](const Trouble& trouble) { rooms.remedy(context, trouble); });
  QObject::connect(sheet, &SecretSheet::asked, &window, [this] {
    if (!window.isVisible() || window.isMinimized()) window.raise_window();
  });
  QObject::connect(&setup, &SetupDocument::file_changed, &window, [this] { welcome(); });
}

void MainWindow::Private::add_shortcuts() {
  const auto add = [this](const QString& name, const QKeySequence& keys, auto action) {
    auto* made_action = new QAction(&window);
    made_action->setObjectName(QStringLiteral("window.") + name);
    made_action->setShortcut(keys);
    QObject::connect(made_action, &QAction::triggered, &window, action);
    window.addAction(made_action);
  };
  for (int i = 0; i < kPages; ++i) {
    add(QStringLiteral("page%1").arg(i + 1), QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + i)),
        [this, i] { show_page(static_cast<Page>(i)); });
  }
  add(QStringLiteral("quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), [this] { emit window.quit_wanted(); });
  add(QStringLiteral("close"), QKeySequence(Qt::CTRL | Qt::Key_W), [this] { close_wanted(); });
  add(QStringLiteral("turn"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O), [this] { conductor.toggle(); });
}

PageWidget* MainWindow::Private::made(Page which) {
  PageWidget*& at = pages[static_cast<std::size_t>(which)];
  if (at == nullptr) {
    at = rooms.page(which, context, stack);
    stack->addWidget(at);
  }
  return at;
}

void MainWindow::Private::show_page(Page which) {
  page = which;
  // Who is in the middle of what is hidden now would be put somewhere by chance.
  const QWidget* focus = window.focusWidget();
  const bool moves = focus == nullptr || stack->isAncestorOf(focus);
  sidebar->set_current(which);
  stack->setCurrentWidget(made(which));
  update_chrome();
  if (moves) sidebar->focus_current();
}

void MainWindow::Private::show_assistant(bool first, const QString& text) {
  if (assistant != nullptr && !text.isEmpty()) {
    delete assistant;
    assistant = nullptr;
  }
  if (assistant == nullptr) {
    assistant_is_first = first;
    assistant =
        rooms.assistant(context, first, text, stack, [this](const QString& profile) { leave_assistant(profile); });
    stack->addWidget(assistant);
  }
  stack->setCurrentWidget(assistant);
  update_chrome();
  assistant->setFocus(Qt::OtherFocusReason);
}

void MainWindow::Private::leave_assistant(const QString& profile) {
  if (assistant == nullptr) return;
  QWidget* left = std::exchange(assistant, nullptr);
  const bool shown = stack->currentWidget() == left;
  stack->removeWidget(left);
  left->hide();
  left->deleteLater();  // it is what calls
  if (!shown) return;
  if (profile.isEmpty() || assistant_is_first) {
    show_page(assistant_is_first ? Page::kOverview : page);
  } else {
    window.go({.page = Page::kProfiles, .entry = profile, .field = {}});
  }
  sidebar->focus_current();
}

// Where nothing is set up yet.
void MainWindow::Private::welcome() {
  if (welcomed || !window.isVisible() || !setup.file().usable() || !setup.setup().profiles.empty()) return;
  welcomed = true;
  show_assistant(true, {});
}

void MainWindow::Private::update_chrome() const {
  const bool assisting = assistant != nullptr && stack->currentWidget() == assistant;
  strip->setVisible(page != Page::kOverview && !assisting);
  notices->show_trouble(page != Page::kOverview && !assisting);
}

// A person closes it. What is not seen has no native window: one that were only hidden would be taken for the one in
// front if it came back before Qt had heard that the keyboard's focus was gone, and be inactive then.
void MainWindow::Private::close_wanted() {
  if (tray) {
    window.close();
  } else {
    emit window.quit_wanted();
  }
}

MainWindow::MainWindow(const Services& services, Rooms rooms, QWidget* parent)
    : QMainWindow(parent), d_(std::make_unique<Private>(*this, services, std::move(rooms))) {
  setObjectName(QStringLiteral("window"));
  setWindowTitle(QStringLiteral("Culvert"));
  setWindowIcon(program_icon());
  const QSize room = screen()->availableSize();
  setMinimumSize(kLeast.boundedTo(room));
  resize(kUsual.boundedTo(room));
}

MainWindow::~MainWindow() = default;

void MainWindow::go(const Place& place) {
  d_->show_page(place.page);
  if (!place.entry.isEmpty() || !place.field.isEmpty()) d_->made(place.page)->go(place.entry, place.field);
}

void MainWindow::add_profile(const QString& text) {
  d_->welcomed = true;
  d_->show_assistant(d_->setup.setup().profiles.empty(), text);
}

void MainWindow::raise_window(const QByteArray& activation) {
  if (isMinimized()) setWindowState(windowState() & ~Qt::WindowMinimized);
  show();
  raise();
  bring_forward(*this, activation);
}

void MainWindow::raise_or_hide() {
  if (isVisible() && isActiveWindow() && d_->tray) {
    close();
  } else {
    raise_window();
  }
}

void MainWindow::set_tray_available(bool available) {
  d_->tray = available;
  if (available) {
    d_->tray_patience.stop();
  } else if (!d_->told_no_tray) {
    d_->tray_patience.start();
  }
}

QByteArray MainWindow::state_to_keep() const {
  QByteArray kept;
  QDataStream out(&kept, QIODevice::WriteOnly);
  out.setVersion(QDataStream::Qt_6_0);
  out << kStateVersion << saveGeometry() << static_cast<quint8>(d_->page) << d_->told_no_tray;
  return kept;
}

void MainWindow::take_state(const QByteArray& state) {
  QDataStream in(state);
  in.setVersion(QDataStream::Qt_6_0);
  quint32 version = 0;
  QByteArray geometry;
  quint8 page = 0;
  bool told_no_tray = false;
  in >> version >> geometry >> page >> told_no_tray;
  if (in.status() != QDataStream::Ok || version != kStateVersion) return;
  restoreGeometry(geometry);
  d_->told_no_tray = told_no_tray;
  if (page >= kPages) return;
  d_->page = static_cast<Page>(page);
  if (isVisible()) d_->show_page(d_->page);
}

void MainWindow::showEvent(QShowEvent* event) {
  // What nobody has seen yet is made now.
  if (d_->stack->count() == 0) d_->show_page(d_->page);
  QMainWindow::showEvent(event);
  d_->welcome();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (!event->spontaneous() || qApp->isSavingSession() || d_->tray) return event->accept();
  event->ignore();
  d_->close_wanted();
}

}  // namespace culvert::ui
