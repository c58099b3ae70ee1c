#include "assistant/assistant.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTcpServer>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

#include "assistant/step_done.h"
#include "assistant/step_given.h"
#include "assistant/step_test.h"
#include "assistant/steps_line.h"
#include "conductor.h"
#include "profiles/form.h"
#include "profiles/profile_changes.h"
#include "secrets.h"
#include "setup_document.h"

namespace culvert::ui {

using Qt::StringLiterals::operator""_s;

namespace {

constexpr int kWidest = 38;           // of the content, in heights of the font
constexpr quint16 kUsualPort = 1080;  // of SOCKS
constexpr quint16 kLastPort = 1099;
constexpr const char* kBuiltIn = "built-in-proxy";

bool is_free(quint16 port) {
  QTcpServer four;
  QTcpServer six;
  if (!four.listen(QHostAddress::LocalHost, port)) return false;
  return six.listen(QHostAddress::LocalHostIPv6, port) ||
         six.serverError() == QAbstractSocket::UnsupportedSocketOperationError ||
         six.serverError() == QAbstractSocket::SocketAddressNotAvailableError;
}

bool is_taken(const config::Setup& setup, const config::ListenAddress& at) {
  return std::ranges::any_of(setup.applications, [&](const config::Application& application) {
    return std::ranges::any_of(application.forwards,
                               [&](const config::Forward& forward) { return forward.listen.clashes_with(at); });
  });
}

// The usual one, or the next that nobody has.
config::ListenAddress free_address(const config::Setup& setup) {
  for (quint16 port = kUsualPort; port <= kLastPort; ++port) {
    const auto at = config::ListenAddress::localhost(port);
    if (!is_taken(setup, at) && is_free(port)) return at;
  }
  return config::ListenAddress::localhost(kUsualPort);
}

}  // namespace

struct Assistant::Private {
  Private(const Context& c, bool is_first) : context(c), first(is_first) {}
  enum Step : std::uint8_t { kGiven, kTest, kDone };

  const Context context;
  const bool first;
  QLabel* title = nullptr;
  StepsLine* line = nullptr;
  QScrollArea* scroll = nullptr;
  QStackedWidget* stack = nullptr;
  StepGiven* given = nullptr;
  StepTest* test = nullptr;
  StepDone* done = nullptr;
  QPushButton* skip = nullptr;
  QPushButton* back = nullptr;
  QPushButton* next = nullptr;
  QString added;

  [[nodiscard]] AssistantStep* step() const { return static_cast<AssistantStep*>(stack->currentWidget()); }
};

Assistant::Assistant(const Context& context, bool first, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(context, first)) {
  build();
  Private& d = *d_;
  for (AssistantStep* step : {static_cast<AssistantStep*>(d.given), static_cast<AssistantStep*>(d.test),
                              static_cast<AssistantStep*>(d.done)}) {
    connect(step, &AssistantStep::changed, this, &Assistant::show_buttons);
    connect(step, &AssistantStep::go_on, this, &Assistant::go_on);
  }
  connect(d.test, &StepTest::back_wanted, this, [this] { show_step(Private::kGiven); });
  connect(d.done, &StepDone::leave_for, this, [this](const Place& place) {
    emit finished(d_->added);
    d_->context.navigator.go(place);
  });
  connect(d.next, &QPushButton::clicked, this, &Assistant::go_on);
  connect(d.back, &QPushButton::clicked, this, [this] { show_step(Private::kGiven); });
  connect(d.skip, &QPushButton::clicked, this, [this] { emit finished(d_->added); });
  retranslate();
  show_step(Private::kGiven);
}

Assistant::~Assistant() = default;

void Assistant::build() {
  Private& d = *d_;
  const int space = form_space(*this);
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, space);
  // Each is made where it stays: the order in which they are made is that of the Tab key.
  d.scroll = new QScrollArea(this);
  d.scroll->setFrameShape(QFrame::NoFrame);
  d.scroll->setWidgetResizable(true);
  d.scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  d.scroll->setFocusPolicy(Qt::NoFocus);
  outer->addWidget(d.scroll, 1);
  auto* ground = new QWidget;
  d.scroll->setWidget(ground);
  auto* centre = new QHBoxLayout(ground);
  auto* content = new QWidget(ground);
  content->setMaximumWidth(fontMetrics().height() * kWidest);
  centre->addStretch(1);
  centre->addWidget(content, 100);
  centre->addStretch(1);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(space * 2, space * 3, space * 2, space * 2);
  column->setSpacing(space * 2);
  d.line = new StepsLine(content);
  d.line->setObjectName(u"assistant.steps"_s);
  d.title = new QLabel(content);
  d.title->setObjectName(u"assistant.title"_s);
  d.title->setTextFormat(Qt::PlainText);
  QFont large = d.title->font();
  large.setPointSizeF(large.pointSizeF() * 1.8);
  large.setWeight(QFont::DemiBold);
  d.title->setFont(large);
  column->addWidget(d.line);
  column->addWidget(d.title);
  d.stack = new QStackedWidget(content);
  d.given = new StepGiven(d.context, d.first, d.stack);
  d.test = new StepTest(d.context, d.stack);
  d.done = new StepDone(d.context, d.stack);
  for (QWidget* step : std::initializer_list<QWidget*>{d.given, d.test, d.done}) d.stack->addWidget(step);
  column->addWidget(d.stack, 1);

