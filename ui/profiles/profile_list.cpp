#include "profiles/profile_list.h"

#include <QApplication>
#include <QPainter>
#include <algorithm>
#include <charconv>

#include "conductor.h"
#include "http/uri_template.h"
#include "icons.h"
#include "profiles/understood.h"
#include "sentences.h"
#include "setup_document.h"

namespace culvert::ui {

namespace {

using Qt::StringLiterals::operator""_s;

// "profiles[3].proxy": 3, and "proxy".
std::optional<std::pair<std::size_t, std::string>> place_of(const config::Problem& problem) {
  constexpr std::string_view kBefore = "profiles[";
  const std::string_view field = problem.field;
  if (!field.starts_with(kBefore)) return std::nullopt;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(field.data() + kBefore.size(), field.data() + field.size(), index);
  if (error != std::errc{} || end == field.data() + field.size() || *end != ']') return std::nullopt;
  const std::string_view rest = field.substr(std::size_t(end - field.data()) + 1);
  return std::pair(index, std::string(rest.starts_with('.') ? rest.substr(1) : rest));
}

QString proxy_of(const config::Profile& profile) {
  const auto input = http::understand_proxy_input(profile.proxy);
  if (!input) return shown(profile.proxy);
  constexpr std::uint16_t kHttps = 443;
  return shown(input->origin.port == kHttps ? input->origin.host : input->origin.to_string());
}

bool same_ids(const config::Setup& a, const config::Setup& b) {
  return std::ranges::equal(a.profiles, b.profiles, {}, &config::Profile::id, &config::Profile::id);
}

}  // namespace

ProfileListModel::ProfileListModel(SetupDocument& setup, Conductor& conductor, QObject* parent)
    : QAbstractListModel(parent), setup_(setup), conductor_(conductor) {
  connect(&setup_, &SetupDocument::changed, this, &ProfileListModel::setup_changed);
  connect(&conductor_, &Conductor::status_changed, this, &ProfileListModel::find_problems);
  find_problems();
}

void ProfileListModel::setup_changed(const config::Setup& before) {
  if (same_ids(before, setup_.setup())) return find_problems();
  beginResetModel();
  endResetModel();
  find_problems();
}

void ProfileListModel::find_problems() {
  problems_.clear();
  const auto& profiles = setup_.setup().profiles;
  for (const config::Problem& problem : setup_.problems()) {
    const auto place = place_of(problem);
    if (!place || place->first >= profiles.size()) continue;
    const QString id = QString::fromStdString(profiles[place->first].id);
    if (!problems_.contains(id)) problems_.insert(id, problem_text({place->second, problem.message}));
  }
  const Status& status = conductor_.status();
  if (status.state == State::kProblem && status.trouble && status.trouble->place.page == Page::kProfiles) {
    problems_.insert(status.trouble->place.entry, status.trouble->sentence);
  }
  if (rowCount() > 0) emit dataChanged(index(0), index(rowCount() - 1));
}

void ProfileListModel::retranslate() { find_problems(); }

void ProfileListModel::set_new(bool there) {
  if (there == new_) return;
  const int row = int(setup_.setup().profiles.size());
  if (there) {
    beginInsertRows({}, row, row);
    new_ = true;
    endInsertRows();
  } else {
    beginRemoveRows({}, row, row);
    new_ = false;
    endRemoveRows();
  }
}

int ProfileListModel::row_of(const QString& id) const {
  const auto& profiles = setup_.setup().profiles;
  if (id.isEmpty()) return new_ ? int(profiles.size()) : -1;
  const auto found = std::ranges::find(profiles, id.toStdString(), &config::Profile::id);
  return found == profiles.end() ? -1 : int(found - profiles.begin());
}

int ProfileListModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(setup_.setup().profiles.size()) + (new_ ? 1 : 0);
}

QVariant ProfileListModel::new_data(int role) const {
  if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole) return tr("New profile");
  if (role == kProxy) return tr("It is not saved yet.");
  if (role == kInUse) return false;
  return {};
}

