// A keychain in memory, which fails as the test says.
#pragma once

#include <QPointer>
#include <QTimer>
#include <map>

#include "keychain.h"

namespace culvert::ui::test {

class FakeKeychain : public Keychain {
 public:
  void read(const QString& entry, QObject* context,
            std::function<void(std::expected<QString, Failure>)> receive) override {
    reads << entry;
    later(context, [this, entry, receive = std::move(receive)] {
      if (trouble != Trouble::kNone)
        return receive(std::unexpected(Failure{trouble, QStringLiteral("as the test says")}));
      const auto it = entries.find(entry);
      if (it == entries.end()) return receive(std::unexpected(Failure{Trouble::kNotFound, {}}));
      receive(it->second);
    });
  }
  void write(const QString& entry, const QString& secret, QObject* context,
             std::function<void(std::expected<void, Failure>)> receive) override {
    later(context, [this, entry, secret, receive = std::move(receive)] {
      if (trouble != Trouble::kNone) return receive(std::unexpected(Failure{trouble, {}}));
      entries[entry] = secret;
      receive({});
    });
  }
  void remove(const QString& entry, QObject* context,
              std::function<void(std::expected<void, Failure>)> receive) override {
    later(context, [this, entry, receive = std::move(receive)] {
      entries.erase(entry);
      receive({});
    });
  }

  Trouble trouble = Trouble::kNone;
  bool silent = false;  // never answers
  std::map<QString, QString> entries;
  QStringList reads;

 private:
  void later(QObject* context, std::function<void()> answer) const {
    if (!silent) QTimer::singleShot(0, context, std::move(answer));
  }
};

}  // namespace culvert::ui::test
