// What a stranger's link or file would set, all of it, for somebody to look at before anything is taken.
#pragma once

#include <optional>

#include "config/link.h"
#include "profiles/form.h"

class QCheckBox;
class QGridLayout;
class QLabel;

namespace culvert::ui {

class FileField;

// A profile that was taken, and its secret if the person wants that to be kept; empty: none.
struct Taken {
  config::Profile profile;
  QString secret;
};

class OfferView : public FieldCard {
  Q_OBJECT

 public:
  // Object names begin with `name`.
  OfferView(const QString& name, QWidget* parent);

  void show_offer(const config::Offer& offer);
  void clear();
  [[nodiscard]] bool has_offer() const { return offer_.has_value(); }
  // Whether it can be used as it is: where a key's file is needed, one has been chosen.
  [[nodiscard]] bool ready() const;
  [[nodiscard]] Taken taken() const;
  // It has a secret along, whether that is to be kept or not: for a test.
  [[nodiscard]] QString secret() const;
  void retranslate();

 signals:
  void changed();  // ready() may have

 private:
  void fill();
  std::optional<config::Offer> offer_;
  QWidget* table_ = nullptr;
  QLabel* left_out_;
  QCheckBox* keep_;
  FileField* key_;
};

// What a field of a profile is called in the window.
[[nodiscard]] QString field_name(const QString& field);

}  // namespace culvert::ui
