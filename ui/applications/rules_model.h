// The rules of the setup for a list, in their order: in words, with what is wrong, to be switched by their check mark.
#pragma once

#include <QAbstractListModel>

#include "config/setup.h"

namespace culvert::ui {

class SetupDocument;

class RulesModel : public QAbstractListModel {
  Q_OBJECT

 public:
  explicit RulesModel(SetupDocument& setup, QObject* parent = nullptr);
  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;
  [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

  [[nodiscard]] int row_of(const std::string& id) const;  // -1: it is not there
  [[nodiscard]] std::string id_at(int row) const;         // empty: there is none
  void retranslate();

 private:
  void take(const config::Setup& before);

  SetupDocument& setup_;
};

}  // namespace culvert::ui
