// The destination of tests, remembered from one to the next.
#pragma once

#include <QObject>
#include <QString>
#include <functional>

namespace culvert::ui {

inline constexpr char16_t kUsualTestTarget[] = u"example.com:443";

// Of this program, on this computer; the usual one if there was none yet. Both return at once.
void read_test_target(QObject* context, std::function<void(const QString&)> receive);
void remember_test_target(const QString& target);

}  // namespace culvert::ui
