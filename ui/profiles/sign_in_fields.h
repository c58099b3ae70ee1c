// Who one is to the proxy. Secrets go into the keychain and are never shown again.
#pragma once

#include <functional>
#include <memory>

#include "profiles/profile_part.h"

namespace culvert::ui {

class Secrets;
class SetupDocument;

class SignInFields final : public ProfilePart {
  Q_OBJECT

 public:
  SignInFields(ProfileDraft& draft, SetupDocument& setup, Secrets& secrets, QWidget* parent);
  ~SignInFields() override;

  void load(bool anew) override;
  void flush() override;
  bool focus_field(const QString& field) override;
  void retranslate() override;

  // Keeps a secret that has been typed, if there is one; `then` is called when it is kept.
  void keep_typed(const std::function<void()>& then);

 private:
  struct Private;
  std::unique_ptr<Private> d_;

  void show_scheme();
  void show_secret();
  void type_secret();
  void scheme_chosen();
  void remove_secret();
  void take_source(const std::string& id, config::SecretSource source);
  [[nodiscard]] QString save();
  void save_aloud();
};

[[nodiscard]] QString scheme_name(config::Authentication::Scheme scheme);

}  // namespace culvert::ui
