#pragma once

#include <memory>

#include "pages/page.h"

namespace culvert::ui {

class ApplicationsPage : public PageWidget {
  Q_OBJECT

 public:
  ApplicationsPage(const Context& context, QWidget* parent);
  ~ApplicationsPage() override;

  // An application with one of its fields ("name", "launch", "programs", "forwards.ID.listen"), or a rule.
  void go(const QString& entry, const QString& field) override;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
