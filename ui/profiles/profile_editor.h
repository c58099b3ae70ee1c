// The form of one profile, with its test.
#pragma once

#include <QWidget>
#include <functional>
#include <memory>
#include <string>

#include "config/link.h"
#include "context.h"

class QLayout;

namespace culvert::ui {

class ProfileEditor : public QWidget {
  Q_OBJECT

 public:
  ProfileEditor(const Context& context, QWidget* parent);
  ~ProfileEditor() override;

  void open(const std::string& id);
  void open_new(const QString& text);    // which stands in its proxy field
  [[nodiscard]] std::string id() const;  // empty: of a new one
  [[nodiscard]] bool is_new() const { return id().empty(); }
  void flush();                            // what has been typed counts now
  bool focus_field(const QString& field);  // as in config::Problem
  void tell(const QString& sentence);      // of the profile as a whole
  void share();
  void ask_to_delete();  // says what becomes of those who use it, and asks, if there are any

 signals:
  void added(const std::string& id);
  void offered(const culvert::config::Offer& offer);  // a link was pasted
  void deletion_wanted(const std::string& id);

 protected:
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  struct Private;
  std::unique_ptr<Private> d_;

  void build();
  [[nodiscard]] QLayout* make_head();
  void connect_parts();
  void load(bool anew);
  void show_head();
  void show_trouble();
  void test_source(QObject* context, std::function<void(config::Profile)> receive,
                   std::function<void(const QString&, const QString&)> refuse);
  void retranslate();
};

}  // namespace culvert::ui
