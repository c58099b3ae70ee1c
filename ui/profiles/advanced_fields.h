// What most profiles leave as it is: versions, fallbacks, certificates, and what costs something.
#pragma once

#include <memory>

#include "profiles/later.h"
#include "profiles/profile_part.h"

namespace culvert::ui {

class FileField;

class AdvancedFields final : public ProfilePart {
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
  void make_ways();
  void make_trust();
  void make_costs();
  [[nodiscard]] FileField* path_field(const char* field, FileUse use, std::string config::Profile::* member);
  [[nodiscard]] static QString whole_path_wanted();

  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
