// All applications as cards, or what they are for while there are none.
#pragma once

#include <QWidget>
#include <memory>

#include "context.h"

namespace culvert::ui {

class CardsView : public QWidget {
  Q_OBJECT

 public:
  explicit CardsView(const Context& context, QWidget* parent = nullptr);
  ~CardsView() override;

 signals:
  void add_wanted();
  void edit_wanted(const QString& id);

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void refresh();
  void build_some();
  void retranslate();

  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
