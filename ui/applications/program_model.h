// Programs for a list. Icons come one after the other, when the list asks for them, so that nothing waits for the disk.
#pragma once

#include <QAbstractListModel>
#include <QIcon>
#include <QTimer>
#include <unordered_map>
#include <vector>

#include "applications/program_picker.h"

namespace culvert::ui {

class ProgramModel : public QAbstractListModel {
  Q_OBJECT

 public:
  explicit ProgramModel(QObject* parent = nullptr);
  void set_programs(std::vector<ProgramPicker::Choice> programs);
  [[nodiscard]] const ProgramPicker::Choice& program(int row) const;
  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

  static constexpr int kSearched = Qt::UserRole;  // name and path in one text

 private:
  void load_one();

  std::vector<ProgramPicker::Choice> programs_;
  std::unordered_map<int, QIcon> icons_;
  mutable std::vector<int> wanted_;  // rows whose icons were asked for, the newest last
  mutable QTimer timer_;
};

}  // namespace culvert::ui
