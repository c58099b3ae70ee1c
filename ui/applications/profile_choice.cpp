#include "applications/profile_choice.h"

#include <QWheelEvent>

#include "applications/setup_entries.h"
#include "sentences.h"

namespace culvert::ui {

ProfileChoice::ProfileChoice(QWidget* parent) : QComboBox(parent) {
  setSizeAdjustPolicy(AdjustToMinimumContentsLengthWithIcon);
  setMinimumContentsLength(12);
}

void ProfileChoice::offer(const config::Setup& setup, const QString& none) {
  const std::string before = profile();
  const QSignalBlocker quiet(this);
  clear();
  addItem(none, QString());
  for (const config::Profile& profile : setup.profiles) {
    addItem(profile_name(profile), QString::fromStdString(profile.id));
  }
  set_profile(before);
}

void ProfileChoice::set_profile(const std::string& id) {
  const QSignalBlocker quiet(this);
  const QString wanted = QString::fromStdString(id);
  if (findData(wanted) < 0) addItem(shown(id), wanted);
  setCurrentIndex(findData(wanted));
}

std::string ProfileChoice::profile() const { return currentData().toString().toStdString(); }

// Whoever scrolls past it means the page.
void ProfileChoice::wheelEvent(QWheelEvent* event) { event->ignore(); }

}  // namespace culvert::ui
