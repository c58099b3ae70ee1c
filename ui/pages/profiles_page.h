#pragma once

#include <memory>

#include "pages/page.h"

namespace culvert::ui {

class ProfilesPage : public PageWidget {
  Q_OBJECT

 public:
  ProfilesPage(const Context& context, QWidget* parent);
  ~ProfilesPage() override;

  void go(const QString& entry, const QString& field) override;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
