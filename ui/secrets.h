// The secrets that a setup needs, for as long as the program runs: from the keychain, from files, from a person. They
// are in memory here and in the core, and nowhere else.
#pragma once

#include <QObject>
#include <QString>
#include <functional>
#include <memory>

#include "config/setup.h"
#include "keychain.h"

namespace culvert::ui {

class Secrets : public QObject {
  Q_OBJECT

 public:
  explicit Secrets(Keychain& keychain, QObject* parent = nullptr);
  ~Secrets() override;

  struct Missing {
    QString profile;  // id; empty: of a listener
    QString field;    // as in config::Problem
    Keychain::Trouble trouble = Keychain::Trouble::kNone;
    QString sentence;  // in the language of the window, with what to do
    QString details;
  };
  using Resolved = std::function<void(config::Setup, const QList<Missing>&)>;
  // Puts in the secrets that the setup needs (config::resolve_secrets): what was got once is not asked for again.
  // Entries whose secret cannot be had stay as they are, and are named. `receive` is called later, on the calling
  // thread, unless another resolve() has come since: only the last one is answered.
  void resolve(config::Setup setup, Resolved receive);
  void give_up();  // nobody wants to hear of that any more
  void resolve(config::Profile profile, QObject* context,
               std::function<void(config::Profile, const QList<Missing>&)> receive);

  // A secret of a profile that a person has typed. It is kept in the keychain under a name that is given to it, or if
  // there is none, in memory until the program ends, and asked for the next time; `receive` is told which it is, to be
  // put into the profile, and what was wrong with the keychain (empty: nothing).
  using Kept = std::function<void(config::SecretSource, const QString& sentence)>;
  void keep(const QString& profile, const QString& secret, QObject* context, Kept receive);
  // The same of a listener, by its address as the setup will have it.
  void keep_of_listener(const QString& address, const QString& secret, QObject* context, Kept receive);
  // A listener has another address, and still its secret.
  void listener_moved(const QString& from, const QString& to);
  // The entry of the keychain goes, too. A deletion that can be taken back waits until it cannot.
  void forget(const config::SecretSource& source);
  // What a person was asked for has to be asked for again: the proxy did not accept it.
  void refused(const QString& profile);

 signals:
  // A person has to be asked: `what` is "the password of kim for proxy.example". Answered by answer(); an empty secret:
  // they would rather not.
  void asked(const QString& what, quint64 question);
  // It need not be answered any more.
  void question_over(quint64 question);
  // What is in memory alone is another one now, and no setup shows it.
  void changed();

 public:
  void answer(quint64 question, const QString& secret);

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
