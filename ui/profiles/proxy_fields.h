// Which proxy it is, what its provider offers beside it, and what a person calls it.
#pragma once

#include <QTimer>

#include "config/link.h"
#include "profiles/profile_part.h"

class QPushButton;

namespace culvert::ui {

class CoreBridge;
class DomainPanel;
class FieldBox;
class LineField;
class ProxyField;

class ProxyFields final : public ProfilePart {
  Q_OBJECT

 public:
  ProxyFields(ProfileDraft& draft, CoreBridge& core, QWidget* parent);

  void load(bool anew) override;
  void flush() override;
  bool focus_field(const QString& field) override;  // an empty one is the proxy
  void retranslate() override;

  void begin_with(const QString& text);  // in the field of the proxy, which has the focus then
  void set_classic(bool classic);

 signals:
  void offered(const culvert::config::Offer& offer);  // a link was pasted; the field has again what it had

 private:
  void commit(bool finished);
  void put(const QString& text);
  void show_domain_button();
  void ask_domain();

  FieldBox* box_;
  ProxyField* proxy_;
  QPushButton* domain_;
  DomainPanel* domains_;
  LineField* name_;
  QTimer pause_;
  bool loading_ = false;
};

}  // namespace culvert::ui
