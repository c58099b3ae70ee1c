#include "profiles/test_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core_bridge.h"
#include "format.h"
#include "profiles/form.h"
#include "profiles/phase_bars.h"
#include "profiles/test_target.h"
#include "profiles/understood.h"
#include "sentences.h"
#include "widgets/message_bar.h"

namespace culvert::ui {

using Qt::StringLiterals::operator""_s;

QString field_for(const Error& error) {
  if (error.code == Code::kUnauthorized) return u"authentication.secret"_s;
  if (error.code == Code::kUntrusted) return u"ca_file"_s;
  switch (error.stage) {
    case Stage::kAuth:
      return u"authentication.secret"_s;
    case Stage::kDns:
    case Stage::kTcp:
    case Stage::kTls:
    case Stage::kQuic:
    case Stage::kHttp:
      return u"proxy"_s;
    case Stage::kLocal:
    case Stage::kProxy:
    case Stage::kDestination:
      break;
  }
  return {};
}

namespace {

QString action_for(const QString& field) {
  if (field.startsWith(u"authentication")) return TestPanel::tr("Check the sign-in");
  if (field == u"ca_file") return TestPanel::tr("Check the certificate authority");
  if (field == u"proxy") return TestPanel::tr("Check the proxy");
  return {};
}

}  // namespace

TestPanel::TestPanel(CoreBridge& core, Source source, const QString& name, QWidget* parent)
    : QWidget(parent),
      core_(core),
      source_(std::move(source)),
      name_(name),
      target_box_(new FieldBox(this)),
      target_(new QLineEdit(target_box_)),
      button_(new QPushButton(target_box_)),
      progress_(new QProgressBar(this)),
      message_(new MessageBar(this)),
      results_(new QWidget(this)),
      results_layout_(new QVBoxLayout(results_)) {
  target_->setObjectName(name + u".target"_s);
  button_->setObjectName(name + u".start"_s);
  progress_->setObjectName(name + u".progress"_s);
  message_->setObjectName(name + u".message"_s);
  results_->setObjectName(name + u".results"_s);
  progress_->setRange(0, 0);
  progress_->setTextVisible(false);
  progress_->setFixedHeight(form_space(*this) / 2);
  auto* control = new QWidget(target_box_);
  auto* row = new QHBoxLayout(control);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(target_, 1);
  row->addWidget(button_);
  target_box_->set_control(control, target_);
  results_layout_->setContentsMargins(0, 0, 0, 0);
  results_layout_->setSpacing(form_space(*this) * 2);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(form_space(*this) * 3 / 2);
  column->addWidget(target_box_);
  column->addWidget(progress_);
  column->addWidget(message_);
  column->addWidget(results_);
  progress_->hide();
  results_->hide();
  connect(button_, &QPushButton::clicked, this, [this] { running() ? stop() : start(); });
  connect(target_, &QLineEdit::returnPressed, this, &TestPanel::start);
  connect(message_, &MessageBar::action, this, [this] { emit field_wanted(refused_field_); });
  read_test_target(this, [this](const QString& target) {
    if (target_->text().isEmpty()) target_->setText(target);
  });
  retranslate();
}

TestPanel::~TestPanel() = default;

void TestPanel::start() {
  stop();
  clear_results();
  const QString text = target_->text().trimmed();
  const auto target = http::parse_host_port(text.toStdString(), 443);
  if (!target) {
    target_box_->set_problem(problem_sentence({"target", target.error().detail}));
    target_->setFocus(Qt::OtherFocusReason);
    return;
  }
  target_box_->set_problem({});
  remember_test_target(text);
  tested_ = *target;
  run_ = std::make_unique<QObject>();
  show_running(true);
  emit started();
  source_(
      run_.get(),
      [this](config::Profile profile) {
        core_.probe(std::move(profile), tested_, run_.get(),
                    [this](const std::vector<ProbeRow>& rows) { probed(rows); });
      },
      [this](const QString& sentence, const QString& field) { refused(sentence, field); });
}

void TestPanel::stop() {
  run_.reset();
  show_running(false);
}

void TestPanel::clear() {
  stop();
  clear_results();
  target_box_->set_problem({});
}

void TestPanel::show_running(bool running) {
  progress_->setVisible(running);
  button_->setText(running ? tr("&Stop") : tr("&Test"));
}

void TestPanel::refused(const QString& sentence, const QString& field) {
  if (run_) run_.release()->deleteLater();  // it is being answered
  show_running(false);
  refused_field_ = field;
  message_->tell(MessageBar::Tone::kProblem, sentence, action_for(field));
  emit finished({});
}

void TestPanel::probed(const std::vector<ProbeRow>& rows) {
  if (run_) run_.release()->deleteLater();
  show_running(false);
  show_rows(rows);
  emit finished(rows_);
}

void TestPanel::show_rows(std::vector<ProbeRow> rows) {
  clear_results();
  rows_ = std::move(rows);
  std::chrono::microseconds longest{};
  for (const ProbeRow& row : rows_) longest = std::max(longest, row.total);
  for (const ProbeRow& row : rows_) show_row(row, longest, rows_.size() > 1);
  results_->setVisible(!rows_.empty());
}

void TestPanel::show_row(const ProbeRow& row, std::chrono::microseconds longest, bool several) {
  const int number = results_layout_->count();
  auto* box = new QWidget(results_);
  auto* column = new QVBoxLayout(box);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(form_space(*this));
  if (several) {
    auto* proxy = new QLabel(row.proxy, box);
    proxy->setTextFormat(Qt::PlainText);
    column->addWidget(proxy);
  }
  if (!row.parts.empty() || row.failed_in) {
    auto* bar = new PhaseBar(box);
    bar->setObjectName(name_ + u".bar."_s + QString::number(number));
    bar->show_row(row, longest);
    column->addWidget(bar);
  }
  const QString object = name_ + u".outcome."_s + QString::number(number);
  if (row.error) {
    auto* message = new MessageBar(box);
    message->setObjectName(object);
    const QString field = field_for(*row.error);
    message->tell(MessageBar::Tone::kProblem, row.sentence, action_for(field), row.details);
    connect(message, &MessageBar::action, this, [this, field] { emit field_wanted(field); });
    column->addWidget(message);
  } else {
    auto* verdict = new Verdict(box);
    verdict->setObjectName(object);
    const QString target = QString::fromStdString(tested_.to_string());
    const QString took = duration_text(row.total);
    verdict->tell(Verdict::Tone::kGood,
                  row.carrier
                      ? tr("It works: a connection to %1 was open after %2, over %3.")
                            .arg(shown(target.toStdString()), took, row.carrier->http_version)
                      : tr("It works: a connection to %1 was open after %2.").arg(shown(target.toStdString()), took));
    column->addWidget(verdict);
  }
  results_layout_->addWidget(box);
}

void TestPanel::clear_results() {
  rows_.clear();
  message_->clear();
  while (QLayoutItem* item = results_layout_->takeAt(0)) {
    if (QWidget* widget = item->widget()) {
      widget->hide();
      widget->deleteLater();
    }
    delete item;
  }
  results_->hide();
}

void TestPanel::retranslate() {
  target_box_->set_texts(tr("D&estination of the test"),
                         tr("A connection is opened to it through the proxy, and closed again. Nothing is sent."));
  progress_->setAccessibleName(tr("The test is running"));
  show_running(running());
  if (!rows_.empty()) show_rows(std::exchange(rows_, {}));
}

}  // namespace culvert::ui
