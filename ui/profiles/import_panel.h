// Profiles that come from somebody else, in a link or a file: shown, and taken only if the person says so.
#pragma once

#include <QWidget>
#include <vector>

#include "profiles/offer_view.h"

class QComboBox;
class QLabel;
class QPushButton;

namespace culvert::ui {

class MessageBar;

class ImportPanel : public QWidget {
  Q_OBJECT

 public:
  explicit ImportPanel(QWidget* parent);

  void show_offers(std::vector<config::Offer> offers);  // one at least
  void show_error(const QString& sentence);
  void retranslate();

 signals:
  void taken(const culvert::ui::Taken& taken);
  void over();

 private:
  void show_next();
  std::vector<config::Offer> offers_;
  std::size_t next_ = 0;
  QLabel* title_;
  MessageBar* message_;
  OfferView* view_;
  QPushButton* add_;
  QPushButton* skip_;
};

}  // namespace culvert::ui
