// The profiles of the setup as a list: name, proxy, which one is in use, which has a problem.
#pragma once

#include <QAbstractListModel>
#include <QHash>
#include <QStyledItemDelegate>

#include "config/setup.h"

namespace culvert::ui {

class Conductor;
class SetupDocument;

class ProfileListModel : public QAbstractListModel {
  Q_OBJECT

 public:
  enum Role : int { kId = Qt::UserRole, kProxy, kInUse, kProblem };
  ProfileListModel(SetupDocument& setup, Conductor& conductor, QObject* parent = nullptr);

  // A row at the end for a profile that is not in the setup yet.
  void set_new(bool there);
  [[nodiscard]] int row_of(const QString& id) const;  // empty: the new one; -1: there is none

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  void retranslate();

 private:
  void setup_changed(const config::Setup& before);
  void find_problems();
  [[nodiscard]] QVariant new_data(int role) const;

  SetupDocument& setup_;
  Conductor& conductor_;
  bool new_ = false;
  QHash<QString, QString> problems_;  // by id
};

class ProfileDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace culvert::ui
