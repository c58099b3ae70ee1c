// The first page: the switch and the state, the profile in use, throughput, where applications come in.
#pragma once

#include <memory>

#include "pages/page.h"

namespace culvert::ui {

class OverviewPage : public PageWidget {
  Q_OBJECT

 public:
  OverviewPage(const Context& context, QWidget* parent);
  ~OverviewPage() override;

  void go(const QString& entry, const QString& field) override;

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
