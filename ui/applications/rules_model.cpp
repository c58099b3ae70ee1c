#include "applications/rules_model.h"

#include <algorithm>
#include <format>

#include "applications/rule_words.h"
#include "applications/setup_entries.h"
#include "icons.h"
#include "setup_document.h"
#include "theme.h"

namespace culvert::ui {

RulesModel::RulesModel(SetupDocument& setup, QObject* parent) : QAbstractListModel(parent), setup_(setup) {
  connect(&setup, &SetupDocument::changed, this, &RulesModel::take);
}

int RulesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(setup_.setup().rules.size());
}

QVariant RulesModel::data(const QModelIndex& index, int role) const {
  const auto& rules = setup_.setup().rules;
  if (!index.isValid() || std::cmp_greater_equal(index.row(), rules.size())) return {};
  const config::Rule& rule = rules[static_cast<std::size_t>(index.row())];
  const QStringList wrong = problems_of(setup_.problems(), std::format("rules[{}]", index.row()));
  switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: {
      const QString text =
          tr("%1. %2", "number of a rule, and what it says").arg(index.row() + 1).arg(rule_text(rule, setup_.setup()));
      if (!wrong.isEmpty()) return QString(text + u'\n' + tr("Wrong: %1").arg(wrong.first()));
      return rule.on ? text : tr("%1 (off)", "%1 is a rule").arg(text);
    }
    case Qt::DecorationRole:
      return wrong.isEmpty() ? QVariant() : symbol(QStringLiteral("warning"));
    case Qt::CheckStateRole:
      return rule.on ? Qt::Checked : Qt::Unchecked;
    case Qt::ForegroundRole:
      if (Theme::current() == nullptr || (rule.on && wrong.isEmpty())) return {};
      return Theme::current()->colour(wrong.isEmpty() ? Theme::Colour::kMuted : Theme::Colour::kProblem);
    default:
      return {};
  }
}

bool RulesModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::CheckStateRole || !index.isValid()) return false;
  const bool on = value.toInt() == Qt::Checked;
  setup_.edit([id = id_at(index.row()), on](config::Setup& changed) {
    if (config::Rule* const rule = find_rule(changed, id)) rule->on = on;
  });
  return true;
}

Qt::ItemFlags RulesModel::flags(const QModelIndex& index) const {
  return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable : Qt::NoItemFlags;
}

int RulesModel::row_of(const std::string& id) const {
  const auto& rules = setup_.setup().rules;
  const auto found = std::ranges::find(rules, id, &config::Rule::id);
  return found == rules.end() ? -1 : static_cast<int>(found - rules.begin());
}

std::string RulesModel::id_at(int row) const {
  const auto& rules = setup_.setup().rules;
  return row < 0 || std::cmp_greater_equal(row, rules.size()) ? std::string() : rules[static_cast<std::size_t>(row)].id;
}

void RulesModel::retranslate() {
  if (rowCount() > 0) emit dataChanged(index(0), index(rowCount() - 1));
}

void RulesModel::take(const config::Setup& before) {
  const auto& now = setup_.setup().rules;
  if (std::ranges::equal(before.rules, now, {}, &config::Rule::id, &config::Rule::id)) {
    retranslate();
  } else {
    beginResetModel();
    endResetModel();
  }
}

}  // namespace culvert::ui