  auto* buttons = new QWidget(this);
  buttons->setMaximumWidth(fontMetrics().height() * kWidest);
  d.skip = new QPushButton(buttons);
  d.skip->setObjectName(u"assistant.skip"_s);
  d.back = new QPushButton(buttons);
  d.back->setObjectName(u"assistant.back"_s);
  d.next = new QPushButton(buttons);
  d.next->setObjectName(u"assistant.next"_s);
  auto* row = new QHBoxLayout(buttons);
  row->setContentsMargins(space * 2, 0, space * 2, 0);
  row->addWidget(d.skip);
  row->addStretch();
  row->addWidget(d.back);
  row->addWidget(d.next);
  auto* foot = new QHBoxLayout;
  foot->addStretch(1);
  foot->addWidget(buttons, 100);
  foot->addStretch(1);
  outer->addLayout(foot);
}

void Assistant::take_text(const QString& text) {
  show_step(Private::kGiven);
  d_->given->set_text(text);
}

void Assistant::show_step(int step) {
  Private& d = *d_;
  if (d.step() != d.stack->widget(step)) d.step()->leave();
  d.stack->setCurrentIndex(step);
  // Only the one that is seen has a say in how much place there is.
  for (int i = 0; i < d.stack->count(); ++i) {
    d.stack->widget(i)->setSizePolicy(QSizePolicy::Preferred,
                                      i == step ? QSizePolicy::Preferred : QSizePolicy::Ignored);
  }
  d.scroll->ensureVisible(0, 0);
  d.line->set_current(step);
  show_buttons();
  d.step()->enter();
}

void Assistant::show_buttons() {
  Private& d = *d_;
  const int step = d.stack->currentIndex();
  d.title->setText(d.step()->title());
  d.next->setText(d.step()->next_text());
  d.next->setEnabled(d.step()->can_go_on());
  d.back->setVisible(step == Private::kTest);
  d.skip->setVisible(step != Private::kDone);
  // What has been waited for has come: Return goes on.
  if (step == Private::kTest && d.next->isEnabled() && d.test->works()) d.next->setFocus(Qt::OtherFocusReason);
}

void Assistant::go_on() {
  Private& d = *d_;
  if (!d.step()->can_go_on()) return;
  switch (d.stack->currentIndex()) {
    case Private::kGiven:
      d.test->set_profile(d.given->result());
      return show_step(Private::kTest);
    case Private::kTest:
      return add();
    default:
      emit finished(d.added);
  }
}

// The end: only now anything is changed.
void Assistant::add() {
  Private& d = *d_;
  const NewProfile made = d.test->result();
  std::string id = made.built_in ? kBuiltIn : std::string();
  d.context.setup.edit([&](config::Setup& setup) {
    const auto there = std::ranges::find(setup.profiles, id, &config::Profile::id);
    if (made.built_in && there != setup.profiles.end()) {
      there->proxy = made.profile.proxy;
      there->ca_file = made.profile.ca_file;
      there->kept.problem.clear();
    } else if (made.built_in) {
      setup.profiles.push_back(made.profile);
      setup.profiles.back().id = id;
    } else {
      id = add_profile(setup, made.profile);
    }
    if (d.first || setup.profile.empty()) setup.profile = id;
    if (setup.listeners.empty()) setup.listeners.emplace_back().listen = free_address(setup);
  });
  d.added = QString::fromStdString(id);
  d.done->set_profile(d.added);
  if (made.secret.isEmpty() || !made.keep_secret) {
    if (d.first) d.context.conductor.turn_on();
  } else {
    keep(id, made.secret);
  }
  show_step(Private::kDone);
  d.next->setFocus(Qt::OtherFocusReason);
}

// Nothing goes through the profile before it has its secret.
void Assistant::keep(const std::string& id, const QString& secret) {
  Private& d = *d_;
  d.done->set_waiting(true);
  d.context.secrets.keep(d.added, secret, this, [this, id](config::SecretSource source, const QString& sentence) {
    d_->context.setup.edit([&](config::Setup& setup) {
      const auto found = std::ranges::find(setup.profiles, id, &config::Profile::id);
      if (found != setup.profiles.end()) found->authentication.secret = std::move(source);
    });
    if (d_->first) d_->context.conductor.turn_on();
    d_->done->tell(sentence);
    d_->done->set_waiting(false);
  });
}

void Assistant::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Escape:
      return emit finished(d_->added);
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (auto* button = qobject_cast<QAbstractButton*>(focusWidget())) return button->click();
      // In the fields of the test Return tests.
      if (d_->stack->currentIndex() != Private::kTest) go_on();
      return;
    default:
      QWidget::keyPressEvent(event);
  }
}

void Assistant::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

void Assistant::retranslate() {
  Private& d = *d_;
  d.line->set_names({tr("Paste"), tr("Test"), tr("Done")});
  d.skip->setText(d.first ? tr("&Skip") : tr("&Cancel"));
  d.back->setText(tr("&Back"));
  d.given->retranslate();
  d.test->retranslate();
  d.done->retranslate();
  show_buttons();
}

}  // namespace culvert::ui
