#include "applications/program_model.h"

#include <algorithm>
#include <utility>

#include "icons.h"
#include "sentences.h"

namespace culvert::ui {

ProgramModel::ProgramModel(QObject* parent) : QAbstractListModel(parent) {
  timer_.setInterval(0);
  connect(&timer_, &QTimer::timeout, this, &ProgramModel::load_one);
}

void ProgramModel::set_programs(std::vector<ProgramPicker::Choice> programs) {
  beginResetModel();
  programs_ = std::move(programs);
  icons_.clear();
  wanted_.clear();
  endResetModel();
}

const ProgramPicker::Choice& ProgramModel::program(int row) const { return programs_[static_cast<std::size_t>(row)]; }

int ProgramModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(programs_.size());
}

QVariant ProgramModel::data(const QModelIndex& index, int role) const {
  const ProgramPicker::Choice& one = program(index.row());
  const QString command = one.executable.isEmpty() ? one.launch.join(u' ') : one.executable;
  switch (role) {
    case Qt::DisplayRole:
      return shown(one.name.toStdString());
    case Qt::ToolTipRole:
      return shown(command.toStdString()).toHtmlEscaped();
    case kSearched:
      return QString(one.name + u' ' + command);
    case Qt::DecorationRole: {
      const auto found = icons_.find(index.row());
      if (found != icons_.end()) return found->second;
      if (!std::ranges::contains(wanted_, index.row())) wanted_.push_back(index.row());
      timer_.start();
      static const QIcon kPlain = application_icon({});
      return kPlain;
    }
    default:
      return {};
  }
}

void ProgramModel::load_one() {
  if (wanted_.empty()) {
    timer_.stop();
    return;
  }
  const int row = wanted_.back();
  wanted_.pop_back();
  icons_.emplace(row, application_icon(program(row).icon));
  emit dataChanged(index(row), index(row), {Qt::DecorationRole});
}

}  // namespace culvert::ui