QVariant ProfileListModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const auto& profiles = setup_.setup().profiles;
  if (std::size_t(index.row()) >= profiles.size()) return new_data(role);
  const config::Profile& profile = profiles[std::size_t(index.row())];
  const QString id = QString::fromStdString(profile.id);
  const bool in_use = setup_.setup().profile == profile.id;
  switch (role) {
    case Qt::DisplayRole:
      return title_of(profile);
    case kId:
      return id;
    case kProxy:
      return proxy_of(profile);
    case kInUse:
      return in_use;
    case kProblem:
    case Qt::ToolTipRole:
      return problems_.value(id);
    case Qt::AccessibleTextRole: {
      const QString title = in_use ? tr("%1, in use").arg(title_of(profile)) : title_of(profile);
      const QString problem = problems_.value(id);
      return problem.isEmpty() ? title : tr("%1. Problem: %2").arg(title, problem);
    }
    default:
      return {};
  }
}

// ---- How a row looks
// --------------------------------------------------------------------------------------------------

QSize ProfileDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& /*index*/) const {
  const int line = option.fontMetrics.height();
  return {line * 10, line * 3 + line / 4};
}

void ProfileDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  QStyleOptionViewItem item = option;
  initStyleOption(&item, index);
  item.text.clear();
  const QWidget* view = item.widget;
  QStyle* style = view != nullptr ? view->style() : QApplication::style();
  style->drawControl(QStyle::CE_ItemViewItem, &item, painter, view);

  painter->save();
  const bool selected = (option.state & QStyle::State_Selected) != 0;
  const bool active = (option.state & QStyle::State_Active) != 0;
  const auto group = active ? QPalette::Active : QPalette::Inactive;
  const QColor text = option.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
  const int line = option.fontMetrics.height();
  const int space = line / 2;
  QRect place = option.rect.adjusted(space, line / 2, -space, -line / 2);

  const QString problem = index.data(ProfileListModel::kProblem).toString();
  const bool in_use = index.data(ProfileListModel::kInUse).toBool();
  const auto mode = selected ? QIcon::Selected : QIcon::Normal;
  if (!problem.isEmpty()) {
    const QRect sign(place.right() - line, option.rect.center().y() - line / 2, line, line);
    symbol(u"warning"_s).paint(painter, sign, Qt::AlignCenter, mode);
    place.setRight(sign.left() - space);
  }
  const QString badge = in_use ? ProfileListModel::tr("In use") : QString();
  QFont bold = option.font;
  bold.setWeight(QFont::DemiBold);
  painter->setFont(bold);
  painter->setPen(text);
  const QRect upper(place.left(), place.top(), place.width(), place.height() / 2);
  const QRect lower(place.left(), upper.bottom() + 1, place.width(), place.height() / 2);
  painter->drawText(upper, Qt::AlignLeft | Qt::AlignVCenter,
                    QFontMetrics(bold).elidedText(index.data().toString(), Qt::ElideRight, upper.width()));
  painter->setFont(option.font);
  QRect rest = lower;
  if (in_use) {  // a sign and words
    const QRect sign(lower.left(), lower.center().y() - line * 3 / 8, line * 3 / 4, line * 3 / 4);
    symbol(u"check"_s).paint(painter, sign, Qt::AlignCenter, mode);
    rest.setLeft(sign.right() + line / 4);
    const QString words = badge + u" · "_s;
    painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, words);
    rest.setLeft(rest.left() + option.fontMetrics.horizontalAdvance(words));
  }
  QColor quiet = text;
  quiet.setAlphaF(selected ? 0.9F : 0.72F);
  painter->setPen(quiet);
  const QString proxy = index.data(ProfileListModel::kProxy).toString();
  painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter,
                    option.fontMetrics.elidedText(proxy, Qt::ElideMiddle, rest.width()));
  painter->restore();
}

}  // namespace culvert::ui
