// The keychain of the desktop: Secret Service, macOS Keychain, Windows Credential Manager. Entries belong to the
// service "org.culvert.Culvert". Nothing blocks; every question is answered within `patience`, also where the keychain
// is not.
#pragma once

#include <QObject>
#include <QString>
#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>

namespace culvert::ui {

class Keychain {
 public:
  enum class Trouble : std::uint8_t {
    kNone,
    kNotFound,  // there is no such entry, or nobody unlocked the keychain for us
    kDenied,    // locked, and the person said no
    kMissing,   // there is no keychain here
    kTimedOut,
    kFailed,
  };
  struct Failure {
    Trouble trouble = Trouble::kFailed;
    QString details;  // in the keychain's words
  };
  // A question to a person may be part of it, so that this is long.
  static constexpr std::chrono::milliseconds kPatience = std::chrono::seconds(60);

  virtual ~Keychain() = default;
  // `receive` is called on the calling thread, later, once, and not at all if `context` is gone.
  virtual void read(const QString& entry, QObject* context,
                    std::function<void(std::expected<QString, Failure>)> receive) = 0;
  virtual void write(const QString& entry, const QString& secret, QObject* context,
                     std::function<void(std::expected<void, Failure>)> receive) = 0;
  virtual void remove(const QString& entry, QObject* context,
                      std::function<void(std::expected<void, Failure>)> receive) = 0;
};

// QtKeychain's.
[[nodiscard]] std::unique_ptr<Keychain> make_keychain(std::chrono::milliseconds patience = Keychain::kPatience);

}  // namespace culvert::ui
