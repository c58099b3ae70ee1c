// One profile that a person edits. What is valid goes into the setup at once, field by field; what is not stays with
// its field. A profile that is new is added to the setup as soon as it can be used.
#pragma once

#include <QObject>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include "config/profile.h"

namespace culvert::ui {

class SetupDocument;

class ProfileDraft : public QObject {
  Q_OBJECT

 public:
  explicit ProfileDraft(SetupDocument& setup, QObject* parent = nullptr);

  void open(const std::string& id);
  void open_new(config::Profile profile);
  [[nodiscard]] bool is_new() const { return profile_.id.empty(); }
  [[nodiscard]] const config::Profile& profile() const { return profile_; }  // the last that was valid
  [[nodiscard]] const std::string& id() const { return profile_.id; }

  using Change = std::function<void(config::Profile&)>;
  // What is wrong then with `fields` (as in config::Problem) and what stands in them. If that is anything, nothing
  // changes.
  [[nodiscard]] config::Problems change(std::initializer_list<std::string_view> fields, const Change& change);

 signals:
  void added(const std::string& id);
  void replaced();  // by another profile, or by a change from elsewhere: profile() has it

 private:
  void take(config::Profile profile);
  void setup_changed();

  SetupDocument& setup_;
  config::Profile profile_;
};

// Whether a problem is one of this field, or of something in it.
[[nodiscard]] bool concerns(const config::Problem& problem, std::string_view field);

}  // namespace culvert::ui
