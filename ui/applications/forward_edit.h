// One forward to be edited, in a line, with what is wrong beneath its fields.
#pragma once

#include <QWidget>
#include <memory>
#include <optional>

#include "config/setup.h"

namespace culvert::ui {

class ForwardEdit : public QWidget {
  Q_OBJECT

 public:
  explicit ForwardEdit(QWidget* parent = nullptr);
  ~ForwardEdit() override;

  // What stands in the setup. Fields that mean the same already are left as they were typed. Without an id it is a
  // new one, which is in no setup yet.
  void show_forward(const config::Forward& forward, const config::Setup& setup, bool application_on);
  // The setup has changed: other names, other ports that are taken.
  void look_at(const config::Setup& setup, bool application_on);
  [[nodiscard]] const std::string& id() const;
  void set_id(std::string id);
  // What the fields say; nothing as long as something is wrong with them.
  [[nodiscard]] std::optional<config::Forward> forward() const;
  void focus_on(const QString& field);  // "listen", "target"

  // For a line of headings above: the width of each column is the same.
  struct Columns {
    static constexpr int kListen = 3;
    static constexpr int kTarget = 5;
    static constexpr int kProfile = 4;
  };

 signals:
  void changed();  // to something good, and nobody types any more
  void copy_wanted();
  void delete_wanted();

 protected:
  void changeEvent(QEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void check(bool finished);
  void offer();
  void use_free_port();
  void retranslate();

  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
