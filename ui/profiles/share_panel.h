// Gives a profile to somebody else: as a link, or as a file; with its secret only if that is asked for.
#pragma once

#include <functional>

#include "config/profile.h"
#include "profiles/form.h"

class QCheckBox;
class QPushButton;

namespace culvert::ui {

class MessageBar;
class Secrets;

class SharePanel : public FieldCard {
  Q_OBJECT

 public:
  SharePanel(Secrets& secrets, QWidget* parent);

  void share(const config::Profile& profile);
  void retranslate();

 signals:
  void over();

 private:
  // With its secret, if that is wanted.
  void with_secret(std::function<void(config::Profile)> then);
  void copy_link(const config::Profile& profile);
  void save_file(const config::Profile& profile);
  void write(const QString& path, const QByteArray& bytes);

  Secrets& secrets_;
  config::Profile profile_;
  HelpLabel* intro_;
  QCheckBox* secret_;
  QPushButton* copy_;
  QPushButton* save_;
  QPushButton* close_;
  MessageBar* message_;
};

}  // namespace culvert::ui
