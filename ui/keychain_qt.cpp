// QtKeychain's jobs end when the service answers, which may be never, and one that has not ended keeps all others
// waiting. So one question is asked at a time, each is given up on after its time, and its job left to itself. One that
// fails is asked once more, in a new session.

#include <qt6keychain/keychain.h>

#include <QCoreApplication>
#include <QPointer>
#include <QTimer>
#include <deque>
#include <memory>
#include <utility>

#include "keychain.h"
#include "keychain_service.h"

namespace culvert::ui {

namespace {

const QString& service() {
  static const QString name = QStringLiteral("org.culvert.Culvert");
  return name;
}

Keychain::Trouble trouble_of(QKeychain::Error error) {
  switch (error) {
    case QKeychain::NoError:
      return Keychain::Trouble::kNone;
    case QKeychain::EntryNotFound:
      return Keychain::Trouble::kNotFound;
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
      return Keychain::Trouble::kDenied;
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
      return Keychain::Trouble::kMissing;
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::OtherError:
      break;
  }
  return Keychain::Trouble::kFailed;
}

struct Question {
  std::function<QKeychain::Job*()> make;
  std::function<void(QKeychain::Job* done, const Keychain::Failure* failure)> answer;
  QPointer<QObject> context;
  QTimer clock;
  QKeychain::Job* job = nullptr;  // once it is its turn
  bool again = false;             // it has failed once
};

class QtKeychain final : public Keychain {
 public:
  explicit QtKeychain(std::chrono::milliseconds patience) : patience_(patience) {}
  ~QtKeychain() override {
    if (!questions_.empty() && questions_.front()->job != nullptr) leave(questions_.front()->job);
  }

  void read(const QString& entry, QObject* context,
            std::function<void(std::expected<QString, Failure>)> receive) override {
    add(
        context, [entry] { return prepared(new QKeychain::ReadPasswordJob(service()), entry); },
        [receive = std::move(receive)](QKeychain::Job* done, const Failure* failure) {
          if (failure != nullptr) return receive(std::unexpected(*failure));
          receive(qobject_cast<QKeychain::ReadPasswordJob*>(done)->textData());
        });
  }
  void write(const QString& entry, const QString& secret, QObject* context,
             std::function<void(std::expected<void, Failure>)> receive) override {
    const auto make = [entry, secret] {
      auto* job = new QKeychain::WritePasswordJob(service());
      job->setTextData(secret);
      return prepared(job, entry);
    };
    add(context, make, plain(std::move(receive)));
  }
  void remove(const QString& entry, QObject* context,
              std::function<void(std::expected<void, Failure>)> receive) override {
    add(
        context, [entry] { return prepared(new QKeychain::DeletePasswordJob(service()), entry); },
        plain(std::move(receive)));
  }

 private:
  using Answer = std::function<void(QKeychain::Job*, const Failure*)>;

  static QKeychain::Job* prepared(QKeychain::Job* job, const QString& entry) {
    job->setKey(entry);
    job->setInsecureFallback(false);
    job->setAutoDelete(false);
    return job;
  }
  static Answer plain(std::function<void(std::expected<void, Failure>)> receive) {
    return [receive = std::move(receive)](QKeychain::Job*, const Failure* failure) {
      if (failure != nullptr) return receive(std::unexpected(*failure));
      receive({});
    };
  }

  void add(QObject* context, std::function<QKeychain::Job*()> make, Answer answer) {
    auto question = std::make_shared<Question>();
    question->make = std::move(make);
    question->answer = std::move(answer);
    question->context = context;
    question->clock.setSingleShot(true);
    QObject::connect(&question->clock, &QTimer::timeout, &here_, [this, weak = std::weak_ptr(question)] {
      if (const auto late = weak.lock()) give_up(late);
    });
    question->clock.start(patience_);
    questions_.push_back(std::move(question));
    // Nobody expects to be called before this returns.
    QMetaObject::invokeMethod(&here_, [this] { next(); }, Qt::QueuedConnection);
  }

  void next() {
    if (questions_.empty() || questions_.front()->job != nullptr) return;
    const std::shared_ptr<Question> question = questions_.front();
    question->job = question->make();
    QObject::connect(question->job, &QKeychain::Job::finished, &here_, [this, question](QKeychain::Job* job) {
      const QKeychain::Error error = job->error();
      Failure failure{trouble_of(error), job->errorString()};
      if (failure.trouble == Trouble::kFailed && keychain_is_missing(failure.details))
        failure.trouble = Trouble::kMissing;
      job->deleteLater();
      if (failure.trouble == Trouble::kFailed && !std::exchange(question->again, true) && forget_keychain_session()) {
        question->job = nullptr;
        QMetaObject::invokeMethod(&here_, [this] { next(); }, Qt::QueuedConnection);
        return;
      }
      answer(question, error == QKeychain::NoError ? nullptr : &failure);
    });
    question->job->start();
  }

  void give_up(const std::shared_ptr<Question>& question) {
    if (question->job != nullptr) leave(std::exchange(question->job, nullptr));
    const Failure failure{Trouble::kTimedOut, {}};
    answer(question, &failure);
  }

  // What serves the job may still come back to it, so it stays until then.
  void leave(QKeychain::Job* job) {
    QObject::disconnect(job, nullptr, &here_, nullptr);
    job->emitFinished();  // QtKeychain's own queue hears of it
    QObject::disconnect(job, &QKeychain::Job::finished, nullptr, nullptr);
    QObject::connect(job, &QKeychain::Job::finished, job, &QObject::deleteLater);
  }

  void answer(const std::shared_ptr<Question>& question, const Failure* failure) {
    std::erase(questions_, question);
    question->clock.stop();
    QMetaObject::invokeMethod(&here_, [this] { next(); }, Qt::QueuedConnection);
    if (question->context) question->answer(question->job, failure);
  }

  const std::chrono::milliseconds patience_;
  std::deque<std::shared_ptr<Question>> questions_;  // the first is asked
  QObject here_;
};

}  // namespace

std::unique_ptr<Keychain> make_keychain(std::chrono::milliseconds patience) {
  return std::make_unique<QtKeychain>(patience);
}

}  // namespace culvert::ui
