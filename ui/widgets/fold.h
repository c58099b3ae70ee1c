// A part of a form that is folded away until somebody wants it.
#pragma once

#include <QWidget>

class QToolButton;
class QVBoxLayout;

namespace culvert::ui {

class Fold : public QWidget {
  Q_OBJECT

 public:
  explicit Fold(const QString& title, QWidget* parent = nullptr);
  void set_title(const QString& title);
  void set_content(QWidget* content);  // becomes a child
  void set_open(bool open);
  [[nodiscard]] bool open() const;

 private:
  QToolButton* head_;
  QVBoxLayout* layout_;
  QWidget* content_ = nullptr;
};

}  // namespace culvert::ui
