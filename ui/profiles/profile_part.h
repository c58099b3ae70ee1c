// A part of the form of one profile.
#pragma once

#include <QWidget>

#include "profiles/profile_draft.h"

namespace culvert::ui {

class ProfilePart : public QWidget {
  Q_OBJECT

 public:
  ProfilePart(ProfileDraft& draft, QWidget* parent) : QWidget(parent), draft_(draft) {}

  // Shows draft.profile(). `anew`: another profile than before; what was typed is of no interest any more.
  virtual void load(bool anew) = 0;
  virtual void flush() = 0;  // what has been typed counts now
  // Named as in config::Problem; false: it is none of this part's.
  virtual bool focus_field(const QString& field) = 0;
  virtual void retranslate() = 0;

 protected:
  ProfileDraft& draft_;
};

// What a field says of the first of its problems; empty: there is none.
[[nodiscard]] QString first_sentence(const config::Problems& problems);

}  // namespace culvert::ui
