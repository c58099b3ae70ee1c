// What most profiles leave as it is: versions, fallbacks, certificates, and what costs something.
#pragma once

#include <memory>

#include "profiles/profile_part.h"

namespace culvert::ui {

class AdvancedFields : public ProfilePart {
  Q_OBJECT

 public:
  AdvancedFields(ProfileDraft& draft, QWidget* parent);
  ~AdvancedFields() override;

  void load(bool anew) override;
  void flush() override;
  bool focus_field(const QString& field) override;
  void retranslate() override;

 signals:
  void classic_changed(bool classic);

 protected:
  bool event(QEvent* event) override;

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
